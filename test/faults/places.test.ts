import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createLog } from '../../main/core/log.ts'
import { createFileAnchor } from '../../main/core/vault/anchor.ts'
import { floorCost } from '../../main/core/vault/kdf.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import { createVaultFile, openVaultFile } from '../../main/core/vault/vault-file.ts'
import { createTidying } from '../../main/core/vault-work.ts'
import { preparedHome, removeFolder } from '../support/faults/homes.ts'
import { tellVault } from '../support/faults/life.ts'
import { readRecord, sized, startWorker } from '../support/faults/processes.ts'
import { fault } from '../support/faults/report.ts'
import { unless } from '../support/provisions.ts'
import {
  actor,
  bytes,
  kindOf,
  makeHome,
  password,
  quickKdf,
  revealText,
  type TestHome,
  textVersion,
  unwrap,
} from '../support/vault.ts'

const credential = { kind: 'password' as const, password: bytes(password) }
const open = (folder: string, now = Date.now) =>
  openVaultFile(join(folder, 'vault.db'), {
    kdf: quickKdf,
    anchor: createFileAnchor(join(tmpdir(), 'no-anchor.json')),
    now,
  })
const unlock = async (folder: string) => unwrap(await unwrap(await open(folder)).unlock(credential, actor))

/** A small file system of its own, for root; undone afterwards. */
async function onFileSystem(size: string, body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'coffer', folder])
  if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr.toString()}`)
  try {
    await body(folder)
  } finally {
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  }
}

function canMount(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root may mount a file system'
  const folder = mkdtempSync(join(tmpdir(), 'coffer-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'coffer', folder]).status === 0
  if (mounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  return mounted ? null : 'this system does not let root mount a file system'
}
const { test: testMounted } = unless(canMount())

fault(
  'F3',
  'a disk of 3 MiB fills up',
  async ({ did, found }) => {
    found('saves half done', 0)
    for (let round = 0; round < sized(3, 20); round += 1)
      await onFileSystem('3m', async (folder) => {
        const filler = join(folder, 'filler')
        writeFileSync(filler, Buffer.alloc(600_000))
        unwrap(await createVaultFile(join(folder, 'vault.db'), bytes(password), { kdf: quickKdf }, floorCost))
        let vault = await unlock(folder)
        let kept = 0
        for (;;) {
          const value = textVersion(`${kept} ${'.'.repeat(10_000 + round * 1_777)}`)
          const saved = vault.create(actor, { name: `n/${kept}`, kind: 'note', version: value })
          did('saves')
          if (!saved.ok) {
            expect(saved.failure.kind).toBe('disk-full')
            break
          }
          kept += 1
        }
        expect(kept).toBeGreaterThan(20)
        for (let again = 0; again < 5; again += 1)
          expect(
            kindOf(vault.create(actor, { name: 'more', kind: 'note', version: textVersion('x'.repeat(60_000)) })),
          ).toBe('disk-full')
        found('refused as disk-full', 6)
        expect(vault.size()).toBe(kept)
        expect(revealText(vault, `n/${kept - 1}`)).toMatch(new RegExp(`^${kept - 1} `))
        expect(unwrap(await vault.verify()).faults).toEqual([])
        vault.close()

        vault = await unlock(folder)
        did('reopenings while full')
        expect(vault.size()).toBe(kept)
        for (let at = 0; at < kept; at += 1) expect(revealText(vault, `n/${at}`)).toMatch(new RegExp(`^${at} `))
        rmSync(filler)
        unwrap(vault.create(actor, { name: 'after', kind: 'note', version: textVersion('room again') }))
        expect(unwrap(await vault.verify()).faults).toEqual([])
        vault.close()
        vault = await unlock(folder)
        expect(revealText(vault, 'after')).toBe('room again')
        vault.close()
      })
  },
  testMounted,
)

fault('F8', 'a second process, ours and another’s, while the vault is open', async ({ did, found }) => {
  const home = await preparedHome()
  const outside = mkdtempSync(join(tmpdir(), 'coffer-record-'))
  const record = join(outside, 'first')
  const first = startWorker({ folder: home.folder, record, seed: 8, first: 0, steps: 1_000_000 })
  expect(await first.line('ready')).toBe(true)
  found('second writers let in', 0)
  for (let at = 0; at < sized(8, 60); at += 1) {
    const mine = join(outside, `second-${at}`)
    const second = await startWorker({ folder: home.folder, record: mine, seed: at, first: 0, steps: 3 }).ended
    expect(second.code).toBe(3)
    expect(readRecord(mine)).toEqual({ steps: [], refusals: ['vault-busy'] })
    did('starts of a second process')
    const program = `import Database from 'better-sqlite3'
      try { const db = new Database(process.argv[1], { timeout: 0 }); db.exec('DELETE FROM version'); console.log('wrote') }
      catch (error) { console.log(error.code) }`
    const raw = spawnSync(process.execPath, ['--input-type=module', '-e', program, home.path], {
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '../..'),
    })
    expect(raw.stdout.trim()).toBe('SQLITE_BUSY')
    did('writes by another program')
  }
  first.process.kill('SIGKILL')
  await first.ended
  const { steps } = readRecord(record)
  const refused = steps
    .flatMap(({ failure }) => failure ?? [])
    .filter((kind) => /^(disk-full|io-error|read-only|vault-)/.test(kind))
  expect(refused).toEqual([])
  did('steps of the first meanwhile', steps.length)
  const vault = await home.unlock()
  expect(unwrap(await vault.verify()).faults).toEqual([])
  vault.close()
  home.remove()
  removeFolder(outside)
})

fault(
  'F9',
  'a file system that takes no writes',
  async ({ did, found }) => {
    const home = await preparedHome()
    const whole = await unlock(home.folder)
    const told = tellVault(whole)
    whole.close()
    await onFileSystem('8m', async (folder) => {
      cpSync(home.path, join(folder, 'vault.db'))
      spawnSync('mount', ['-o', 'remount,ro', folder])
      const vault = await unlock(folder)
      expect(vault.isReadOnly()).toBe(true)
      expect(tellVault(vault)).toBe(told)
      expect(kindOf(vault.put(actor, 'kept/1', textVersion('no')))).toBe('read-only')
      expect(unwrap(await vault.verify()).faults).toEqual([])
      vault.close()
      did('openings')
      found('opened for reading, whole')

      spawnSync('mount', ['-o', 'remount,rw', folder])
      writeFileSync(join(folder, 'vault.db-wal'), Buffer.alloc(5_000, 1))
      spawnSync('mount', ['-o', 'remount,ro', folder])
      expect(kindOf(await open(folder))).toBe('read-only')
      did('openings with changes beside it that cannot be taken over')
      found('refused by name')
    })
    home.remove()
  },
  testMounted,
)

const asNobody = process.getuid?.() === 0 ? null : 'only root may become another user'

fault(
  'F9',
  'a file and a folder without the right to write, as an ordinary user',
  async ({ did, found }) => {
    const home = await preparedHome()
    const folder = mkdtempSync(join(tmpdir(), 'coffer-nobody-'))
    chmodSync(folder, 0o755)
    cpSync(home.path, join(folder, 'vault.db'))
    const nobody = 65_534
    for (const [what, fileMode, folderMode, isWritable] of [
      ['neither', 0o444, 0o555, false],
      ['the folder only', 0o444, 0o755, false],
      ['the file only', 0o644, 0o555, false],
      ['both', 0o644, 0o755, true],
    ] as const) {
      for (const path of [join(folder, 'vault.db'), folder]) chownSync(path, nobody, nobody)
      chmodSync(join(folder, 'vault.db'), fileMode)
      chmodSync(folder, folderMode)
      process.seteuid?.(nobody)
      try {
        const vault = await unlock(folder)
        expect([what, vault.isReadOnly()]).toEqual([what, !isWritable])
        expect(vault.size()).toBe(8)
        expect(kindOf(vault.tag(actor, 'kept/1', { a: 'b' }))).toBe(isWritable ? 'ok' : 'read-only')
        vault.close()
      } finally {
        process.seteuid?.(0)
      }
      did(`writable: ${what}`)
      found(isWritable ? 'opened' : 'opened for reading')
    }
    expect(statSync(join(folder, 'vault.db')).size).toBeGreaterThan(0)
    expect(readdirSync(folder)).toContain('vault.db')
    removeFolder(folder)
    home.remove()
  },
  unless(asNobody).test,
)

fault('F11', 'clocks that go back, forward, to 1970 and over the hours of summer time', async ({ did, found }) => {
  const home = makeHome()
  await home.create()
  let vault = await home.unlock()
  const day = 86_400_000
  const jumps = [
    0,
    -day * 400,
    day * 3,
    -3_600_000,
    3_600_000,
    -home.clock,
    Date.UTC(2099, 0, 1) - home.clock,
    -1,
    day * 31,
  ]
  found('orders changed', 0)
  found('secrets purged before their window ended', 0)
  const today = home.clock
  for (let at = 0; at < sized(60, 1_000); at += 1) {
    home.clock = today + (jumps[at % jumps.length] ?? 0)
    const name = `n/${at}`
    unwrap(vault.create(actor, { name, kind: 'note', version: textVersion('one') }))
    unwrap(vault.put(actor, name, textVersion('two')))
    const { deletionAt } = unwrap(vault.scheduleDeletion(actor, name, 7))
    expect(deletionAt).toBe(home.clock + 7 * day)
    unwrap(vault.restore(actor, name))
    expect(unwrap(vault.versions(name))[0]?.stages).toEqual(['AWSCURRENT'])
    did('clock jumps')
    if (at % 10 === 9) {
      vault.close()
      vault = await home.unlock()
    }
  }
  await jumpAhead(home, vault, found)
  vault = await home.unlock()
  const numbers = vault.auditLog({ limit: 200 }).entries.map(({ number }) => number)
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  expect(numbers).toHaveLength(200)
  expect(unwrap(await vault.verify()).faults).toEqual([])
  expect(vault.size()).toBe(sized(60, 1_000) + 1)
  vault.close()
  home.remove()
})

/** A clock years ahead for less than a day, with everything done that is done by the hour; closes the vault. */
async function jumpAhead(home: TestHome, opened: Vault, found: (what: string, times?: number) => void): Promise<void> {
  const hour = 3_600_000
  let vault = opened
  unwrap(vault.create(actor, { name: 'scheduled', kind: 'note', version: textVersion('one') }))
  unwrap(vault.scheduleDeletion(actor, 'scheduled', 7))
  const right = home.clock
  for (const aheadMs of [0, 400 * 24 * hour, 20 * 365 * 24 * hour, 0]) {
    let monotonicMs = 0
    const tidy = createTidying({
      vault,
      log: createLog({ file: join(home.folder, 'log') }),
      now: () => home.clock,
      monotonicMs: () => monotonicMs,
      auditDays: () => 0,
      backups: join(home.folder, 'backups'),
      onFault: () => undefined,
    })
    for (let at = 0; at < 23; at += 1) {
      home.clock = right + aheadMs + at * hour
      monotonicMs += hour
      tidy()
    }
    vault.close()
    vault = await home.unlock()
  }
  found('secrets purged before their window ended', kindOf(vault.describe('scheduled')) === 'ok' ? 0 : 1)
  vault.close()
}
