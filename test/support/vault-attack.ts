/** What somebody who can write the vault file, but has no key, can do to it: raw SQL and raw bytes. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { kindOf, type TestHome } from './vault.ts'

export type RawDb = Database.Database

/** Runs `body` on the closed vault file with every protection of SQLite off, and moves the WAL into the file. */
export function tamper(path: string, body: (db: RawDb) => void): void {
  const db = new Database(path)
  try {
    db.unsafeMode(true)
    db.pragma('foreign_keys = OFF')
    db.pragma('ignore_check_constraints = ON')
    db.pragma('writable_schema = ON')
    body(db)
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

/** Flips one bit of a file. */
export function flipBit(path: string, byte: number, bit: number): void {
  const file = readFileSync(path)
  file[byte] = (file[byte] ?? 0) ^ (1 << bit)
  writeFileSync(path, file)
}

/** Keeps the file as it is now; the answer puts it back. */
export function snapshot(path: string): () => void {
  const kept = `${path}.kept`
  copyFileSync(path, kept)
  return () => copyFileSync(kept, path)
}

export interface Verdict {
  /** What opening and unlocking said: 'ok' or the failure's kind. */
  readonly unlock: string
  /** Faults of the complete check; empty when it was not reached or all is well. */
  readonly faults: readonly string[]
}

/** Opens the file with the right password and, when that works, checks it completely. */
export async function judge(home: TestHome, password: Uint8Array): Promise<Verdict> {
  const locked = await home.open()
  if (!locked.ok) return { unlock: locked.failure.kind, faults: [] }
  const vault = await locked.value.unlock({ kind: 'password', password }, { door: 'core' })
  if (!vault.ok) {
    locked.value.close()
    return { unlock: vault.failure.kind, faults: [] }
  }
  try {
    const report = await vault.value.verify()
    return { unlock: 'ok', faults: report.ok ? report.value.faults : [kindOf(report)] }
  } finally {
    vault.value.close()
  }
}
