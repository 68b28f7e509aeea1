import { describe, expect, it } from 'vitest'
import { guardIdentity, guardPlan, guardStale } from '../../../../main/core/sync/guards.ts'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import type { PlanInput } from '../../../../main/core/sync/plan-input.ts'
import { type GuardName, guardNames, type Halt } from '../../../../shared/sync-model.ts'
import { makeBase, makeInput, makeLocal, makeRemote, makeTarget, now, version } from './planning.ts'

const minuteMs = 60_000
const guard = (input: PlanInput): Halt | null => guardPlan(input, planTarget(input))

const named = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `app/s${index}`)

/** `count` agreed secrets, of which the first are deleted here, and the next in AWS. */
function withDeletions(count: number, here: number, there: number, change: Partial<PlanInput> = {}): PlanInput {
  const names = named(count)
  return makeInput({
    bases: names.map((name) => makeBase({ name, remoteName: name })),
    locals: names.map((name, index) => makeLocal({ name, deletionAt: index < here ? now + 1 : null })),
    remotes: names.map((name, index) =>
      makeRemote({ name, deletedAt: index >= here && index < here + there ? now + 1 : null }),
    ),
    ...change,
  })
}

function withPushes(pushedAt: readonly number[]): PlanInput {
  const locals = [makeLocal({ current: version('L'), pushedAt })]
  return makeInput({ bases: [makeBase()], locals, remotes: [makeRemote()] })
}

const other = makeTarget({ name: 'other' })
const overlapping = makeInput({ locals: [makeLocal()], otherTargets: [other] })

interface Row {
  readonly guard: GuardName
  readonly sentence: string
  readonly input: PlanInput
  readonly reason: string
  readonly overridable: boolean
}

