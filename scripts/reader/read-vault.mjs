/**
 * An independent reader of the vault format, written from docs/format.md alone: SQLite and libsodium, nothing of the
 * app. It opens a vault file for reading, checks it completely, and answers everything in it.
 *
 *     node scripts/electron-node.mjs scripts/reader/read-vault.mjs FILE < PASSWORD
 *
 * prints names, staging labels and versions, never values.
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import sodium from 'libsodium-wrappers-sumo'

/**
 * What opens a slot.
 * @typedef {{ password: Uint8Array, keyfile?: Uint8Array } | { recovery: Uint8Array } | { keychain: Uint8Array }} Credential
 */
/**
 * @typedef {object} ReadVersion
 * @property {string} versionId
 * @property {string[]} stages
 * @property {string} form
 * @property {Buffer} value
 */
/**
 * @typedef {object} ReadSecret
 * @property {string} name
 * @property {Record<string, any>} body
 * @property {ReadVersion[]} versions oldest first
 */
/** @typedef {{ secrets: ReadSecret[], records: { collection: number, key: string, value: unknown }[], audit: Record<string, any>[], generation: number }} ReadVault */

/** A file that is refused, with the reason. */
class Refused extends Error {}

const utf8 = (/** @type {string} */ text) => Buffer.from(text, 'utf8')
const zeros = Buffer.alloc(16)
const u8 = (/** @type {number} */ value) => Buffer.from([value])
const u16 = (/** @type {number} */ value) => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
const u32 = (/** @type {number} */ value) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const u64 = (/** @type {number} */ value) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
const join = (/** @type {Uint8Array[]} */ ...parts) => Buffer.concat(parts)
const hash = (/** @type {Uint8Array} */ message) => sodium.crypto_generichash(32, message, null)
const keyed = (/** @type {16 | 32} */ length, /** @type {Uint8Array} */ key, /** @type {Uint8Array} */ message) =>
  sodium.crypto_generichash(length, message, key)
const same = (/** @type {Uint8Array} */ a, /** @type {Uint8Array} */ b) => Buffer.compare(a, b) === 0

/**
 * @param {boolean} holds
 * @param {string} otherwise
 */
function must(holds, otherwise) {
  if (!holds) throw new Refused(otherwise)
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} sealed
 * @param {Uint8Array} associated
 * @returns {Buffer | null}
 */
function decrypt(key, sealed, associated) {
  try {
    const [nonce, text] = [sealed.subarray(0, 24), sealed.subarray(24)]
    return Buffer.from(sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, text, associated, nonce, key))
  } catch {
    return null
  }
}

const padme = (/** @type {number} */ length) => {
  if (length <= 64) return 64
  const e = Math.floor(Math.log2(length))
  const step = 2 ** (e - Math.floor(Math.log2(e)) - 1)
  return Math.ceil(length / step) * step
}

/** @param {Buffer} padded */
function unpad(padded) {
  const length = padded.readUInt32BE(0)
  must(padme(length + 4) === padded.length, 'a padded length is wrong')
  must(
    padded.subarray(4 + length).every((byte) => byte === 0),
    'padding is not zeros',
  )
  return padded.subarray(4, 4 + length)
}

/** @param {Record<string, any>} slot */
const slotHeader = (slot) =>
  join(
    slot.slot_id,
    u8(slot.type),
    u8(slot.kdf),
    u32(slot.memory_kib),
    u32(slot.passes),
    u8(1),
    slot.salt,
    u32(slot.key_epoch),
  )

/**
 * The 32 bytes of a slot's secret, or null when the credential is for another type.
 * @param {Credential} credential
 * @param {Record<string, any>} slot
 */
function hashedSecret(credential, slot) {
  const argon = (/** @type {Uint8Array} */ secret) => {
    must(slot.kdf === 1 && slot.memory_kib >= 8 && slot.memory_kib <= 2_097_152, 'an impossible cost')
    must(slot.passes >= 1 && slot.passes <= 32, 'an impossible cost')
    return sodium.crypto_pwhash(
      32,
      secret,
      slot.salt,
      slot.passes,
      slot.memory_kib * 1024,
      sodium.crypto_pwhash_ALG_ARGON2ID13,
    )
  }
  if ('keychain' in credential) return slot.type === 4 && slot.kdf === 0 ? credential.keychain : null
  if ('recovery' in credential) return slot.type === 3 ? argon(credential.recovery) : null
  const type = credential.keyfile === undefined ? 1 : 2
  return slot.type === type ? argon(utf8(Buffer.from(credential.password).toString('utf8').normalize('NFKC'))) : null
}

/**
 * @param {Credential} credential
 * @param {Record<string, any>[]} slots
 * @param {Record<string, any>} header
 */
