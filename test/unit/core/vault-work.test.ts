import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../../main/core/log.ts'
import { removeUnfinishedBackups } from '../../../main/core/vault/backup.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import { createTidying } from '../../../main/core/vault-work.ts'
import { actor, kindOf, makeVault, type TestHome, textVersion, unwrap } from '../../support/vault.ts'

const hour = 3_600_000
const day = 24 * hour

let home: TestHome
let vault: Vault
let monotonicMs: number

beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
  monotonicMs = 0
  unwrap(vault.create(actor, { name: 'going', kind: 'note', version: textVersion('one') }))
  unwrap(vault.scheduleDeletion(actor, 'going', 7))
})
afterEach(() => {
  vault.close()
  home.remove()
})

const tidying = (auditDays = 0) =>
  createTidying({
    vault,
    log: createLog({ file: join(home.folder, 'log') }),
    now: () => home.clock,
    monotonicMs: () => monotonicMs,
    auditDays: () => auditDays,
    backups: join(home.folder, 'backups'),
    onFault: () => undefined,
  })

/** Coffer runs on for so many hours and looks at the clock each. */
function run(tidy: () => void, hours: number): void {
  for (let at = 0; at < hours; at += 1) {
    home.clock += hour
    monotonicMs += hour
    tidy()
  }
}
const isThere = () => kindOf(vault.describe('going')) === 'ok'

async function reopen(): Promise<() => void> {
  vault.close()
  vault = await home.unlock()
  const tidy = tidying()
  tidy()
  return tidy
}

describe('what time ends', () => {
  test('ends in its time while Coffer runs', () => {
    const tidy = tidying()
    run(tidy, 7 * 24)
    expect(isThere()).toBe(true)
    run(tidy, 27)
    expect(isThere()).toBe(false)
  })

  test('does not end by a clock that jumped forward and was set right', async () => {
    let tidy = tidying()
    run(tidy, 48)
    const right = home.clock
    home.clock += 365 * day
    tidy()
    run(tidy, 12)
    tidy = await reopen()
    run(tidy, 6)
    expect(isThere()).toBe(true)
    home.clock = right + 20 * hour
    run(tidy, 30)
    expect(isThere()).toBe(true)
    unwrap(vault.restore(actor, 'going'))
  })

  test('ends a day after a long absence, not at the first look', async () => {
    home.clock += 60 * day
    const tidy = await reopen()
    expect(isThere()).toBe(true)
    run(tidy, 20)
    expect(isThere()).toBe(true)
    run(tidy, 5)
    expect(isThere()).toBe(false)
  })

  test('leaves the audit log alone while the clock is not believed', () => {
    const before = vault.auditLog({ limit: 100 }).entries.length
    home.clock += 400 * day
    tidying(30)()
    expect(vault.auditLog({ limit: 100 }).entries.length).toBeGreaterThanOrEqual(before)
  })
})

describe('a backup whose process was killed', () => {
  test('leaves nothing in the folder it was to go to, once a session starts', () => {
    const elsewhere = join(home.folder, 'stick')
    mkdirSync(elsewhere)
    const stem = join(elsewhere, 'mine.cofferbackup.part-0123abcd')
    for (const end of ['.db', '.sealed']) writeFileSync(`${stem}${end}`, 'half')
    writeFileSync(join(elsewhere, 'other'), 'stays')
    writeFileSync(`${home.path}.backup-0123abcd`, stem)
    removeUnfinishedBackups(home.path)
    expect(readdirSync(elsewhere)).toEqual(['other'])
    expect(existsSync(`${home.path}.backup-0123abcd`)).toBe(false)
  })

  test('removes nothing that its note does not name as its own', () => {
    writeFileSync(join(home.folder, 'precious.db'), 'stays')
    writeFileSync(`${home.path}.backup-0123abcd`, join(home.folder, 'precious'))
    removeUnfinishedBackups(home.path)
    expect(existsSync(join(home.folder, 'precious.db'))).toBe(true)
  })

  test('keeps no note when it succeeds', async () => {
    unwrap(await vault.backUp(actor, join(home.folder, 'one.cofferbackup')))
    expect(readdirSync(home.folder).filter((name) => name.includes('backup-'))).toEqual([])
  })
})
