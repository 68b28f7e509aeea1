/** The tray: open, lock or unlock, quit. Desktops without one are common on Linux; there the app does without. */
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import { drawTray } from './tray-image.ts'

export interface AppTray {
  readonly update: (unlocked: boolean) => void
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
    tray.setToolTip('Coffer')
    tray.on('click', actions.open)
    const update = (unlocked: boolean) => {
      tray.setImage(picture(unlocked))
      tray.setContextMenu(menu(unlocked, actions))
    }
    update(false)
    return { update }
  } catch {
    return null
  }
}

function menu(unlocked: boolean, { open, lock, quit }: TrayActions): Menu {
  return Menu.buildFromTemplate([
    { label: 'Open Coffer', click: open },
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
