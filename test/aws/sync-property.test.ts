/**
 * The property of test/property/sync.test.ts over the wire: fewer cases, but the SDK, signatures, HTTP and its retries in
 * between, and a vault that is locked and opened again.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardNames } from '../../shared/sync-model.ts'
import { directOf } from '../support/aws/direct.ts'
import type { FaultKind } from '../support/aws/faults.ts'
import { startAwsServer } from '../support/aws/server.ts'
import { accountId, approve, type Edit, performEdit, regions, type Side } from '../support/sync/sync-edits.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, unwrap } from '../support/vault.ts'

const numRuns = process.env.SLOW === undefined ? 25 : 2_000

const name = fc.constantFrom('app/a', 'app/b')
const side = fc.constantFrom<Side>('here', ...regions)
const value = fc.oneof(
  fc.nat(9).map((count) => `plain ${count}`),
  fc.record({ user: fc.constantFrom('ann', 'bob'), password: fc.nat(3) }).map((fields) => JSON.stringify(fields)),
)
const word = <const T extends string>(kind: T) => fc.constant(kind)
const times = fc.constantFrom(1, 3)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: word('put'), name, side, value, approved: fc.boolean(), times }) },
  { weight: 1, arbitrary: fc.record({ kind: word('tag'), name, side, text: fc.constantFrom('', 'p') }) },
  { weight: 1, arbitrary: fc.record({ kind: word('rollback'), name, side }) },
  { weight: 1, arbitrary: fc.record({ kind: word('delete'), name, side }) },
)
const fault = fc.record({
  kind: fc.constantFrom<FaultKind>(
    { do: 'drop-before' },
    { do: 'drop-after' },
    { do: 'throttle' },
    { do: 'status', status: 503 },
    { do: 'error', code: 'ExpiredTokenException' },
  ),
  skip: fc.nat(12),
  /** More than the adapter tries again, or fewer. */
  times: fc.constantFrom(1, 2, 30),
})
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: word('edit'), edit }) },
  { weight: 2, arbitrary: fc.record({ kind: word('sync'), faults: fc.array(fault, { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: word('lock') }) },
)

const override = [...guardNames]

async function cleanRun(wired: WiredSync): Promise<void> {
  wired.home.clock = Date.now()
  for (const { name, deletionAt, stages } of wired.vault.bodies())
    if (deletionAt === null && name.startsWith('app/'))
      for (const id of Object.values(stages)) approve(wired.vault, name, id, wired.home.clock)
  const { plans } = unwrap(await wired.sync.plan({}))
  const offered = plans.flatMap(({ operations }) => operations.filter(({ waitsFor }) => waitsFor === 'decision'))
  unwrap(await wired.sync.apply(actor, { skip: [], accept: offered.map(({ id }) => id), override }))
  for (const { name, target, region } of wired.sync.conflicts())
    wired.sync.resolve(actor, { name, target, region }, { take: 'local' })
}

const openSteps = async (wired: WiredSync): Promise<readonly string[]> => {
  const { plans, problems } = unwrap(await wired.sync.plan({}))
  return [
    ...problems.map(({ message }) => message),
    ...plans.flatMap(({ operations }) => operations.map(({ id }) => id)),
  ]
}

describe('syncing over the wire', () => {
  it('comes to no change, with one current version on all sides, whatever happened before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const server = await startAwsServer({ accounts: [accountId] })
        const deletion = { kind: 'schedule', days: 7 } as const
        let wired = await startWiredSync(server, { regions: [...regions], deletion })
        const direct = directOf(server.control.world)
        const written = new Map<string, string>()
        try {
          for (const one of steps) {
            if (one.kind === 'edit') performEdit(written, wired.vault, direct, one.edit, () => undefined)
            else if (one.kind === 'lock') wired = await wired.again()
            else {
              for (const { kind, ...when } of one.faults) server.faults.add({ ...kind, ...when })
              wired.home.clock = Date.now()
              await wired.sync.apply(actor, { skip: [], accept: [], override })
              server.faults.clear()
            }
          }
          for (let run = 0; run < 6 && (run === 0 || (await openSteps(wired)).length > 0); run += 1)
            await cleanRun(wired)
          expect(await openSteps(wired)).toEqual([])
          for (const region of regions)
            for (const { name, stages, deletionAt } of server.control.secrets(accountId, region)) {
              if (deletionAt !== undefined) continue
              const here = unwrap(wired.vault.body(name))
              if (here.deletionAt !== null) continue
              const seen = [...stages].filter(([stage]) => stage !== 'AWSPREVIOUS')
              expect(seen).toEqual([['AWSCURRENT', here.stages.AWSCURRENT]])
            }
          for (const key of written.keys()) {
            const [name = '', id = '', where] = key.split(' ')
            if (where === 'here') expect(wired.vault.holds(name, id)).toBe(true)
          }
        } finally {
          await wired.close()
          await server.close()
        }
      }),
      { numRuns },
    )
  }, 3_600_000)
})
