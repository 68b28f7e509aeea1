/** The OS's file dialogs, and the page as a PDF. Only paths go to the core; it writes values itself. */
import { writeFile } from 'node:fs/promises'
import { dialog } from 'electron'
import type { CoreMessage } from '../shared/host-contract.ts'

/** `text` is what was asked for: a path, or null when the user chose none. */
export interface ShellAnswer {
  readonly text: string | null
  readonly failure: string | null
}

export interface FileDialogs {
  readonly choose: (question: Extract<CoreMessage, { kind: 'file.choose' }>) => Promise<ShellAnswer>
  readonly savePdf: (suggestedName: string) => Promise<ShellAnswer>
}

/** A background process has nobody to ask. */
export const noDialogs: FileDialogs = {
  choose: async () => ({ text: null, failure: 'Coffer has no window to ask in.' }),
  savePdf: async () => ({ text: null, failure: 'Coffer has no window to print.' }),
}

/** `print` gives the page as a PDF, by its print style sheet. */
export function createDialogs(print: () => Promise<Uint8Array>): FileDialogs {
  return {
    async choose({ purpose, title, suggestedName, extensions }) {
      const filters = extensions.length === 0 ? [] : [{ name: title, extensions: [...extensions] }]
      if (purpose === 'save') {
        const { filePath } = await dialog.showSaveDialog({ title, defaultPath: suggestedName, filters })
        return { text: filePath || null, failure: null }
      }
      const what = purpose === 'folder' ? 'openDirectory' : 'openFile'
      const properties = [what, 'showHiddenFiles'] as const
      const begin = suggestedName === '' ? {} : { defaultPath: suggestedName }
      const { filePaths } = await dialog.showOpenDialog({ title, filters, properties: [...properties], ...begin })
      return { text: filePaths[0] ?? null, failure: null }
    },
    async savePdf(suggestedName) {
      const filters = [{ name: 'PDF', extensions: ['pdf'] }]
      const { filePath } = await dialog.showSaveDialog({ title: 'Save as PDF', defaultPath: suggestedName, filters })
      if (!filePath) return { text: null, failure: null }
      try {
        await writeFile(filePath, await print(), { mode: 0o600 })
        return { text: filePath, failure: null }
      } catch {
        return { text: null, failure: 'The PDF could not be written there.' }
      }
    },
  }
}