function openVaultKey(credential, slots, header) {
  const keyfile = 'keyfile' in credential && credential.keyfile !== undefined ? credential.keyfile : Buffer.alloc(0)
  for (const slot of slots) {
    const hashed = hashedSecret(credential, slot)
    if (hashed === null) continue
    const kek = keyed(32, hashed, join(utf8('coffer-kek-v1'), keyfile, slotHeader(slot)))
    const vaultKey = decrypt(kek, slot.wrapped, slotHeader(slot))
    if (vaultKey === null) continue
    const commitment = keyed(32, subkey(vaultKey, 8), join(header.vault_id, slotHeader(slot), slot.wrapped))
    must(same(commitment, slot.commitment), 'a slot of another vault')
    return vaultKey
  }
  throw new Refused('no slot opens')
}

const subkey = (/** @type {Uint8Array} */ vaultKey, /** @type {number} */ n) =>
  sodium.crypto_kdf_derive_from_key(32, n, 'cofferv1', vaultKey)

/**
 * @param {Record<string, any>} header
 * @param {Record<string, any>[]} slots in order of slot id
 * @param {Uint8Array} vaultKey
 */
function checkHeader(header, slots, vaultKey) {
  const parts = slots.flatMap((slot) => [slotHeader(slot), u16(slot.wrapped.length), slot.wrapped, slot.commitment])
  const message = join(
    utf8('coffer-header-v1'),
    u16(header.format),
    u32(header.required_features),
    header.vault_id,
    u32(header.key_epoch),
    header.log_public_key,
    u8(slots.length),
    ...parts,
  )
  must(same(keyed(32, subkey(vaultKey, 8), message), header.mac), 'header or slots were changed')
}

/**
 * @param {Database.Database} db
 * @param {Record<string, any>} header
 * @param {Uint8Array} vaultKey
 */
function createOpener(db, header, vaultKey) {
  /**
   * @param {Uint8Array} key
   * @param {number} table
   * @param {number} column
   * @param {Uint8Array} rowId
   * @param {Uint8Array} parentId
   * @param {number} revision
   * @param {Uint8Array} sealed
   */
  const open = (key, table, column, rowId, parentId, revision, sealed) => {
    const place = join(u8(table), u8(column), u32(header.key_epoch), rowId, parentId, u64(revision))
    const padded = decrypt(key, sealed, join(utf8('COFR'), u16(1), header.vault_id, place))
    if (padded === null) throw new Refused(`a row of table ${table} does not open`)
    return unpad(padded)
  }
  /** @returns {Record<string, any>[]} */
  const rows = (/** @type {string} */ sql) => /** @type {Record<string, any>[]} */ (db.prepare(sql).all())
  const key = (/** @type {number} */ n) => subkey(vaultKey, n)
  return { open, rows, key }
}

/** @typedef {ReturnType<typeof createOpener>} Opener */

/** Columns in the order of the schema. @type {[string, number, string[]][]} */
const summed = [
  ['secret', 1, ['secret_id', 'name_index', 'revision', 'wrapped_key', 'body']],
  ['version', 2, ['version_row', 'secret_id', 'version_index', 'number', 'revision', 'body', 'value']],
  ['record', 3, ['record_id', 'collection', 'key_index', 'revision', 'body']],
  ['segment', 4, ['number', 'body']],
  ['stale', 5, ['secret_id', 'revision']],
]

