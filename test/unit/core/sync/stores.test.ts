import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBaseStore, withPush } from '../../../../main/core/sync/base-store.ts'
import { openConflictStore } from '../../../../main/core/sync/conflict-store.ts'
import { createProgress } from '../../../../main/core/sync/progress.ts'
import { keptResults, keptRuns, openRunStore } from '../../../../main/core/sync/run-store.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import type { Conflict, OperationResult, SyncProgress } from '../../../../shared/sync-model.ts'
import { resultOf, runOf } from '../../../support/plans.ts'
import { makeVault, type TestHome, unwrap } from '../../../support/vault.ts'
import { makeBase } from './planning.ts'

const dayMs = 86_400_000
const place = { target: 'prod', region: 'eu-west-1' }
const other = { target: 'prod', region: 'us-east-1' }

let home: TestHome
let vault: Vault
beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
})
afterEach(() => {
  vault.close()
  home.remove()
})

async function reopen(): Promise<void> {
  vault.close()
  vault = await home.unlock()
}

describe('bases', () => {
  const keep = (bases: ReturnType<typeof openBaseStore>, at: typeof place, name: string): void => {
    const moved = bases.moved(at, { state: makeBase({ name, remoteName: name }), pushed: [] })
    unwrap(vault.changeRecords([moved.change]))
    moved.commit()
  }

  it('are by place and name, and there after a lock', async () => {
    const bases = openBaseStore(vault)
    keep(bases, place, 'app/a')
    keep(bases, place, 'app/b')
    keep(bases, other, 'app/a')
    await reopen()
    const again = openBaseStore(vault)
    expect([...again.rows(place).keys()].sort()).toEqual(['app/a', 'app/b'])
    expect(again.get(other, 'app/a')?.state).toEqual(makeBase({ name: 'app/a', remoteName: 'app/a' }))
    expect(
      again
        .ofSecret('app/a')
        .map(({ region }) => region)
        .sort(),
    ).toEqual(['eu-west-1', 'us-east-1'])
  })

  it('are forgotten one by one, or with their target', async () => {
    const bases = openBaseStore(vault)
    for (const name of ['app/a', 'app/b']) keep(bases, place, name)
    keep(bases, { target: 'prod-2', region: 'eu-west-1' }, 'app/a')
    const before = bases.revision()
    unwrap(bases.forget(place, ['app/a']))
    expect(bases.revision()).toBeGreaterThan(before)
    const ended = bases.ended('prod')
    unwrap(vault.changeRecords(ended.changes))
    ended.commit()
    expect(bases.rows(place).size).toBe(0)
    await reopen()
    const left = openBaseStore(vault)
    expect([left.rows(place).size, left.rows({ target: 'prod-2', region: 'eu-west-1' }).size]).toEqual([0, 1])
  })

  it('know the pushes of the last day, and some before them', () => {
    let pushed = withPush([], 'first', 0)
    for (let at = 1; at <= 150; at += 1) pushed = withPush(pushed, `id ${at}`, at * 60_000)
    expect(pushed).toHaveLength(120)
    expect(pushed[0]?.id).toBe('id 150')
    expect(withPush(pushed, 'later', 3 * dayMs)).toHaveLength(10)
  })
})

describe('conflicts', () => {
  const conflict = (name: string): Conflict => ({
    ...place,
    name,
    remoteName: name,
    baseVersionId: null,
    localVersionId: 'a',
    remoteVersionId: 'b',
    foundAt: 1,
    keys: null,
    mergeable: false,
  })

  it('are there after a lock, until they are settled or over', async () => {
    const conflicts = openConflictStore(vault)
    for (const name of ['app/a', 'app/b', 'app/c']) {
      const found = conflicts.found(conflict(name))
      unwrap(vault.changeRecords([found.change]))
      found.commit()
    }
    await reopen()
    const again = openConflictStore(vault)
    expect(again.of(place)).toHaveLength(3)
    expect(again.of(other)).toEqual([])
    const settled = again.settled([conflict('app/a')])
    unwrap(vault.changeRecords(settled.changes))
    settled.commit()
    unwrap(again.keepOnly(place, new Set(['app/c'])))
    expect(again.all().map(({ name }) => name)).toEqual(['app/c'])
    await reopen()
    expect(openConflictStore(vault).all()).toEqual([conflict('app/c')])
  })
})

describe('the history', () => {
  it('keeps the newest runs', async () => {
    const runs = openRunStore(vault)
    for (let at = 1; at <= keptRuns + 5; at += 1) runs.keep(runOf({ id: `run ${at}`, ...place, endedAt: at }))
    expect(runs.list(2).map(({ id }) => id)).toEqual([`run ${keptRuns + 5}`, `run ${keptRuns + 4}`])
    await reopen()
    const again = openRunStore(vault).list(500)
    expect(again).toHaveLength(keptRuns)
    expect(again.at(-1)?.id).toBe('run 6')
  })

  it('keeps of a long run what went wrong before what went well', () => {
    const results: OperationResult[] = Array.from({ length: keptResults + 50 }, (_, at) =>
      resultOf({ name: `app/${at}`, outcome: at % 300 === 0 ? 'problem' : 'done' }),
    )
    const runs = openRunStore(vault)
    runs.keep(runOf({ results }))
    const [kept] = runs.list(1)
    expect(kept?.results).toHaveLength(keptResults)
    expect(kept?.results.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['problem', 'problem', 'done'])
  })

  it('knows the last run of a place, and the last that was whole', () => {
    const runs = openRunStore(vault)
    runs.keep(runOf({ id: 'whole', ...place, endedAt: 1 }))
    runs.keep(runOf({ id: 'cut', ...place, endedAt: 2, outcome: 'partly' }))
    runs.keep(runOf({ id: 'elsewhere', ...other, endedAt: 3 }))
    expect([runs.last(place).done?.id, runs.last(place).any?.id]).toEqual(['whole', 'cut'])
  })
})

describe('progress', () => {
  it('is told at most ten times a second, and estimated once there is enough to tell by', () => {
    let now = 0
    const told: (SyncProgress | null)[] = []
    const progress = createProgress(
      () => now,
      (one) => told.push(one),
    )
    for (let done = 0; done <= 200; done += 1) {
      progress.report(place, 'applying', done, 400)
      now += 20
    }
    expect(told).toHaveLength(41)
    expect(told[10]).toMatchObject({ done: 50, total: 400, remainingMs: 7_000 })
    expect(told[1]?.remainingMs).toBeNull()
    expect(progress.current()?.done).toBe(200)
    progress.end()
    progress.end()
    expect(told.slice(41)).toEqual([null])
    expect(progress.current()).toBeNull()
  })
  it('of several regions is that of one, until that one is through', () => {
    const told: (SyncProgress | null)[] = []
    const progress = createProgress(
      () => told.length * 1_000,
      (one) => told.push(one),
    )
    progress.report(place, 'applying', 0, 2)
    progress.report(other, 'applying', 1, 9)
    progress.report(place, 'applying', 1, 2)
    progress.report(other, 'applying', 2, 9)
    progress.report(place, 'applying', 2, 2)
    progress.report(other, 'applying', 3, 9)
    progress.report(other, 'applying', 4, 9)
    expect(told.map((one) => one && [one.region, one.done])).toEqual([
      [place.region, 0],
      [place.region, 0],
      [place.region, 1],
      [place.region, 1],
      [place.region, 2],
      [other.region, 3],
      [other.region, 4],
    ])
  })
})
