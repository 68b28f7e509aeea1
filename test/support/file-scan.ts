/** Looks for values in files, in the forms they could have been written in. */
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formsOf } from './memory-scan.ts'

/** Paths below `folder` (or the file itself) that hold `text` as UTF-8, UTF-16, base64 or escaped for JSON. */
export function filesHolding(folder: string, text: string): readonly string[] {
  const patterns = [...formsOf(text).map(([, bytes]) => bytes), Buffer.from(JSON.stringify(text).slice(1, -1))]
  return regularFiles(folder).filter((file) => {
    const content = tryReadFile(file)
    return patterns.some((pattern) => content.includes(pattern) || file.includes(text))
  })
}

const regularFiles = (folder: string): readonly string[] =>
  entriesBelow(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** Everything below a folder that is there; what is in it may go while it is listed, folders too. */
export const entriesBelow = (folder: string): readonly Dirent[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry]
    try {
      return [entry, ...entriesBelow(join(folder, entry.name))]
    } catch (error) {
      if (isGone(error)) return []
      throw error
    }
  })

/** Of a file or a process that was there a moment ago. */
export const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')

/** A file of a running app may go between the listing and the reading. */
function tryReadFile(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