/** @param {Opener} opener */
function checkState({ open, rows, key }) {
  const [state] = rows('SELECT generation, body FROM state')
  if (state === undefined) throw new Refused('no state')
  const body = JSON.parse(open(key(7), 4, 1, zeros, zeros, state.generation, state.body).toString('utf8'))
  const schema = rows('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
  const text = schema.map(({ type, name, sql }) => `${type}\t${name}\t${sql ?? ''}\n`).join('')
  must(Buffer.from(hash(utf8(text))).toString('hex') === body.schemaHash, 'the schema was changed')
  for (const [table, number, columns] of summed) {
    let sum = 0n
    const found = rows(`SELECT ${columns.join(', ')} FROM ${table}`)
    for (const row of found) {
      const bytes = columns.map((name) => (typeof row[name] === 'number' ? u64(row[name]) : row[name]))
      const tag = keyed(32, key(4), join(u8(number), ...bytes.flatMap((column) => [u32(column.length), column])))
      sum = (sum + BigInt(`0x${Buffer.from(tag).toString('hex')}`)) % 2n ** 256n
    }
    const { count, sum: expected } = body.manifest[table]
    must(found.length === count && sum.toString(16) === expected, `table ${table} was changed`)
  }
  return { generation: state.generation, audit: body.audit, auditBase: body.auditBase }
}

/**
 * @param {Opener} opener
 * @param {{ audit: { number: number, mac: string }, auditBase: { number: number, mac: string } }} state
 */
function readAudit({ open, rows, key }, { audit, auditBase }) {
  let mac = Buffer.from(auditBase.mac, 'hex')
  let number = auditBase.number
  const entries = rows('SELECT number, body, mac FROM audit ORDER BY number').map((row) => {
    number += 1
    mac = Buffer.from(keyed(32, key(6), join(mac, u64(number), row.body)))
    must(row.number === number && same(mac, row.mac), `the audit log is broken at entry ${number}`)
    return { number, ...JSON.parse(open(key(5), 5, 1, zeros, zeros, number, row.body).toString('utf8')) }
  })
  must(number === audit.number && mac.toString('hex') === audit.mac, 'the end of the audit log was changed')
  return entries
}

/**
 * @param {Opener} opener
 * @returns {ReadSecret[]}
 */
function readSecrets({ open, rows, key }) {
  const versions = rows('SELECT * FROM version ORDER BY number')
  const secrets = rows('SELECT * FROM secret').map((row) => {
    const id = row.secret_id
    const body = JSON.parse(open(key(1), 1, 1, id, zeros, row.revision, row.body).toString('utf8'))
    must(same(keyed(16, key(3), join(utf8('name\0'), utf8(body.name))), row.name_index), 'a name is not its index')
    const dataKey = open(key(2), 1, 2, id, zeros, 0, row.wrapped_key)
    const own = versions.filter((version) => same(version.secret_id, id))
    return {
      name: body.name,
      body,
      versions: own.map((version) => {
        const facts = open(key(1), 2, 1, version.version_row, id, version.revision, version.body)
        const { versionId, form, sizeBytes } = JSON.parse(facts.toString('utf8'))
        const index = keyed(16, key(3), join(utf8('version\0'), id, utf8(versionId)))
        must(same(index, version.version_index), 'a version id is not its index')
        const value = open(dataKey, 2, 3, version.version_row, id, version.number, version.value)
        must(value.length === sizeBytes, 'a value is not as long as it is said to be')
        const stages = Object.keys(body.stages).filter((stage) => body.stages[stage] === versionId)
        return { versionId, form, stages: stages.sort(), value }
      }),
    }
  })
  return secrets.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @param {Opener} opener */
function readRecords({ open, rows, key }) {
  return rows('SELECT * FROM record ORDER BY collection').map((row) => {
    const body = JSON.parse(open(key(1), 3, 1, row.record_id, zeros, row.revision, row.body).toString('utf8'))
    const index = keyed(16, key(3), join(utf8('record\0'), u8(row.collection), utf8(body.key)))
    must(same(index, row.key_index), 'a record key is not its index')
    return { collection: row.collection, key: body.key, value: body.value }
  })
}

/**
 * Reads and checks a whole vault. Throws with the reason when anything is not as it must be.
 * @param {string} path a closed vault: no WAL beside it
 * @param {Credential} credential
 * @returns {Promise<ReadVault>}
 */
export async function readVault(path, credential) {
  await sodium.ready
  const file = readFileSync(path)
  must(file.length >= 100 && file.toString('latin1', 0, 15) === 'SQLite format 3', 'no SQLite database')
  must(file.readUInt32BE(68) === 0x434f4652, 'no vault')
  must(file.readUInt32BE(60) === 1, 'a newer format')
  // As if it were not journalled in a WAL, so that a copy in memory can be read.
  file.fill(1, 18, 20)
  const db = new Database(file, { readonly: true })
  try {
    const [structure] = /** @type {{ integrity_check: string }[]} */ (db.pragma('integrity_check'))
    must(structure?.integrity_check === 'ok', 'SQLite finds damage')
    const kinds = db.prepare(`SELECT DISTINCT type FROM sqlite_schema ORDER BY type`).pluck().all()
    must(kinds.join() === 'index,table', 'views or triggers')
    const header = /** @type {Record<string, any> | undefined} */ (db.prepare('SELECT * FROM header').get())
    if (header === undefined) throw new Refused('no header')
    must(header.format === 1 && header.required_features === 0, 'a newer format')
    const slots = /** @type {Record<string, any>[]} */ (db.prepare('SELECT * FROM slot ORDER BY slot_id').all())
    const vaultKey = openVaultKey(credential, slots, header)
    checkHeader(header, slots, vaultKey)
    const opener = createOpener(db, header, vaultKey)
    const state = checkState(opener)
    return {
      generation: state.generation,
      secrets: readSecrets(opener),
      records: readRecords(opener),
      audit: readAudit(opener, state),
    }
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(`cannot be read: ${error instanceof Error ? error.name : 'error'}`)
  } finally {
    db.close()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const password = readFileSync(0, 'utf8').replace(/\r?\n$/, '')
  const vault = await readVault(process.argv[2] ?? '', { password: utf8(password) })
  for (const { name, versions } of vault.secrets)
    console.log(name, versions.map(({ versionId, stages }) => `${versionId} [${stages.join(' ')}]`).join(' '))
  console.log(`generation ${vault.generation}, ${vault.secrets.length} secrets, ${vault.audit.length} audit entries`)
}