const halts: readonly Row[] = [
  {
    guard: 'account-changed',
    sentence: 'the credentials are for another account',
    input: makeInput({ identity: { accountId: '999988887777', partition: 'aws' } }),
    reason: 'The credentials of prod are for account 999988887777 (aws), but the target is account 111122223333 (aws).',
    overridable: false,
  },
  {
    guard: 'account-changed',
    sentence: 'the credentials are for another partition',
    input: makeInput({ identity: { accountId: '111122223333', partition: 'aws-cn' } }),
    reason:
      'The credentials of prod are for account 111122223333 (aws-cn), but the target is account 111122223333 (aws).',
    overridable: false,
  },
  {
    guard: 'foreign-base',
    sentence: 'what was agreed was recorded by another vault',
    input: makeInput({ baseVaultId: 'vault-0' }),
    reason:
      'What prod last agreed on was recorded by another vault (vault-0); this is vault-1, a restored copy with a life of its own.',
    overridable: false,
  },
  {
    guard: 'name-collision',
    sentence: 'another target syncs the same remote name',
    input: overlapping,
    reason: 'prod and other both sync app/db in account 111122223333, eu-west-1.',
    overridable: false,
  },
  {
    guard: 'name-collision',
    sentence: 'another target maps another local name to the same remote name',
    input: makeInput({
      target: makeTarget({ localPrefix: 'one/', remotePrefix: 'app/' }),
      locals: [makeLocal({ name: 'one/db' }), makeLocal({ name: 'one/x' }), makeLocal({ name: 'two/db' })],
      otherTargets: [makeTarget({ name: 'other', localPrefix: 'two/', remotePrefix: 'app/' })],
    }),
    reason: 'prod and other both sync app/db in account 111122223333, eu-west-1 (and 1 more).',
    overridable: false,
  },
  {
    guard: 'name-collision',
    sentence: 'a replica would be made where the target syncs the same name itself',
    input: makeInput({
      target: makeTarget({
        regions: ['eu-west-1', 'us-east-1'],
        replicas: [{ region: 'us-east-1', kmsKeyId: null }],
      }),
      locals: [makeLocal()],
    }),
    reason: 'prod would make replicas in us-east-1, where it syncs the same names: app/db would be there twice.',
    overridable: false,
  },
  {
    guard: 'clock',
    sentence: 'this machine is more than 5 minutes behind',
    input: makeInput({ clock: { serverAt: now + 5 * minuteMs + 1, localAt: now } }),
    reason: "This machine's clock is 6 minutes behind the clock of AWS in eu-west-1; up to 5 minutes is fine.",
    overridable: true,
  },
  {
    guard: 'clock',
    sentence: 'this machine is more than 5 minutes ahead',
    input: makeInput({ clock: { serverAt: now - 61 * minuteMs, localAt: now } }),
    reason: "This machine's clock is 61 minutes ahead of the clock of AWS in eu-west-1; up to 5 minutes is fine.",
    overridable: true,
  },
  {
    guard: 'side-empty',
    sentence: 'AWS lists none of the agreed secrets',
    input: withDeletions(3, 0, 0, { remotes: [] }),
    reason: 'prod had 3 synced secrets in eu-west-1, and AWS lists 0 of them.',
    overridable: true,
  },
  {
    guard: 'side-empty',
    sentence: 'the vault holds none of the agreed secrets and they would be deleted',
    input: withDeletions(3, 0, 0, { locals: [] }),
    reason: 'The vault had 3 secrets synced with prod in eu-west-1, and holds 0 of them now.',
    overridable: true,
  },
  {
    guard: 'deletions',
    sentence: 'the only one would be deleted',
    input: withDeletions(1, 0, 1),
    reason:
      '1 of 1 synced secret of prod in eu-west-1 would be deleted (1 here, 0 in AWS), 100 %; up to 10 and 20 % go without asking.',
    overridable: true,
  },
  {
    guard: 'deletions',
    sentence: 'more than 20 % would be deleted',
    input: withDeletions(9, 1, 1),
    reason:
      '2 of 9 synced secrets of prod in eu-west-1 would be deleted (1 here, 1 in AWS), 22 %; up to 10 and 20 % go without asking.',
    overridable: true,
  },
  {
    guard: 'deletions',
    sentence: 'more than 10 would be deleted, however few of all they are',
    input: withDeletions(100, 5, 6),
    reason:
      '11 of 100 synced secrets of prod in eu-west-1 would be deleted (6 here, 5 in AWS), 11 %; up to 10 and 20 % go without asking.',
    overridable: true,
  },
  {
    guard: 'value-size',
    sentence: 'a value is larger than AWS takes',
    input: makeInput({ locals: [makeLocal({ sizeBytes: 65_537 })] }),
    reason: 'The value of app/db has 65537 bytes, and AWS takes 65536.',
    overridable: false,
  },
  {
    guard: 'write-rate',
    sentence: 'a secret would be written a seventh time within an hour',
    input: withPushes(Array.from({ length: 6 }, (_, index) => now - index * 9 * minuteMs)),
    reason: 'This would be write 7 of app/db within an hour; AWS asks for one in 10 minutes at most, 6 an hour.',
    overridable: true,
  },
  {
    guard: 'write-rate',
    sentence: 'a secret would be written more than 100 times within a day',
    input: withPushes(Array.from({ length: 100 }, (_, index) => now - (61 + index * 13) * minuteMs)),
    reason: 'This would be write 101 of app/db within 24 hours; AWS refuses more than about 100.',
    overridable: false,
  },
]

describe('a plan halts because', () => {
  it.each(halts)('$guard: $sentence', ({ guard: name, input, reason, overridable }) => {
    const halt = guard(input)
    expect(halt).toMatchObject({ guard: name, reason, overridable })
    expect(halt?.fix).toMatch(/^[A-Z].{20,}\.$/)
  })

  it.each(halts)(
    '$guard, and an override is heard only where it may be: $sentence',
    ({ guard: name, input, overridable }) => {
      const halt = guard({ ...input, overridden: guardNames })
      if (overridable) expect(halt?.guard).not.toBe(name)
      else expect(halt?.guard).toBe(name)
    },
  )
})

