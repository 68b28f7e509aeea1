/**
 * Whatever happens on either side, between syncs and in the middle of one: no value is lost, nothing foreign is deleted, and
 * a person who approves and settles comes to "nothing to do" in three clean runs at most. The cases run on a vault file and on the
 * test server's world without HTTP; test/aws/sync-runs.test.ts does the same over the wire.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeletionPolicy, syncDirections } from '../../shared/sync-model.ts'
import { seedOfCi } from '../support/repeatable.ts'
import { type Fault, type SyncCase, startSyncCase } from '../support/sync/sync-case.ts'
import { type Edit, regions, type Side } from '../support/sync/sync-edits.ts'
import { makeHome, type TestHome } from '../support/vault.ts'

const numRuns = process.env.SLOW === undefined ? 2_000 : 100_000
/** Told before anything runs: a run that is ended from outside can be had again too. SEED and SEED_PATH replay one. */
const seed = Number(process.env.SEED ?? seedOfCi ?? Math.floor(Math.random() * 0x7fff_ffff))
const path = process.env.SEED_PATH === undefined ? {} : { path: process.env.SEED_PATH }
process.stderr.write(`test/property/sync.test.ts: ${numRuns} cases, SEED=${seed}\n`)

let template: TestHome

beforeAll(async () => {
  template = makeHome()
  await template.create()
})
afterAll(() => template.remove())

const name = fc.constantFrom('app/a', 'app/b', 'app/c')
const side = fc.constantFrom<Side>('here', 'here', ...regions)
const value = fc.oneof(
  fc.nat(99).map((count) => `plain ${count}`),
  fc
    .record({ user: fc.constantFrom('ann', 'bob', 'eve'), password: fc.nat(9) }, { requiredKeys: [] })
    .map((fields) => JSON.stringify(fields)),
)
const times = fc.constantFrom(1, 1, 1, 3)
const text = fc.constantFrom('', 'p', 'q')
const word = <const T extends string>(kind: T) => fc.constant(kind)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: word('put'), name, side, value, approved: fc.boolean(), times }) },
  { weight: 1, arbitrary: fc.record({ kind: word('describe'), name, side, text }) },
  { weight: 2, arbitrary: fc.record({ kind: word('tag'), name, side, text }) },
  { weight: 2, arbitrary: fc.record({ kind: word('label'), name, side, nth: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: word('rollback'), name, side }) },
  { weight: 1, arbitrary: fc.record({ kind: word('delete'), name, side }) },
  { weight: 1, arbitrary: fc.record({ kind: word('restore'), name, side }) },
  { weight: 1, arbitrary: fc.record({ kind: word('purge'), name, side: fc.constantFrom(...regions) }) },
)
const at = fc.integer({ min: 1, max: 14 })
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    at,
    do: fc.constantFrom('drop-before', 'drop-after', 'throttle', 'expire', 'cancel', 'kill-before', 'kill-after'),
  }),
  fc.record({ at, do: fc.constantFrom('kill-write-before', 'kill-write-after') }),
  fc.record({ at, do: word('edit'), edit }),
)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: word('edit'), edit }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: word('sync'),
      faults: fc.oneof(fc.constant([]), fc.array(fault, { minLength: 1, maxLength: 3 })),
      accept: fc.boolean(),
      override: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: word('wait'), minutes: fc.constantFrom(1, 4, 30) }) },
)
const rules = fc.record({
  direction: fc.constantFrom('both' as const, 'both' as const, ...syncDirections),
  deletion: fc.constantFrom<DeletionPolicy>({ kind: 'never' }, { kind: 'schedule', days: 7 }),
  listLagMs: fc.constantFrom(0, 0, 120_000),
  pruneAfterMs: fc.constantFrom(0, 86_400_000),
  pace: fc.nat(),
})
const choices = fc.infiniteStream(fc.constantFrom('local' as const, 'remote' as const, 'merge' as const))

async function play(world: SyncCase, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  for (const one of steps) {
    if (one.kind === 'edit') world.edit(one.edit)
    else if (one.kind === 'wait') world.wait(one.minutes * 60_000)
    else await world.run(one)
  }
}

/**
 * Three clean runs. One that found conflicts does not count, because what was chosen begins anew from there: with two regions
 * a value that comes from one may be in conflict with the other only then.
 */
async function settleDown(world: SyncCase, choose: () => 'local' | 'remote' | 'merge'): Promise<void> {
  let clean = 0
  for (let run = 0; run < 7 && clean < 3; run += 1) {
    if ((await world.cleanRun(choose)) === 0) clean += 1
    if ((await world.rest()).length === 0) return
  }
}

describe('syncing a vault with two regions', () => {
  it('comes to no change in at most three clean runs, with every value kept, whatever happened before', async () => {
    await fc.assert(
      fc.asyncProperty(rules, fc.array(step, { maxLength: 18, size: 'max' }), choices, async (given, steps, choose) => {
        const world = await startSyncCase({ template: template.path, ...given })
        try {
          await play(world, steps)
          await settleDown(world, () => choose.next().value)
          expect(await world.rest()).toEqual([])
          world.check()
          expect(world.broken).toEqual([])
        } finally {
          await world.close()
        }
      }),
      { numRuns, seed, ...path, timeout: 20_000 },
    )
  }, 3_600_000)
})
