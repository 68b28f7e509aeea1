import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { listBackups } from '../../main/core/vault/backup.ts'
import { copyOf, type Look, lookAt, preparedHome, removeFolder } from '../support/faults/homes.ts'
import { tellVault } from '../support/faults/life.ts'
import { buildShim, isFull, shimFile, start } from '../support/faults/processes.ts'
import { fault, type Tally } from '../support/faults/report.ts'
import { unless } from '../support/provisions.ts'
import { actor, textVersion, unwrap } from '../support/vault.ts'

const { test } = unless(buildShim())
const worker = join(import.meta.dirname, '../support/faults/io-worker.ts')
const newPassword = 'another password, newer than the other'

/** How many changes the whole operation makes below the file layer. */
async function countChanges(folder: string, args: readonly string[]): Promise<number> {
  const copy = copyOf(folder)
  const counts = join(mkdtempSync(join(tmpdir(), 'coffer-counts-')), 'counts')
  const done = start(worker, [copy, ...args], { LD_PRELOAD: shimFile, FAULT_DIR: copy, FAULT_COUNTS: counts })
  expect(await done.line('ok')).toBe(true)
  await done.ended
  const { changes } = JSON.parse(readFileSync(counts, 'utf8')) as { changes: number }
  removeFolder(copy)
  rmSync(join(counts, '..'), { recursive: true })
  return changes
}

/** Which of `count` places to end the process at: all of them, or about `wanted`, with the first and the last. */
const places = (count: number, wanted: number): readonly number[] => {
  const step = isFull ? 1 : Math.max(1, count / wanted)
  return [
    ...new Set(Array.from({ length: Math.ceil(count / step) }, (_, at) => Math.floor(at * step) + 1).concat(count)),
  ]
}

/** Ends the operation at each place and hands over the folder as it was left. */
async function interrupt(
  tally: Tally,
  folder: string,
  args: readonly string[],
  wanted: number,
  look: (left: string) => Promise<void>,
): Promise<void> {
  const count = await countChanges(folder, args)
  for (const at of places(count, wanted)) {
    const left = copyOf(folder)
    const done = await start(worker, [left, ...args], {
      LD_PRELOAD: shimFile,
      FAULT_DIR: left,
      FAULT_KILL_AT: String(at),
    }).ended
    expect(done.signal).toBe('SIGKILL')
    tally.did(`ends of ${args[0]} (of ${count} places)`)
    await look(left)
    removeFolder(left)
  }
}

const sound: Partial<Look> = { faults: [], readOnly: false, leftovers: [] }

fault(
  'F14',
  'the process ends at any write, sync or rename of a creation, password change, re-key, backup, restore',
  async (tally) => {
    tally.found('vaults that neither the old nor the new password opens', 0)
    tally.found('temporary files left after the next start', 0)

    const empty = mkdtempSync(join(tmpdir(), 'coffer-empty-'))
    await interrupt(tally, empty, ['create'], 30, async (left) => {
      const look = await lookAt(left, tellVault)
      if (look.state === 'none') expect(look).toMatchObject({ unlock: 'no-vault', leftovers: [] })
      else expect(look).toMatchObject({ ...sound, state: 'locked', unlock: 'ok' })
    })
    removeFolder(empty)

    const home = await preparedHome()
    const { told } = await lookAt(home.folder, tellVault)
    await interrupt(tally, home.folder, ['password'], 30, async (left) => {
      const copy = copyOf(left)
      const old = await lookAt(copy, tellVault)
      removeFolder(copy)
      const fresh = await lookAt(left, tellVault, newPassword)
      const opens = [old, fresh].filter(({ unlock }) => unlock === 'ok')
      expect(opens).toHaveLength(1)
      expect(opens[0]).toMatchObject({ ...sound, told })
    })

    await interrupt(tally, home.folder, ['rekey'], 40, async (left) => {
      expect(await lookAt(left, tellVault)).toMatchObject({ ...sound, unlock: 'ok', told })
    })

    await interrupt(tally, home.folder, ['backup'], 25, async (left) => {
      expect(await lookAt(left, tellVault)).toMatchObject({ ...sound, unlock: 'ok', told })
      for (const { path } of listBackups(join(left, 'backups'))) {
        const restored = mkdtempSync(join(tmpdir(), 'coffer-restored-'))
        const done = start(worker, [restored, 'restore', path])
        expect(await done.line('ok')).toBe(true)
        await done.ended
        expect((await lookAt(restored, tellVault)).told).toBe(told)
        removeFolder(restored)
      }
    })

    const backup = join(home.folder, 'kept.cofferbackup')
    const vault = await home.unlock()
    unwrap(await vault.backUp(actor, backup))
    unwrap(vault.create(actor, { name: 'newer', kind: 'note', version: textVersion('than the backup') }))
    vault.close()
    const newer = (await lookAt(home.folder, tellVault)).told
    await interrupt(tally, home.folder, ['restore', backup], 40, async (left) => {
      const look = await lookAt(left, tellVault)
      expect(look).toMatchObject({ ...sound, unlock: 'ok' })
      expect([told, newer]).toContain(look.told)
    })
    home.remove()
  },
  test,
)
