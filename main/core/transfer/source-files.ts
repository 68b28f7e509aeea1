/** The files an import is made from, read with a limit. */
import { promises } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { fail, invalid, type Result, succeed } from '../../../shared/failure.ts'
import { mostImportBytes, mostKeyBytes } from '../../../shared/transfer/read-source.ts'
import { type Redacted, redact } from '../vault/redacted.ts'

const { open, readdir, stat } = promises
type FileHandle = Awaited<ReturnType<typeof open>>

export interface SourceFile {
  readonly name: string
  /** Wiped by whoever read it. */
  readonly content: Redacted
}

/** What a folder of keys never has. */
const mostFiles = 1_000

export const sshFolder = (): string => join(homedir(), '.ssh')
export const awsCredentials = (): string =>
  process.env.AWS_SHARED_CREDENTIALS_FILE || join(homedir(), '.aws', 'credentials')

export interface SourceFiles {
  readonly files: readonly SourceFile[]
  readonly isFolder: boolean
}

/** A file, with the public key beside it where there is one; or all small files of a folder. */
export async function readSourceFiles(path: string): Promise<Result<SourceFiles>> {
  try {
    if ((await stat(path)).isDirectory()) return succeed({ files: await readFolder(path), isFolder: true })
    const file = await readLimited(path, mostImportBytes)
    if (!file.ok) return file
    const beside = await readLimited(`${path}.pub`, mostKeyBytes).catch(() => null)
    return succeed({ files: [file.value, ...(beside?.ok ? [beside.value] : [])], isFolder: false })
  } catch (error) {
    return fail({ kind: 'io-error', detail: codeOf(error), message: `${path} cannot be read${reasonOf(error)}.` })
  }
}

async function readFolder(path: string): Promise<readonly SourceFile[]> {
  const names = (await readdir(path)).sort().slice(0, mostFiles)
  const files: SourceFile[] = []
  for (const name of names) {
    const read = await readLimited(join(path, name), mostKeyBytes).catch(() => null)
    if (read?.ok) files.push(read.value)
  }
  return files
}

/** Never waits for what is no file, such as a pipe. */
async function readLimited(path: string, mostBytes: number): Promise<Result<SourceFile>> {
  const found = await stat(path)
  if (!found.isFile()) return invalid('file', `${path} is no file.`)
  if (found.size > mostBytes) return tooLarge(path, mostBytes)
  const file = await open(path, 'r')
  try {
    const bytes = await readBytes(file, mostBytes)
    if (bytes === null) return tooLarge(path, mostBytes)
    return succeed({ name: basename(path), content: redact(bytes) })
  } finally {
    await file.close()
  }
}

const tooLarge = (path: string, mostBytes: number) =>
  invalid('file', `${path} holds more than ${mostBytes.toLocaleString('en')} bytes.`)

/** The whole file into one buffer of our own; null when it grew over the limit meanwhile. */
async function readBytes(file: FileHandle, mostBytes: number): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(Math.min((await file.stat()).size, mostBytes) + 1)
  let length = 0
  for (let read = -1; read !== 0 && length < buffer.length; length += read)
    read = (await file.read(buffer, length, buffer.length - length, null)).bytesRead
  const bytes = length < buffer.length ? buffer.slice(0, length) : null
  buffer.fill(0)
  return bytes
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')

const reasons: Readonly<Record<string, string>> = {
  ENOENT: ': there is no such file',
  ENOTDIR: ': there is no such file',
  EACCES: ': it is not allowed',
  EPERM: ': it is not allowed',
}
const reasonOf = (error: unknown): string => reasons[codeOf(error)] ?? ''