const goesOn: readonly [string, PlanInput][] = [
  ['the clock is 5 minutes off', makeInput({ clock: { serverAt: now - 5 * minuteMs, localAt: now } })],
  ['the server sent no clock', makeInput({ clock: null })],
  ['exactly 10 are deleted, a fifth of all', withDeletions(50, 5, 5)],
  ['nothing was ever agreed and AWS is empty', makeInput({ locals: [makeLocal()] })],
  ['nothing was ever agreed and the vault is empty', makeInput({ remotes: [makeRemote()], baseVaultId: null })],
  ['all were deleted here and the target never deletes', withDeletions(3, 3, 0, { target: makeTarget() })],
  ['a value is as large as AWS takes', makeInput({ locals: [makeLocal({ sizeBytes: 65_536 })] })],
  [
    'a value is too large but not approved, so it is not sent',
    makeInput({ locals: [makeLocal({ sizeBytes: 65_537, approved: [] })] }),
  ],
  ['a secret was written 5 times in the last hour', withPushes(Array.from({ length: 5 }, () => now - minuteMs))],
  ['a secret was written often, but longer ago', withPushes(Array.from({ length: 50 }, () => now - 61 * minuteMs))],
  ['pushes are dated after now, because the clock was set back', withPushes(Array.from({ length: 9 }, () => now + 1))],
  ['the other target has another account', { ...overlapping, otherTargets: [{ ...other, accountId: '999988887777' }] }],
  ['the other target has another region', { ...overlapping, otherTargets: [{ ...other, regions: ['us-east-1'] }] }],
  ['the other target has other names', { ...overlapping, otherTargets: [{ ...other, exclude: ['app/**'] }] }],
  ['the other target has other tags', { ...overlapping, otherTargets: [{ ...other, tags: { team: 'a' } }] }],
  [
    'the other target has another endpoint',
    { ...overlapping, otherTargets: [{ ...other, endpointUrl: 'http://127.0.0.1:1' }] },
  ],
]

describe('a plan goes on when', () => {
  it.each(goesOn)('%s', (_, input) => {
    const target = input.bases.length === 3 ? makeTarget({ deletion: { kind: 'never' } }) : input.target
    expect(guard({ ...input, target })).toBeNull()
  })
})

describe('the identity', () => {
  it('is asked before anything is listed', () => {
    expect(guardIdentity(makeInput())).toBeNull()
    expect(guardIdentity(makeInput({ identity: { accountId: '999988887777', partition: 'aws' } }))?.guard).toBe(
      'account-changed',
    )
  })

  it('comes before every other doubt', () => {
    const input = withDeletions(3, 0, 0, { remotes: [], identity: { accountId: '999988887777', partition: 'aws' } })
    expect(guard(input)?.guard).toBe('account-changed')
  })
})

describe('a kept plan', () => {
  const plan = { madeAt: now, revision: 4 }

  it('is applied while the vault is as it was and it is fresh', () => {
    expect(guardStale(plan, { revision: 4, now: now + 15 * minuteMs })).toBeNull()
  })

  it.each([
    [
      'the vault has changed',
      { revision: 6, now },
      'The vault has changed since this plan was made (revision 4 then, 6 now).',
    ],
    [
      'it is old',
      { revision: 4, now: now + 15 * minuteMs + 1 },
      'This plan is 16 minutes old; after 15 minutes AWS may have changed.',
    ],
    [
      'the clock went back',
      { revision: 4, now: now - minuteMs },
      'This plan was made 1 minute in the future: the clock was set back.',
    ],
  ])('is stale when %s', (_, at, reason) => {
    expect(guardStale(plan, at)).toEqual({
      guard: 'stale-plan',
      reason,
      fix: 'Make a new plan and apply that one.',
      overridable: false,
    })
  })
})

describe('the guards', () => {
  it('are each shown by a row above, but for the one of kept plans', () => {
    const shown = new Set(halts.map(({ guard: name }) => name))
    expect(guardNames.filter((name) => !shown.has(name))).toEqual(['stale-plan'])
  })
})
