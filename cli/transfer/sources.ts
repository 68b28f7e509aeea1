/** Where imports come from: files of the user, read and handed to the importer of their format. */
import { isUtf8 } from 'node:buffer'
import { lstatSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { type Result, succeed } from '../../shared/failure.ts'
import type { ImportRead } from '../../shared/transfer/collect.ts'
import { readAwsCredentials } from '../../shared/transfer/read-aws-credentials.ts'
import { type ColumnMap, csvFields, readCsv } from '../../shared/transfer/read-csv.ts'
import { readDotenv } from '../../shared/transfer/read-dotenv.ts'
import { readJson } from '../../shared/transfer/read-json.ts'
import { readSsh, type SshFile } from '../../shared/transfer/read-ssh.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import { readLimited } from '../values/files.ts'

export const importSources = ['dotenv', 'json', 'csv', 'aws-credentials', 'ssh'] as const
export type ImportSource = (typeof importSources)[number]

export interface ImportOptions {
  readonly file: string | undefined
  readonly prefix: string
  readonly name: string | undefined
  readonly split: boolean
  readonly map: readonly string[]
}

const mostBytes = 16_777_216
/** Larger files in ~/.ssh are no keys. */
const mostKeyBytes = 65_536

export function readSource(source: ImportSource, options: ImportOptions): Result<ImportRead, CliFailure> {
  const { prefix, file } = options
  if (source === 'ssh') return readSshFolder(file ?? join(homedir(), '.ssh'), prefix)
  const path = file ?? (source === 'aws-credentials' ? usualCredentials() : undefined)
  if (path === undefined) return usage(`\`coffer import ${source}\` needs a FILE.`)
  const text = readText(path)
  return text.ok ? parse(source, text.value, path, options) : text
}

const usualCredentials = (): string => process.env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials')

function parse(
  source: Exclude<ImportSource, 'ssh'>,
  text: string,
  path: string,
  { prefix, name, split, map }: ImportOptions,
): Result<ImportRead, CliFailure> {
  if (source === 'aws-credentials') return succeed(readAwsCredentials(text, prefix))
  if (source === 'dotenv') return succeed(readDotenv(text, { prefix, title: name ?? titleOf(path), split }))
  if (source === 'csv') {
    const columns = readMap(map)
    return columns.ok ? readCsv(text, { prefix, map: columns.value }, decodeBase64) : columns
  }
  const read = readJson(text, prefix, decodeBase64)
  return read.ok ? read : usage(`${path}: ${read.failure.message}`)
}

/** `.env` → env, `.env.production` → env.production */
const titleOf = (path: string): string => basename(path).replace(/^\.+/, '')

function readText(path: string): Result<string, CliFailure> {
  const read = readLimited(path, mostBytes)
  if (!read.ok) return read
  if (!isUtf8(read.value)) return usage(`${path} is not UTF-8 text.`)
  const text = Buffer.from(read.value).toString('utf8')
  read.value.fill(0)
  return succeed(text)
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

function decodeBase64(text: string): Uint8Array | null {
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)
  return isBase64 ? Uint8Array.from(Buffer.from(text, 'base64')) : null
}

/** A folder such as ~/.ssh, or one key file with its public key beside it. */
function readSshFolder(path: string, prefix: string): Result<ImportRead, CliFailure> {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return usage(`${path} cannot be read: there is no such file.`)
  const paths = stats.isDirectory() ? filesIn(path) : [path, `${path}.pub`].filter(isFile)
  const files: SshFile[] = []
  for (const one of paths) {
    const read = readLimited(one, mostKeyBytes)
    if (read.ok) files.push({ name: basename(one), bytes: read.value })
  }
  return succeed(readSsh(files, prefix))
}

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(isFile)
