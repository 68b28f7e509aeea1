/** PURE which importer a file is for, by what is in it and, where that leaves it open, by its name. */
import { parseDotenv } from '../dotenv.ts'
import { parseCsv } from './csv.ts'
import { countKnown } from './read-csv.ts'
import type { ImportSource } from './read-source.ts'
import { isPrivateKey } from './read-ssh.ts'

/** Null: nothing that can be read. */
export function recogniseSource(fileName: string, text: string): ImportSource | null {
  const begin = text.trimStart()
  if (begin.startsWith('-----BEGIN ')) return isPrivateKey(begin) ? 'ssh' : null
  // A section of an ini file begins with a bracket too, but with a word in it.
  if (/^(\{|\[\s*[[{"\]])/.test(begin)) return 'json'
  if (/^\s*\[.+\]\s*$/m.test(text) && /^\s*aws_access_key_id\s*=/m.test(text)) return 'aws-credentials'
  const [titles = []] = parseCsv(text, 1)
  const isTable = fileName.toLowerCase().endsWith('.csv') || (titles.length > 1 && countKnown(titles) > 1)
  if (isTable) return 'csv'
  const { entries, strayLines } = parseDotenv(text)
  return entries.length > strayLines.length ? 'dotenv' : null
}

/** What to do with a file of a format that is not read here; null for every other. */
export function adviceOn(bytes: Uint8Array): string | null {
  const begins = (...wanted: readonly number[]) => wanted.every((byte, at) => bytes[at] === byte)
  // "PK": also what 1Password names .1pux.
  if (begins(0x50, 0x4b, 0x03, 0x04)) return 'This is an archive (.zip, .1pux). Export as CSV instead.'
  if (begins(0x03, 0xd9, 0xa2, 0x9a)) return 'This is a KeePass database. Open it there and export as CSV.'
  return begins(0x3c, 0x3f, 0x78, 0x6d, 0x6c) ? 'This is XML. Export as CSV instead.' : null
}
