import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { copyOf, lookAt, removeFolder } from '../support/faults/homes.ts'
import { follow, tellModel, tellVault } from '../support/faults/life.ts'
import { buildShim, followRecord, isFull, readRecord, shimFile, startWorker } from '../support/faults/processes.ts'
import { fault, type Tally } from '../support/faults/report.ts'
import { unless } from '../support/provisions.ts'
import { makeHome } from '../support/vault.ts'
import { createModel } from '../support/vault-model.ts'

const { test } = unless(buildShim())
const numbers = { EIO: 5, ENOSPC: 28, EMFILE: 24 } as const
const diskFailures = ['io-error', 'disk-full', 'read-only']
type Kind = 'open' | 'write' | 'sync'
const plans: readonly { readonly kind: Kind; readonly error: keyof typeof numbers; readonly onwards: boolean }[] = [
  { kind: 'write', error: 'EIO', onwards: false },
  { kind: 'write', error: 'ENOSPC', onwards: false },
  { kind: 'write', error: 'ENOSPC', onwards: true },
  { kind: 'sync', error: 'EIO', onwards: false },
  { kind: 'sync', error: 'EIO', onwards: true },
  { kind: 'open', error: 'EMFILE', onwards: false },
  { kind: 'open', error: 'EIO', onwards: true },
]

/** A short life of a vault in `folder`, with the shim told `env`; answers what it recorded. */
async function liveWith(folder: string, env: Readonly<Record<string, string>>) {
  const record = join(mkdtempSync(join(tmpdir(), 'coffer-record-')), 'record')
  const task = { folder, record, seed: 5, first: 0, steps: 14 }
  const ended = await startWorker(task, { LD_PRELOAD: shimFile, FAULT_DIR: folder, ...env }).ended
  const life = readRecord(record)
  removeFolder(join(record, '..'))
  return { ended, life }
}

async function failOnce(tally: Tally, pristine: string, env: Readonly<Record<string, string>>): Promise<void> {
  const folder = copyOf(pristine)
  const { ended, life } = await liveWith(folder, env)
  // 0 is the end of a life, 3 a vault that said why it does not open; anything else is a crash.
  expect([env, ended.code, ended.code === 0 || ended.code === 3 ? '' : ended.stderr]).toEqual([env, ended.code, ''])
  if (life.refusals.length > 0) tally.found('refused to open, by name')
  tally.found('steps refused', life.steps.filter(({ ok }) => ok === false).length)
  const model = createModel()
  const underWay = followRecord(model, life)
  const look = await lookAt(folder, tellVault)
  expect([env, look.unlock, look.faults, look.readOnly]).toEqual([env, 'ok', [], false])
  if (look.told !== tellModel(model)) {
    // The first step the disk refused may be there whole: it took the save and then said no.
    const refused = life.steps.find(({ failure }) => failure !== undefined && diskFailures.includes(failure))
    const step = refused?.step ?? underWay
    if (step !== null) follow(model, step)
    tally.found('refused saves present whole')
  }
  expect([env, look.told]).toEqual([env, tellModel(model)])
  removeFolder(folder)
}

fault(
  'F12',
  'the n-th open, write or sync fails, once or from then on',
  async (tally) => {
    const home = makeHome()
    await home.create()
    const counts = join(mkdtempSync(join(tmpdir(), 'coffer-counts-')), 'counts')
    const dry = copyOf(home.folder)
    await liveWith(dry, { FAULT_COUNTS: counts })
    removeFolder(dry)
    const total = JSON.parse(readFileSync(counts, 'utf8')) as Record<Kind, number>
    removeFolder(join(counts, '..'))
    tally.found('false successes', 0)
    tally.found('crashes', 0)
    for (const { kind, error, onwards } of plans) {
      const step = isFull ? 1 : Math.max(1, Math.ceil(total[kind] / 14))
      for (let nth = 1; nth <= total[kind]; nth += step) {
        tally.did(`${error} at ${kind}${onwards ? ' and after' : ''}`)
        await failOnce(tally, home.folder, {
          FAULT_KIND: kind,
          FAULT_NTH: String(nth),
          FAULT_ERRNO: String(numbers[error]),
          FAULT_ONWARDS: onwards ? '1' : '0',
        })
      }
    }
    home.remove()
  },
  test,
)
