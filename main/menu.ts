/** The application menu: on macOS what every app has there; elsewhere none, the page has its own keys. */
import { Menu, type MenuItemConstructorOptions } from 'electron'

export function setApplicationMenu(platform: string, development: boolean): void {
  const template = [
    ...(platform === 'darwin' ? macMenus : []),
    ...(development ? [developerMenu] : []),
  ] satisfies MenuItemConstructorOptions[]
  Menu.setApplicationMenu(template.length === 0 ? null : Menu.buildFromTemplate(template))
}

const macMenus: MenuItemConstructorOptions[] = [
  { role: 'appMenu' },
  { role: 'editMenu' },
  {
    label: 'Window',
    submenu: [{ role: 'minimize' }, { role: 'zoom' }, { type: 'separator' }, { role: 'close' }],
  },
]

/** Only in `npm run dev`. */
const developerMenu: MenuItemConstructorOptions = {
  label: 'Develop',
  submenu: [{ role: 'reload' }, { role: 'toggleDevTools' }],
}
