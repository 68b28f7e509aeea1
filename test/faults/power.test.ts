import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { createDisk, type Disk, type Loss, parseChanges } from '../support/faults/disk.ts'
import { follow, randomFrom, tellModel, tellVault } from '../support/faults/life.ts'
import { buildShim, followRecord, parseRecord, shimFile, sized, startWorker } from '../support/faults/processes.ts'
import { fault, type Tally } from '../support/faults/report.ts'
import { unless } from '../support/provisions.ts'
import { makeHome, type TestHome, unwrap } from '../support/vault.ts'
import { createModel } from '../support/vault-model.ts'

const { test } = unless(buildShim())
const losses: readonly Loss[] = ['all', 'none', 'torn', 'torn']

/** A worker's life on a logged disk: what was there before, and every change after. */
async function loggedLife(home: TestHome, steps: number, synchronous?: 'NORMAL' | 'OFF') {
  await home.create()
  const before = new Map(
    readdirSync(home.folder).map((name) => [join(home.folder, name), readFileSync(join(home.folder, name))]),
  )
  const outside = mkdtempSync(join(tmpdir(), 'coffer-log-'))
  const log = join(outside, 'log')
  const record = join(home.folder, 'record')
  const task = { folder: home.folder, record, seed: 7, first: 0, steps, ...(synchronous && { synchronous }) }
  const worker = startWorker(task, { LD_PRELOAD: shimFile, FAULT_DIR: home.folder, FAULT_LOG: log })
  const { code, stderr } = await worker.ended
  expect([code, stderr]).toEqual([0, ''])
  const changes = parseChanges(readFileSync(log))
  rmSync(outside, { recursive: true })
  return { before, changes, record }
}

type Life = Awaited<ReturnType<typeof loggedLife>>

/** Cuts the power after the first `at` changes, which the disk has got, and looks at what is left: 'whole', 'lost' or a sentence about damage. */
async function lookAfter(disk: Disk, { changes, record }: Life, at: number, loss: Loss, tally: Tally): Promise<string> {
  const home = makeHome()
  mkdirSync(home.folder, { recursive: true })
  const files = disk.afterLoss(loss, randomFrom(at))
  for (const [path, content] of files) if (path !== record) writeFileSync(join(home.folder, basename(path)), content)
  const said = changes.slice(0, at).flatMap(({ kind, path, data }) => (kind === 'W' && path === record ? [data] : []))
  const life = parseRecord(Buffer.concat(said).toString())
  const model = createModel()
  const underWay = followRecord(model, life)
  try {
    const vault = await home.unlock()
    const { faults } = unwrap(await vault.verify())
    const told = vault.isReadOnly() ? 'read-only' : tellVault(vault)
    vault.close()
    if (faults.length > 0) return faults.join()
    if (told === tellModel(model)) return 'whole'
    if (underWay !== null) follow(model, underWay)
    if (told !== tellModel(model)) return 'lost'
    tally.found('unacknowledged saves present whole')
    return 'whole'
  } catch (error) {
    return error instanceof Error ? error.message : 'failed'
  } finally {
    home.remove()
  }
}

/** Cuts the power at random changes, in order, so that one disk can follow all of them. */
async function* cutsThrough(life: Life, cuts: number, seed: number, kinds: readonly Loss[], tally: Tally) {
  const random = randomFrom(seed)
  const places = Array.from({ length: cuts }, () => random(life.changes.length + 1)).sort((a, b) => a - b)
  const disk = createDisk(life.before)
  let applied = 0
  for (const [number, at] of places.entries()) {
    for (const change of life.changes.slice(applied, at)) disk.apply(change)
    applied = at
    const loss = kinds[number % kinds.length] ?? 'all'
    tally.did(`cuts (${loss})`)
    yield { at, loss, outcome: await lookAfter(disk, life, at, loss, tally) }
  }
}

fault(
  'F2',
  'the power fails below the file layer: unsynced writes kept, dropped, torn at 512 bytes, reordered',
  async (tally) => {
    const home = makeHome()
    const life = await loggedLife(home, sized(150, 400))
    tally.did('changes logged', life.changes.length)
    tally.found('damaged vaults', 0)
    tally.found('acknowledged saves lost', 0)
    for await (const cut of cutsThrough(life, sized(400, 2_000), 2, losses, tally))
      expect(cut).toEqual({ ...cut, outcome: 'whole' })
    home.remove()
  },
  test,
)

fault(
  'F2',
  'the same with syncs left out, to show that this test sees a loss',
  async (tally) => {
    const home = makeHome()
    const life = await loggedLife(home, 80, 'OFF')
    let bad = 0
    for await (const { outcome } of cutsThrough(life, 60, 3, ['none', 'torn'], tally)) if (outcome !== 'whole') bad += 1
    tally.found('losses or damage, as must be', bad)
    expect(bad).toBeGreaterThan(5)
    home.remove()
  },
  test,
)
