/** Files of the user: read with a limit, written aside and renamed so that half of one never stands there. */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, usage } from '../failure.ts'

/** Also reads pipes such as `<(command)`. The caller owns the bytes. */
export function readLimited(path: string, mostBytes: number): Result<Uint8Array, CliFailure> {
  const buffer = new Uint8Array(mostBytes + 1)
  try {
    const descriptor = openSync(path, 'r')
    let length = 0
    try {
      for (let read = -1; read !== 0 && length <= mostBytes; length += read)
        read = readSync(descriptor, buffer, length, buffer.length - length, null)
    } finally {
      closeSync(descriptor)
    }
    if (length > mostBytes) return usage(`${path} holds more than ${mostBytes.toLocaleString('en')} bytes.`)
    return succeed(buffer.slice(0, length))
  } catch (error) {
    return usage(`${path} cannot be read: ${reasonOf(error)}.`)
  } finally {
    buffer.fill(0)
  }
}

/**
 * Writes a file only its owner can read, beside the target and then renamed onto it. What is there and is no regular
 * file (a pipe, /dev/null) is written to as it is.
 */
export function writePrivately(path: string, bytes: Uint8Array): Result<null, CliFailure> {
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.coffer`)
  try {
    const there: Stats | undefined = lstatSync(path, { throwIfNoEntry: false })
    if (there?.isDirectory()) return fail({ kind: 'file', message: `${path} is a folder.` })
    if (there && !there.isFile() && !there.isSymbolicLink()) writeFileSync(path, bytes)
    else replace(path, aside, bytes)
    return succeed(null)
  } catch (error) {
    rmSync(aside, { force: true })
    return fail({ kind: 'file', message: `${path} cannot be written: ${reasonOf(error)}.` })
  }
}

function replace(path: string, aside: string, bytes: Uint8Array): void {
  const descriptor = openSync(aside, 'wx', 0o600)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(aside, path)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EISDIR: 'it is a folder',
  ENOTDIR: 'its folder is none',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EEXIST: 'another file is in the way',
}

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return reasons[code] ?? code
}
