/**
 * Keys of the programs that may use the endpoint: made by Coffer, shown once, kept sealed in the vault, taken back at
 * any time. They only look like AWS keys as far as SDKs need; none of AWS begins like ours.
 */
import { createHash, randomBytes } from 'node:crypto'
import { fail, invalid, type Result, succeed } from '../../../shared/failure.ts'
import { compileGrants, type Grant, type Granted } from './grants.ts'
import type { SigningKey } from './sigv4.ts'

/** As kept. Fields are added, never renamed. */
export type StoredKey = {
  readonly program: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** For the agent's API, which signs nothing. */
  readonly agentToken: string
  readonly grants: readonly Grant[]
  /** Ask the user at the first use of each secret. */
  readonly confirm: boolean
  /** Secrets the user allowed for always, where `confirm` asks. */
  readonly approved: readonly string[]
  readonly createdAt: number
}

export type ProgramKey = SigningKey & {
  readonly program: string
  readonly accessKeyId: string
  readonly agentToken: string
  readonly grants: readonly Grant[]
  readonly confirm: boolean
  readonly approved: ReadonlySet<string>
  readonly createdAt: number
  readonly granted: Granted
  /** Dies with the core or when removed; never kept. */
  readonly isTemporary: boolean
}

/** Where keys are kept: the vault's records. Absent methods do not exist: a read-only vault answers `read-only`. */
export type KeyRecords = {
  readonly list: () => readonly StoredKey[]
  readonly put: (key: StoredKey) => Result<null>
  readonly remove: (program: string) => Result<boolean>
}

export type NewKey = {
  readonly program: string
  readonly grants: readonly Grant[]
  readonly confirm: boolean
  /** For one child process: not kept. */
  readonly isTemporary?: boolean
}

export type KeyRing = {
  readonly find: (accessKeyId: string) => ProgramKey | undefined
  readonly findToken: (token: string) => ProgramKey | undefined
  readonly list: () => readonly ProgramKey[]
  /** The one time its secrets are handed out to be shown. */
  readonly add: (key: NewKey) => Result<ProgramKey>
  /** False: there was none. */
  readonly remove: (program: string) => Result<boolean>
  /** The user allowed this secret for always. */
  readonly approve: (program: string, secret: string) => Result<null>
}

const MAX_GRANTS = 100
const MAX_GLOB = 1_024

export function createKeyRing(records: KeyRecords, now: () => number): KeyRing {
  const byId = new Map<string, ProgramKey>()
  const byToken = new Map<string, ProgramKey>()
  const hold = (key: ProgramKey): void => {
    byId.set(key.accessKeyId, key)
    byToken.set(digest(key.agentToken), key)
  }
  const drop = (key: ProgramKey): void => {
    byId.delete(key.accessKeyId)
    byToken.delete(digest(key.agentToken))
  }
  const named = (program: string): ProgramKey | undefined => [...byId.values()].find((key) => key.program === program)
  for (const stored of records.list()) hold(keyOf(stored, false))
  return {
    find: (id) => byId.get(id),
    findToken: (token) => byToken.get(digest(token)),
    list: () => [...byId.values()],
    add: (key) => {
      const wrong = checkKey(key)
      if (!wrong.ok) return wrong
      if (named(key.program))
        return fail({ kind: 'exists', message: `${key.program} has a key already. Remove it first.` })
      const stored = mint(key, now())
      const kept = key.isTemporary ? succeed(null) : records.put(stored)
      if (!kept.ok) return kept
      const made = keyOf(stored, key.isTemporary ?? false)
      hold(made)
      return succeed(made)
    },
    remove: (program) => {
      const key = named(program)
      if (!key) return succeed(false)
      const removed = key.isTemporary ? succeed(true) : records.remove(program)
      if (removed.ok) drop(key)
      return removed
    },
    approve: (program, secret) => {
      const key = named(program)
      if (!key) return succeed(null)
      const approved = new Set([...key.approved, secret])
      const kept = key.isTemporary ? succeed(null) : records.put(storedOf({ ...key, approved }))
      if (kept.ok) hold({ ...key, approved })
      return kept
    },
  }
}

function checkKey({ program, grants }: NewKey): Result<null> {
  if (!/^[A-Za-z0-9_+=,.@-]{1,64}$/.test(program)) {
    return invalid('program', 'A program is named by 1 to 64 letters, digits and _ + = , . @ - .')
  }
  if (grants.length === 0) return invalid('grants', 'Say which secrets the program may see.')
  if (grants.length > MAX_GRANTS) return invalid('grants', `A key has at most ${MAX_GRANTS} grants.`)
  const tooLong = grants.some(({ glob }) => glob.length === 0 || glob.length > MAX_GLOB)
  return tooLong ? invalid('grants', `A pattern has 1 to ${MAX_GLOB} characters.`) : succeed(null)
}

/** `CFFR…` has the 20 characters of an AWS key id, whose own begin with AKIA, ASIA and the like. */
function mint({ program, grants, confirm }: NewKey, createdAt: number): StoredKey {
  const accessKeyId = `CFFR${base32(randomBytes(10))}`
  const secretAccessKey = randomBytes(30).toString('base64url')
  const agentToken = randomBytes(32).toString('base64url')
  return { program, accessKeyId, secretAccessKey, agentToken, grants, confirm, approved: [], createdAt }
}

const keyOf = (stored: StoredKey, isTemporary: boolean): ProgramKey => ({
  ...stored,
  approved: new Set(stored.approved),
  granted: compileGrants(stored.program, stored.grants),
  isTemporary,
})

const storedOf = ({
  granted: _,
  isTemporary: __,
  approved,
  sessionToken: ___,
  expiresAt: ____,
  ...key
}: ProgramKey): StoredKey => ({
  ...key,
  approved: [...approved],
})

/** Tokens are looked up by digest, so that the time of a look-up tells nothing about them. */
const digest = (token: string): string => createHash('sha256').update(token).digest('base64')

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** 10 bytes are 16 letters. */
function base32(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let left = (bytes.length * 8) / 5; left > 0; left -= 1) {
    text = `${LETTERS[Number(bits & 31n)]}${text}`
    bits >>= 5n
  }
  return text
}
