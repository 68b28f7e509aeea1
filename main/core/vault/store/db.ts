/**
 * The one owner of better-sqlite3: opens a vault file with the pragmas the format needs, turns SQLite's errors into
 * failures, and brands connections so that a function which only reads cannot be given the right to write.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { type Failure, fail, type Result, succeed } from '../../../../shared/failure.ts'
import { startFlushing } from './flush.ts'

declare const readable: unique symbol
declare const writable: unique symbol
/** A connection that may be read. */
export type ReadDb = Database.Database & { readonly [readable]: true }
/** A connection inside a write transaction. */
export type WriteDb = ReadDb & { readonly [writable]: true }

/** "COFR" in SQLite's application_id. */
export const applicationId = 0x434f4652
export const schemaVersion = 1

const sqliteMagic = 'SQLite format 3\u0000'

/**
 * What a file is, from its first 100 bytes alone, so that a foreign, newer or cut file is never opened by SQLite (which
 * might change it). `vault-foreign`, `vault-newer` or `vault-damaged`; the file is not touched.
 */
export function inspectFile(path: string): Result<null> {
  const opened = guard(() => (statSync(path).isFile() ? readHead(path) : null))
  if (!opened.ok) return opened
  const { head, read } = opened.value ?? { head: Buffer.alloc(0), read: 0 }
  if (read < 100 || head.toString('latin1', 0, 16) !== sqliteMagic || head.readUInt32BE(68) !== applicationId)
    return fail({ kind: 'vault-foreign', message: 'This file is not a Coffer vault. It was left as it is.' })
  const format = head.readUInt32BE(60)
  if (format > schemaVersion)
    return fail({
      kind: 'vault-newer',
      format,
      message: `This vault was written by a newer Coffer (format ${format}). Update Coffer to open it; it was left as it is.`,
    })
  const pageBytes = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16)
  const pages = head.readUInt32BE(28)
  if (!existsSync(`${path}-wal`) && statSync(path).size < pageBytes * pages) return damaged('the file is cut short')
  return succeed(null)
}

function readHead(path: string): { readonly head: Buffer; readonly read: number } {
  const head = Buffer.alloc(100)
  const file = openSync(path, 'r')
  try {
    return { head, read: readSync(file, head, 0, 100, 0) }
  } finally {
    closeSync(file)
  }
}

export const damaged = (detail: string): { readonly ok: false; readonly failure: Failure } =>
  fail({
    kind: 'vault-damaged',
    detail,
    message: 'The vault file is damaged. It was left as it is; restore a backup, or export what can still be read.',
  })

/**
 * Opens for reading and writing, alone: a second opener gets `vault-busy`. The file is not changed before `startWal`, so
 * that one which turns out to be no vault stays as it is.
 */
export function openDatabase(path: string): Result<ReadDb> {
  return guard(() => {
    const db = new Database(path, { timeout: 0, fileMustExist: true })
    try {
      setPragmas(db)
      // EXCLUSIVE takes its lock at the first access after the pragma and keeps it until close.
      db.exec('BEGIN IMMEDIATE; COMMIT')
    } catch (error) {
      db.close()
      throw error
    }
    return db as ReadDb
  })
}

/** Journals in a WAL from here on; `read-only` where it cannot be made. */
export function startWal(db: ReadDb): Result<null> {
  return guard(() => {
    db.pragma('journal_mode = WAL')
    db.exec('BEGIN IMMEDIATE; COMMIT')
    return null
  })
}

/**
 * Opens a file that cannot be written, as a copy in memory that is marked as not journalled in a WAL. `read-only` when
 * a WAL lies beside it: its commits could not be read, and showing less than there is would mislead.
 */
export function openReadOnlyDatabase(path: string): Result<ReadDb> {
  if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0)
    return fail({
      kind: 'read-only',
      message:
        'The vault cannot be written here and has unfinished changes beside it. Copy both files to a disk that can.',
    })
  return guard(() => {
    const file = readFileSync(path)
    file.fill(1, 18, 20)
    const db = new Database(file, { readonly: true })
    for (const pragma of ['trusted_schema = OFF', 'cell_size_check = ON', 'temp_store = MEMORY']) db.pragma(pragma)
    return db as ReadDb
  })
}

