/**
 * Makes the frozen files of test/vectors: `node scripts/electron-node.mjs scripts/vectors.ts`. What goes in is fixed; keys
 * and nonces are random, as they must be, so a file that is there is never made again: a format that changed is a new
 * format, with vectors of its own.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Credential } from '../main/core/vault/credential.ts'
import { createKdf, floorCost } from '../main/core/vault/kdf.ts'
import { formatRecoveryKey } from '../main/core/vault/recovery-key.ts'
import { redact } from '../main/core/vault/redacted.ts'
import type { NewVersion } from '../main/core/vault/secret-writes.ts'
import type { Vault } from '../main/core/vault/vault.ts'
import { createVaultFile, openVaultFile } from '../main/core/vault/vault-file.ts'
import type { Failure, Result } from '../shared/failure.ts'

const folder = join(import.meta.dirname, '..', 'test', 'vectors', 'format-1')
const kdf = createKdf(new URL('../main/core/vault/kdf-worker.ts', import.meta.url))
/** Written into every vector; the tests open them with the clock standing here. */
const clock = Date.UTC(2026, 0, 2, 3, 4, 5)
const password = 'Grüße from the vectors'
const keyfile = Uint8Array.from({ length: 32 }, (_, at) => at * 7)
const actor = { door: 'core' as const }
const utf8 = (text: string) => new TextEncoder().encode(text)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const id = (text: string) => text.padStart(36, '0')

function unwrap<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`)
  return result.value
}

const version = (versionId: string, value: Uint8Array | string): NewVersion => ({
  value: redact(typeof value === 'string' ? utf8(value) : value),
  outline: {
    form: typeof value === 'string' ? 'text' : 'binary',
    facts: { summary: `made for ${versionId.slice(-2)}` },
    keys: null,
  },
  versionId,
})

async function make(name: string, fill: (vault: Vault) => Promise<Readonly<Record<string, string>>>): Promise<void> {
  const path = join(folder, `${name}.db`)
  if (existsSync(path)) return console.log(`${name}: is there`)
  unwrap(await createVaultFile(path, utf8(password), { kdf }, floorCost))
  const anchor = { read: () => null, write: () => undefined }
  const locked = unwrap(await openVaultFile(path, { kdf, anchor, now: () => clock }))
  const vault = unwrap(await locked.unlock({ kind: 'password', password: utf8(password) }, actor))
  const credentials = { password, ...(await fill(vault)) }
  const content = contentOf(vault)
  vault.close()
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ clock, credentials, outcome: 'ok', content }, null, 2)}\n`,
  )
  console.log(`${name}: made`)
}

/** What a reader must find: values by length and SHA-256. */
function contentOf(vault: Vault) {
  const context = vault.bodies().map((body) => ({
    name: body.name,
    kind: body.kind,
    description: body.description,
    tags: body.tags,
    stages: body.stages,
    deletionAt: body.deletionAt,
    versions: valuesByName.get(body.name) ?? [],
  }))
  return { secrets: context, records: [{ collection: 1, key: 'settings', value: { theme: 'dark' } }] }
}

const valuesByName = new Map<string, { versionId: string; form: string; sizeBytes: number; sha256: string }[]>()
function note(name: string, versionId: string, value: Uint8Array | string): NewVersion {
  const bytes = typeof value === 'string' ? utf8(value) : value
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const form = typeof value === 'string' ? 'text' : 'binary'
  valuesByName.set(name, [...(valuesByName.get(name) ?? []), { versionId, form, sizeBytes: bytes.length, sha256 }])
  return version(versionId, value.slice())
}

function create(vault: Vault, name: string, versionId: string, value: Uint8Array | string, description = ''): void {
  const tags = { team: 'payments', ['__proto__']: 'kept' }
  unwrap(vault.create(actor, { name, kind: 'note', description, tags, version: note(name, versionId, value) }))
}

