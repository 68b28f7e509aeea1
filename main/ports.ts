/**
 * Hands a page its port to the core. The only user of ipcMain: one channel, on which a preload asks once per page.
 * The sender is checked before anything is made.
 */
import { ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import { portChannel } from '../shared/port-channel.ts'
import type { Log } from './core/log.ts'
import { refusePortRequest } from './port-door.ts'

export interface PortGiver {
  /** Makes `contents` the window whose pages of `origin` may ask. */
  readonly admit: (contents: WebContents, origin: string) => void
}

/** `giveToCore` takes ownership of the port. */
export function createPortGiver(giveToCore: (port: MessagePortMain) => void, log: Log): PortGiver {
  let admitted: { readonly contents: WebContents; readonly origin: string } | null = null
  /** The page of the current document has its port; another request from it is not our preload's. */
  let given = false

  const known = () => {
    if (admitted === null || admitted.contents.isDestroyed()) return null
    const { contents, origin } = admitted
    return { webContentsId: contents.id, mainFrameId: contents.mainFrame.frameTreeNodeId, origin }
  }

  ipcMain.on(portChannel, (event) => {
    const refusal = refusePortRequest(event, known()) ?? (given ? 'second-request' : null)
    if (refusal !== null) return log.error('port.refused', { reason: refusal })
    given = true
    const { port1, port2 } = new MessageChannelMain()
    giveToCore(port2)
    event.senderFrame?.postMessage(portChannel, null, [port1])
  })

  return {
    admit: (contents, origin) => {
      admitted = { contents, origin }
      contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) given = false
      })
    },
  }
}