/**
 * Copies an open database, page by page and with pauses, into a new file of its own without a WAL, for its owner alone.
 * Writes made meanwhile are in the copy. Throws on disk errors.
 */
export async function copyDatabase(db: ReadDb, target: string): Promise<void> {
  const flushing = await startFlushing(target, pagesPerFlush)
  try {
    await db.backup(target, {
      progress: ({ totalPages, remainingPages }) => (flushing.isBehind(totalPages - remainingPages) ? 0 : pagesPerStep),
    })
  } finally {
    await flushing.end()
  }
  const copy = new Database(target, { timeout: 0, fileMustExist: true })
  try {
    copy.pragma('locking_mode = EXCLUSIVE')
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** About 2 MB a step: a few milliseconds of the loop. */
const pagesPerStep = 512
/** About 32 MB: the most that the sync at the end still has to write, but for what the disk was too slow for. */
const pagesPerFlush = 8_192

/** Opens a file that is complete in itself, for checking it; nothing is written. */
export function openForChecking(path: string): Result<ReadDb> {
  return guard(() => {
    const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 })
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    return db as ReadDb
  })
}

/** Opens a private copy of a damaged file, with the WAL copied beside it. */
export function openForSalvage(copy: string): Result<ReadDb> {
  return guard(() => {
    const db = new Database(copy, { fileMustExist: true, timeout: 0 })
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('trusted_schema = OFF')
    return db as ReadDb
  })
}

/**
 * A new file with the schema given, journalled in the file itself until it is complete; the caller fills it, closes it
 * and moves it into place.
 */
export function createDatabase(path: string, schema: string): WriteDb {
  const db = new Database(path, { timeout: 0 })
  setPragmas(db)
  db.pragma(`application_id = ${applicationId}`)
  db.pragma(`user_version = ${schemaVersion}`)
  db.exec(schema)
  return db as unknown as WriteDb
}

function setPragmas(db: Database.Database): void {
  // better-sqlite3 is compiled with synchronous = NORMAL in WAL, which loses acknowledged commits at power loss.
  for (const pragma of [
    'locking_mode = EXCLUSIVE',
    'synchronous = FULL',
    'secure_delete = ON',
    'temp_store = MEMORY',
    'trusted_schema = OFF',
    'cell_size_check = ON',
    'foreign_keys = ON',
    'mmap_size = 0',
    'checkpoint_fullfsync = ON',
  ])
    db.pragma(pragma)
}

const statementsByDb = new WeakMap<Database.Database, Map<string, Database.Statement>>()

/** A prepared statement, prepared once a connection: preparing costs more than most of our queries. */
export function prepare<Bind extends readonly unknown[], Row = unknown>(
  db: ReadDb,
  sql: string,
): Database.Statement<[...Bind], Row> {
  let statements = statementsByDb.get(db)
  if (statements === undefined) {
    statements = new Map()
    statementsByDb.set(db, statements)
  }
  let statement = statements.get(sql)
  if (statement === undefined) {
    statement = db.prepare(sql)
    statements.set(sql, statement)
  }
  return statement as Database.Statement<[...Bind], Row>
}

/** The same for a query of one column: its values themselves. */
export function preparePluck<Bind extends readonly unknown[], Value>(
  db: ReadDb,
  sql: string,
): Database.Statement<[...Bind], Value> {
  return prepare<Bind, Value>(db, sql).pluck()
}

/** Moves the WAL into the file and cuts it to nothing. False when the disk refused; nothing is lost then. */
export function checkpoint(db: ReadDb): boolean {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
    return true
  } catch {
    return false
  }
}

/** Commits that wait for the disk, or do not (WAL in NORMAL: whole after power loss, but maybe older). */
export type Durability = 'durably' | 'lazily'

/** Of each open file, as it was last set: changing it costs as much as a small write. */
const durabilityOf = new WeakMap<ReadDb, Durability>()

