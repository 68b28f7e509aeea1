/** The OS's file dialogs answered at once, as a person would who chooses this file. `dialog.begunAt` is where one began. */
import type { ElectronApplication } from 'playwright-core'

export const answerFileDialogs = (electron: ElectronApplication, path: string): Promise<void> =>
  electron.evaluate(({ dialog }, filePath) => {
    Reflect.set(dialog, 'showSaveDialog', () => Promise.resolve({ canceled: false, filePath }))
    Reflect.set(dialog, 'showOpenDialog', (asked: { readonly defaultPath?: string }) => {
      Reflect.set(dialog, 'begunAt', asked.defaultPath)
      return Promise.resolve({ canceled: false, filePaths: [filePath] })
    })
  }, path)
