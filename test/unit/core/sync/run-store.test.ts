import { afterEach, beforeEach, expect, it } from 'vitest'
import { keptRuns, openRunStore } from '../../../../main/core/sync/run-store.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import type { SyncRun } from '../../../../shared/sync-model.ts'
import { makeVault, type TestHome } from '../../../support/vault.ts'

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

let count = 0
const made = (more: Partial<SyncRun> = {}): SyncRun => {
  count += 1
  const at = { startedAt: count * 1_000, endedAt: count * 1_000 + 1 }
  const place = { target: 'prod', region: 'eu-west-1' }
  return {
    id: `run-${count}`,
    ...place,
    by: 'timer',
    ...at,
    outcome: 'done',
    halt: null,
    results: [],
    calls: 1,
    ...more,
  }
}
const failed = (more: Partial<SyncRun> = {}): SyncRun => made({ outcome: 'failed', message: 'Sign in again.', ...more })
const open = {
  id: 'conflict:a',
  action: 'conflict',
  name: 'a',
  outcome: 'conflict',
  code: null,
  message: null,
} as const
const done = { ...open, id: 'push:a', action: 'push', outcome: 'done' } as const

it('a night of the same failure leaves the runs before it where they were', () => {
  const runs = openRunStore(vault)
  const good = made({ results: [done] })
  runs.keep(good)
  for (let nth = 0; nth <= keptRuns; nth += 1) runs.keep(failed())
  expect(runs.list(10).map(({ outcome }) => outcome)).toEqual(['failed', 'done'])
  expect(runs.last(good).done?.id).toBe(good.id)
  expect(
    openRunStore(vault)
      .list(10)
      .map(({ id }) => id),
  ).toEqual([`run-${count}`, good.id])
})

it('a conflict that nobody settles is told once', () => {
  const runs = openRunStore(vault)
  for (let nth = 0; nth < 5; nth += 1) runs.keep(made({ results: [open] }))
  expect(runs.list(10)).toHaveLength(1)
})

it.each<[string, SyncRun]>([
  ['another message', failed({ message: 'No network.' })],
  ['another place', failed({ region: 'us-east-1' })],
  ['a person', failed({ by: 'user' })],
  ['other results', failed({ results: [open] })],
])('%s is another run', (_, other) => {
  const runs = openRunStore(vault)
  runs.keep(failed({ endedAt: 1 }))
  runs.keep(other)
  expect(runs.list(10)).toHaveLength(2)
})

it('what was done is told each time', () => {
  const runs = openRunStore(vault)
  for (let nth = 0; nth < 3; nth += 1) runs.keep(made({ results: [done] }))
  expect(runs.list(10)).toHaveLength(3)
})
