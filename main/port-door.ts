/** Who may have a port to the core: the main frame of our own window, showing our own page, once per page. */

import { originOf } from './scheme.ts'

/** What we use of Electron's WebFrameMain. Every property can throw when the frame is gone. */
export interface SenderFrame {
  readonly url: string
  readonly origin: string
  readonly parent: unknown
  readonly frameTreeNodeId: number
}

export interface PortRequest {
  readonly senderFrame: SenderFrame | null
  readonly sender: { readonly id: number }
}

export interface KnownWindow {
  readonly webContentsId: number
  readonly mainFrameId: number
  /** `app://bundle`, or the developer's page server. */
  readonly origin: string
}

/** Why the request is refused, as a word for the log; null when it is ours. */
export function refusePortRequest({ senderFrame, sender }: PortRequest, window: KnownWindow | null): string | null {
  if (window === null || sender.id !== window.webContentsId) return 'unknown-window'
  if (senderFrame === null) return 'no-frame'
  try {
    if (senderFrame.parent !== null || senderFrame.frameTreeNodeId !== window.mainFrameId) return 'not-main-frame'
    if (senderFrame.origin !== window.origin || originOf(senderFrame.url) !== window.origin) return 'foreign-origin'
    return null
  } catch {
    return 'frame-gone'
  }
}
