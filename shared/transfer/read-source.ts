/** PURE from the bytes of files to secrets: one way in for the terminal and the window. */
import { invalid, type Result, succeed } from '../failure.ts'
import type { ImportRead } from './collect.ts'
import { readAwsCredentials } from './read-aws-credentials.ts'
import { type ColumnMap, readCsv } from './read-csv.ts'
import { readDotenv } from './read-dotenv.ts'
import { type DecodeBase64, readJson } from './read-json.ts'
import { readSsh, type SshFile } from './read-ssh.ts'

export const importSources = ['dotenv', 'json', 'csv', 'aws-credentials', 'ssh'] as const
export type ImportSource = (typeof importSources)[number]

/** Of one file that is read as a whole. */
export const mostImportBytes = 16_777_216
/** Larger files in ~/.ssh are no keys. */
export const mostKeyBytes = 65_536

export interface ReadOptions {
  readonly prefix: string
  /** For dotenv: the name of the env set instead of that of the file. */
  readonly name: string | undefined
  /** For dotenv: a secret for each key. */
  readonly split: boolean
  readonly map: ColumnMap
}

/** `files` is one file, but for the keys of ssh, which have theirs beside them. Nothing of a file is in a failure. */
export function readSource(
  source: ImportSource,
  files: readonly SshFile[],
  { prefix, name, split, map }: ReadOptions,
  decodeBase64: DecodeBase64,
): Result<ImportRead> {
  if (source === 'ssh') return succeed(readSsh(files, prefix))
  const text = decodeText(files[0]?.bytes ?? new Uint8Array())
  if (text === null) return invalid('file', 'It is not UTF-8 text.')
  if (source === 'aws-credentials') return succeed(readAwsCredentials(text, prefix))
  if (source === 'dotenv')
    return succeed(readDotenv(text, { prefix, title: name ?? titleOf(files[0]?.name ?? ''), split }))
  return source === 'csv' ? readCsv(text, { prefix, map }, decodeBase64) : readJson(text, prefix, decodeBase64)
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Without its byte order mark; null when it is not UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/** Nothing in it that a decoder would pass over. */
export const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)

/** `.env` → env, `.env.production` → env.production */
export const titleOf = (fileName: string): string => fileName.replace(/^\.+/, '')
