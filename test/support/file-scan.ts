/** Looks for values in files, in the forms they could have been written in. */
import { readdirSync, readFileSync } from 'node:fs'
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
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** A file of a running app may go between the listing and the reading. */
function tryReadFile(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