async function fillContent(vault: Vault) {
  create(vault, 'text/several', id('1a'), 'first')
  unwrap(vault.put(actor, 'text/several', note('text/several', id('1b'), 'second')))
  unwrap(vault.put(actor, 'text/several', note('text/several', id('1c'), 'third'), { stages: ['AWSPENDING', 'blue'] }))
  create(vault, 'text/unicode', id('2a'), 'Grüße 🔑\u0000 und Ende')
  create(vault, 'json/object', id('3a'), '{"username":"a","password":"b"}', 'a JSON object')
  create(
    vault,
    'binary/all-bytes',
    id('4a'),
    Uint8Array.from({ length: 256 }, (_, at) => at),
  )
  create(vault, 'binary/largest', id('5a'), new Uint8Array(65_536).fill(0xa5))
  create(vault, 'text/longest-id', 'x'.repeat(64), 'y')
  unwrap(vault.create(actor, { name: 'empty', kind: 'note' }))
  create(vault, 'scheduled', id('6a'), 'will go')
  unwrap(vault.scheduleDeletion(actor, 'scheduled', 30))
  create(vault, 'purged', id('7a'), 'gone')
  unwrap(vault.purge(actor, 'purged'))
  unwrap(vault.putRecord(1, 'settings', { theme: 'dark' }))
  const recoveryKey = unwrap(await vault.addRecoveryKey(actor))
  const keychain = unwrap(await vault.addKeychainSecret(actor))
  return { recovery: formatRecoveryKey(recoveryKey), keychain: hex(keychain) }
}

async function fillSmall(vault: Vault) {
  create(vault, 'a', id('a1'), 'a one')
  unwrap(vault.put(actor, 'a', note('a', id('a2'), 'a two')))
  create(vault, 'b', id('b1'), 'b one')
  unwrap(vault.putRecord(1, 'settings', { theme: 'dark' }))
  return {}
}

async function fillKeyfile(vault: Vault) {
  await fillSmall(vault)
  const credential: Credential = { kind: 'password-and-keyfile', password: utf8(password), keyfile }
  unwrap(await vault.changePassword(actor, credential as Parameters<Vault['changePassword']>[1], floorCost))
  return { keyfile: hex(keyfile) }
}

async function fillSegments(vault: Vault) {
  for (let at = 0; at < 140; at += 1) create(vault, `n/${at}`, id(`${at}`), `value ${at}`)
  unwrap(vault.putRecord(1, 'settings', { theme: 'dark' }))
  if ((await vault.refreshSegments()) === 0) throw new Error('no segment was made')
  unwrap(vault.put(actor, 'n/3', note('n/3', id('3b'), 'newer than its segment')))
  unwrap(vault.purge(actor, 'n/4'))
  return {}
}

/** Damage to the small vault: SQL, or bytes. The JSON says what must come of it. */
const damages: Readonly<
  Record<string, { readonly sql?: readonly string[]; readonly bytes?: (file: Buffer) => Buffer }>
