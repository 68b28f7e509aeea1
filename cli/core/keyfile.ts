/** Keyfiles: the one that the vault needs besides its password, and new ones. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import type { GlobalValues } from '../line/command.ts'
import { readLimited, writePrivately } from '../values/files.ts'

/** docs/format.md: a keyfile has exactly so many bytes. */
const keyfileBytes = 32
/** Enough to notice a file that is none. */
const mostBytes = 1_024

/** What a call about the vault takes beside the password: nothing where no keyfile is named. */
export interface KeyfileInput {
  readonly keyfile?: Uint8Array
}

/** The file that --keyfile or COFFER_KEYFILE names; it is read anew for each call that takes it. */
export function givenKeyfile(globals: GlobalValues): Result<KeyfileInput, CliFailure> {
  const file = keyfilePath(globals)
  if (file === undefined) return succeed({})
  const read = readKeyfile(file)
  return read.ok ? succeed({ keyfile: read.value }) : read
}

export const keyfilePath = (globals: GlobalValues): string | undefined =>
  globals.keyfile ?? (process.env.COFFER_KEYFILE || undefined)

/** The caller wipes the bytes. */
function readKeyfile(file: string): Result<Uint8Array, CliFailure> {
  const read = readLimited(file, mostBytes)
  if (!read.ok || read.value.length === keyfileBytes) return read
  read.value.fill(0)
  return usage(`${file} is not a keyfile: a keyfile has exactly ${keyfileBytes} bytes.`)
}

/** A keyfile for a vault to be: the one that is there, or a new one, which is made and told. */
export function keyfileToBe({ out }: Context, file: string): Result<Uint8Array, CliFailure> {
  if (existsSync(file)) return readKeyfile(file)
  const bytes = randomBytes(keyfileBytes)
  const written = writePrivately(file, bytes)
  if (!written.ok) return fail(written.failure)
  out.note(`Made the keyfile ${file}. Keep a copy elsewhere: without it the password does not open the vault.`)
  return succeed(Uint8Array.from(bytes))
}
