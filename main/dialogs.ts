/** The OS's file dialogs, and the page as a PDF. Only paths go to the core; it writes values itself. */
import { writeFile } from 'node:fs/promises'
import { dialog } from 'electron'
import type { CoreMessage } from '../shared/host-contract.ts'

export interface Chosen {
  readonly path: string | null
  readonly failure: string | null
}

export interface FileDialogs {
  readonly choose: (question: Extract<CoreMessage, { kind: 'file.choose' }>) => Promise<Chosen>
  readonly savePdf: (suggestedName: string) => Promise<Chosen>
}

/** A background process has nobody to ask. */
export const noDialogs: FileDialogs = {
  choose: async () => ({ path: null, failure: 'Coffer has no window to ask in.' }),
  savePdf: async () => ({ path: null, failure: 'Coffer has no window to print.' }),
}

/** `print` gives the page as a PDF, by its print style sheet. */
export function createDialogs(print: () => Promise<Uint8Array>): FileDialogs {
  return {
    async choose({ purpose, title, suggestedName, extensions }) {
      const filters = extensions.length === 0 ? [] : [{ name: title, extensions: [...extensions] }]
      if (purpose === 'save') {
        const { filePath } = await dialog.showSaveDialog({ title, defaultPath: suggestedName, filters })
        return { path: filePath || null, failure: null }
      }
      const { filePaths } = await dialog.showOpenDialog({ title, filters, properties: ['openFile'] })
      return { path: filePaths[0] ?? null, failure: null }
    },
    async savePdf(suggestedName) {
      const filters = [{ name: 'PDF', extensions: ['pdf'] }]
      const { filePath } = await dialog.showSaveDialog({ title: 'Save as PDF', defaultPath: suggestedName, filters })
      if (!filePath) return { path: null, failure: null }
      try {
        await writeFile(filePath, await print(), { mode: 0o600 })
        return { path: filePath, failure: null }
      } catch {
        return { path: null, failure: 'The PDF could not be written there.' }
      }
    },
  }
}
