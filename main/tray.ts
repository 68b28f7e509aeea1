/** The tray: open, lock or unlock, quit. Desktops without one are common on Linux; there the app does without. */
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import { drawTray } from './tray-image.ts'

export interface AppTray {
  readonly update: (unlocked: boolean) => void
  /** 0: nothing is due. */
  readonly showDue: (count: number) => void
}

export interface TrayActions {
  readonly open: () => void
  readonly lock: () => void
  readonly quit: () => void
}

/** Null when the desktop has no tray. */
export function createTray(actions: TrayActions): AppTray | null {
  try {
    const tray = new Tray(picture(false))
    tray.on('click', actions.open)
    const shown = { unlocked: false, due: 0 }
    const redraw = () => {
      tray.setToolTip(shown.due === 0 ? 'Coffer' : `Coffer: ${shown.due} due`)
      tray.setContextMenu(menu(shown, actions))
    }
    const update = (unlocked: boolean) => {
      shown.unlocked = unlocked
      tray.setImage(picture(unlocked))
      redraw()
    }
    update(false)
    return {
      update,
      showDue: (count) => {
        if (count === shown.due) return
        shown.due = count
        redraw()
      },
    }
  } catch {
    return null
  }
}

function menu({ unlocked, due }: { unlocked: boolean; due: number }, { open, lock, quit }: TrayActions): Menu {
  return Menu.buildFromTemplate([
    { label: 'Open Coffer', click: open },
    ...(due === 0 ? [] : [{ label: due === 1 ? '1 secret is due…' : `${due} are due…`, click: open }]),
    unlocked ? { label: 'Lock', click: lock } : { label: 'Unlock…', click: open },
    { type: 'separator' },
    { label: 'Quit Coffer', click: quit },
  ])
}

/** macOS colours a template itself; elsewhere panels are mostly dark, and follow the theme where they are not. */
function picture(unlocked: boolean) {
  const gray = process.platform === 'darwin' || !nativeTheme.shouldUseDarkColors ? 40 : 235
  const image = nativeImage.createEmpty()
  for (const scaleFactor of [1, 2]) {
    const { size, pixels } = drawTray(16 * scaleFactor, unlocked, gray)
    const bitmap = nativeImage.createFromBitmap(Buffer.from(pixels.buffer), { width: size, height: size })
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: bitmap.toPNG() })
  }
  image.setTemplateImage(process.platform === 'darwin')
  return image
}