/** Runs `body` in one immediate transaction: all of it is committed, durably unless it need not be, or none. */
export function inTransaction<T>(db: ReadDb, body: (db: WriteDb) => T, durability: Durability = 'durably'): Result<T> {
  return guard(() => {
    if ((durabilityOf.get(db) ?? 'durably') !== durability) {
      db.pragma(durability === 'durably' ? 'synchronous = FULL' : 'synchronous = NORMAL')
      durabilityOf.set(db, durability)
    }
    return runIn(db).immediate(body) as T
  })
}

type Run = Database.Transaction<(body: (db: WriteDb) => unknown) => unknown>
const runByDb = new WeakMap<ReadDb, Run>()

/** What runs transactions on a connection, made once: making it costs a tenth of a small write. */
function runIn(db: ReadDb): Run {
  const run = runByDb.get(db) ?? db.transaction((body: (db: WriteDb) => unknown) => body(db as WriteDb))
  runByDb.set(db, run)
  return run
}

/** One transaction around a long fill of a file nobody else has; a failure rolls it back. */
export async function inBulk<T>(db: WriteDb, body: () => Promise<Result<T>>): Promise<Result<T>> {
  db.exec('BEGIN')
  const done = await body().catch((error: unknown) => {
    db.exec('ROLLBACK')
    throw error
  })
  db.exec(done.ok ? 'COMMIT' : 'ROLLBACK')
  return done
}

/** Runs what touches SQLite and turns its errors into failures; other exceptions are bugs and pass through. */
export function guard<T>(body: () => T): Result<T> {
  try {
    return succeed(body())
  } catch (error) {
    const failure = sqliteFailure(error)
    if (failure === null) throw error
    return fail(failure)
  }
}

/** `guard` for what awaits. */
export async function guardAll<T>(body: () => Promise<T>): Promise<Result<T>> {
  try {
    return succeed(await body())
  } catch (error) {
    const failure = sqliteFailure(error)
    if (failure === null) throw error
    return fail(failure)
  }
}

/** LOCK: on a file that could be opened for reading only, SQLite cannot even take the lock of a writer. */
const readOnlyCodes: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM', 'SQLITE_CANTOPEN', 'SQLITE_IOERR_LOCK'])

function sqliteFailure(error: unknown): Failure | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  const code = error.code
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return { kind: 'disk-full', message: 'The disk is full. Nothing was saved; free some space and try again.' }
  if (code.startsWith('SQLITE_READONLY') || readOnlyCodes.has(code))
    return { kind: 'read-only', message: 'The vault file cannot be written here. Nothing was saved.' }
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
    return { kind: 'vault-busy', message: 'Another program has this vault open. Close it there first.' }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(code).failure
  // Any other refusal of the system (no file handle left, no such folder); a file that is there already is no failure
  // of the disk and is told apart by who asked.
  const isSystem = 'syscall' in error && code !== 'EEXIST'
  if (code.startsWith('SQLITE_IOERR') || isSystem)
    return { kind: 'io-error', detail: code, message: 'The disk reported an error. Nothing was saved.' }
  return null
}

/**
 * Every object of the schema, for its hash: a trigger or view added behind our back changes it. Nothing is left out, not
 * even SQLite's own statistics: we never make them, and a trigger may bear such a name.
 */
export function schemaText(db: ReadDb): string {
  const rows = db
    .prepare<[], { type: string; name: string; sql: string | null }>(
      `SELECT type, name, sql FROM sqlite_schema ORDER BY type, name`,
    )
    .all()
  return rows.map((row) => `${row.type}\t${row.name}\t${row.sql ?? ''}\n`).join('')
}

/** The same of a new database made by `schema` alone. */
export function schemaTextOf(schema: string): string {
  const db = new Database(':memory:')
  try {
    db.exec(schema)
    return schemaText(db as ReadDb)
  } finally {
    db.close()
  }
}

/** SQLite's own check of its structure: null when sound, else what it found first. */
export function structureFault(db: ReadDb): string | null {
  const [first] = db.pragma('integrity_check(1)') as { integrity_check: string }[]
  return first === undefined || first.integrity_check === 'ok' ? null : first.integrity_check
}

/** The version of the SQLite built into better-sqlite3. */
export function sqliteVersion(): string {
  const db = new Database(':memory:')
  try {
    return String(db.prepare(`SELECT sqlite_version()`).pluck().get())
  } finally {
    db.close()
  }
}
