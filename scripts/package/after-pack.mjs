import { rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * electron-builder's hook between copying and signing. A runtime given as a folder brings Electron's own sample app
 * along, which has no place beside ours.
 * @param {{ appOutDir: string, packager: { getResourcesDir: (appOutDir: string) => string } }} context
 */
export const afterPack = ({ appOutDir, packager }) => {
  rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true })
}
