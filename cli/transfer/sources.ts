/** Where imports come from: files of the user, read and handed to the importer of their format. */
import { lstatSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { type Result, succeed } from '../../shared/failure.ts'
import type { ImportRead } from '../../shared/transfer/collect.ts'
import { type ColumnMap, csvFields } from '../../shared/transfer/read-csv.ts'
import {
  type ImportSource,
  isBase64,
  mostImportBytes,
  mostKeyBytes,
  readSource,
} from '../../shared/transfer/read-source.ts'
import type { SshFile } from '../../shared/transfer/read-ssh.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import { readLimited } from '../values/files.ts'

export interface ImportOptions {
  readonly file: string | undefined
  readonly prefix: string
  readonly name: string | undefined
  readonly split: boolean
  readonly map: readonly string[]
}

export function readFiles(source: ImportSource, options: ImportOptions): Result<ImportRead, CliFailure> {
  const { prefix, file, name, split } = options
  const path = file ?? usualPath(source)
  if (path === undefined) return usage(`\`coffer import ${source}\` needs a FILE.`)
  const map = readMap(source === 'csv' ? options.map : [])
  if (!map.ok) return map
  const files = source === 'ssh' ? readSshFiles(path) : readFile(path)
  if (!files.ok) return files
  const read = readSource(source, files.value, { prefix, name, split, map: map.value }, decodeBase64)
  // What the importer of ssh gives is what was read; of every other it is made anew.
  if (source !== 'ssh') for (const { bytes } of files.value) bytes.fill(0)
  return read.ok || source === 'csv' ? read : usage(`${path}: ${read.failure.message}`)
}

function usualPath(source: ImportSource): string | undefined {
  if (source === 'ssh') return join(homedir(), '.ssh')
  if (source !== 'aws-credentials') return undefined
  return process.env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials')
}

function readFile(path: string): Result<readonly SshFile[], CliFailure> {
  const read = readLimited(path, mostImportBytes)
  return read.ok ? succeed([{ name: basename(path), bytes: read.value }]) : read
}

/** `name=Title`, `password=Secret Word` */
function readMap(words: readonly string[]): Result<ColumnMap, CliFailure> {
  const map: Partial<Record<(typeof csvFields)[number], string>> = {}
  for (const word of words) {
    const [key = '', ...title] = word.split('=')
    const field = csvFields.find((one) => one === key)
    if (field === undefined || title.length === 0)
      return usage(`--map is FIELD=COLUMN, not ${word}.`, `Fields are ${inWords(csvFields)}.`)
    map[field] = title.join('=')
  }
  return succeed(map)
}

const decodeBase64 = (text: string): Uint8Array | null =>
  isBase64(text) ? Uint8Array.from(Buffer.from(text, 'base64')) : null

/** A folder such as ~/.ssh, or one key file with its public key beside it. */
function readSshFiles(path: string): Result<readonly SshFile[], CliFailure> {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return usage(`${path} cannot be read: there is no such file.`)
  const paths = stats.isDirectory() ? filesIn(path) : [path, `${path}.pub`].filter(isFile)
  const files: SshFile[] = []
  for (const one of paths) {
    const read = readLimited(one, mostKeyBytes)
    if (read.ok) files.push({ name: basename(one), bytes: read.value })
  }
  return succeed(files)
}

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isFile)