> = {
  'cut-short': { bytes: (file) => file.subarray(0, file.length - 4_096) },
  foreign: { bytes: () => Buffer.from('not a vault '.repeat(40)) },
  empty: { bytes: () => Buffer.alloc(0) },
  'newer-format': { sql: ['PRAGMA user_version = 2'] },
  'newer-feature': { sql: ['UPDATE header SET required_features = 1'] },
  'slot-cheaper': { sql: ['UPDATE slot SET memory_kib = 8'] },
  'slot-added': {
    sql: [
      'INSERT INTO slot SELECT randomblob(16), 3, kdf, memory_kib, passes, salt, key_epoch, wrapped, commitment FROM slot',
    ],
  },
  'slot-too-dear': { sql: ['UPDATE slot SET memory_kib = 4194304'] },
  'generation-raised': { sql: ['UPDATE state SET generation = generation + 1'] },
  'secret-deleted': { sql: ['DELETE FROM secret WHERE secret_id = (SELECT min(secret_id) FROM secret)'] },
  'record-moved': { sql: ['UPDATE record SET collection = 2'] },
  'version-ids-swapped': {
    sql: [
      'CREATE TEMP TABLE t AS SELECT number, secret_id, version_index FROM version',
      'UPDATE version SET version_index = randomblob(16) WHERE (SELECT count(*) FROM t WHERE t.secret_id = version.secret_id) = 2',
      'UPDATE version SET version_index = (SELECT version_index FROM t WHERE t.secret_id = version.secret_id AND t.number <> version.number) WHERE (SELECT count(*) FROM t WHERE t.secret_id = version.secret_id) = 2',
    ],
  },
  'value-replaced': { sql: ['UPDATE version SET value = randomblob(length(value)) WHERE number = 2'] },
  'audit-tail-cut': { sql: ['DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)'] },
  'audit-middle-changed': { sql: ['UPDATE audit SET body = randomblob(length(body)) WHERE number = 3'] },
  'trigger-added': { sql: ['CREATE TRIGGER evil AFTER INSERT ON audit BEGIN DELETE FROM version; END'] },
}

async function outcomeOf(path: string): Promise<Readonly<Record<string, unknown>>> {
  const copy = `${path}.try`
  copyFileSync(path, copy)
  const opened = await openVaultFile(copy, {
    kdf,
    anchor: { read: () => null, write: () => undefined },
    now: () => clock,
  })
  const unlocked = opened.ok ? await opened.value.unlock({ kind: 'password', password: utf8(password) }, actor) : opened
  try {
    if (!unlocked.ok) {
      if (opened.ok) opened.value.close()
      const { failure } = unlocked
      return { outcome: failure.kind, ...('detail' in failure ? { detail: failure.detail } : {}) }
    }
    const faults = unwrap(await unlocked.value.verify()).faults
    unlocked.value.close()
    return { outcome: 'faults', faults }
  } finally {
    for (const suffix of ['', '-wal']) rmSync(copy + suffix, { force: true })
  }
}

async function damage(name: string): Promise<void> {
  const path = join(folder, 'damaged', `${name}.db`)
  if (existsSync(path)) return console.log(`${name}: is there`)
  const { sql, bytes } = damages[name] ?? {}
  copyFileSync(join(folder, 'small.db'), path)
  if (bytes !== undefined) writeFileSync(path, bytes(readFileSync(path)))
  if (sql !== undefined) {
    const db = new Database(path)
    db.pragma('foreign_keys = OFF')
    for (const statement of sql) db.exec(statement)
    db.pragma('journal_mode = DELETE')
    db.close()
  }
  const outcome = await outcomeOf(path)
  if (JSON.stringify(outcome.faults) === '[]') throw new Error(`${name} is no damage`)
  writeFileSync(
    join(folder, 'damaged', `${name}.json`),
    `${JSON.stringify({ clock, credentials: { password }, ...outcome }, null, 2)}\n`,
  )
  console.log(`${name}: made`)
}

async function backup(): Promise<void> {
  const path = join(folder, 'content.cofferbackup')
  if (existsSync(path)) return console.log('backup: is there')
  const copy = join(folder, 'copy.db')
  copyFileSync(join(folder, 'content.db'), copy)
  const anchor = { read: () => null, write: () => undefined }
  const locked = unwrap(await openVaultFile(copy, { kdf, anchor, now: () => clock }))
  const vault = unwrap(await locked.unlock({ kind: 'password', password: utf8(password) }, actor))
  unwrap(await vault.backUp(actor, path))
  vault.close()
  rmSync(copy)
}

mkdirSync(join(folder, 'damaged'), { recursive: true })
for (const [name, fill] of Object.entries({
  content: fillContent,
  small: fillSmall,
  keyfile: fillKeyfile,
  segments: fillSegments,
})) {
  valuesByName.clear()
  await make(name, fill)
}
for (const name of Object.keys(damages)) await damage(name)
await backup()
