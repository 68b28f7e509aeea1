/** The path of a file that was dropped on the page, in the place of the file itself. */
import { webUtils } from 'electron'

/** "" for what is no file of the disk: the core refuses it. */
export function withPath(input: unknown): { readonly file: string } {
  const file: unknown = input !== null && typeof input === 'object' && 'file' in input ? input.file : null
  try {
    return { file: webUtils.getPathForFile(file as File) }
  } catch {
    return { file: '' }
  }
}
