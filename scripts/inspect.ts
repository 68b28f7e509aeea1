/**
 * `npm run inspect -- vault.db`: what a vault file shows without its password: header, key slots, tables and sizes.
 * It looks at a copy, so that neither the file nor what lies beside it is touched. There is no value it could print.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { hex } from '../main/core/vault/bytes.ts'
import { inspectFile, type ReadDb } from '../main/core/vault/store/db.ts'
import { readHeader, readSlots } from '../main/core/vault/store/header-rows.ts'

const [path] = process.argv.slice(2)
if (path === undefined || !existsSync(path)) {
  process.stderr.write('usage: npm run inspect -- vault.db\n')
  process.exit(2)
}
const inspected = inspectFile(path)
if (!inspected.ok) {
  process.stderr.write(`${inspected.failure.kind}: ${inspected.failure.message}\n`)
  process.exit(9)
}
const folder = mkdtempSync(join(tmpdir(), 'coffer-inspect-'))
try {
  const copy = join(folder, 'vault.db')
  copyFileSync(path, copy)
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
  const db = new Database(copy)
  process.stdout.write(`${JSON.stringify(describe(db as ReadDb, statSync(path).size), null, 2)}\n`)
  db.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function describe(db: ReadDb, sizeBytes: number) {
  const read = readHeader(db)
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  return {
    sizeBytes,
    format: read?.header.format ?? null,
    vaultId: read === null ? null : hex(read.header.vaultId),
    keyEpoch: read?.header.keyEpoch ?? null,
    slots: readSlots(db).map(({ header: { type, kdf, cost } }) => ({ type, kdf, ...cost })),
    rows: Object.fromEntries(
      tables.map((table) => [table, db.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0]),
    ),
  }
}
