import { describe, expect, it } from 'vitest'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import type { PlanInput, ValueDigests } from '../../../../main/core/sync/plan-input.ts'
import type { RemoteSecret } from '../../../../main/core/sync/remote.ts'
import { syncDirections } from '../../../../shared/sync-model.ts'
import { type DecisionRow, decisionRows, expected, type Policy, policies, sentence } from './decision-rows.ts'
import {
  jsonDigest,
  makeBase,
  makeInput,
  makeLocal,
  makeRemote,
  makeTarget,
  now,
  outcome,
  textDigest,
  version,
} from './planning.ts'

const soon = now + 5 * 86_400_000

/** What both changed sides hold, by how the row says they compare. */
const digestsOf: Record<string, ValueDigests> = {
  'same value': { base: textDigest('old'), local: textDigest('new'), remote: textDigest('new') },
  'other keys': {
    base: jsonDigest({ user: '1', password: '1' }),
    local: jsonDigest({ user: '2', password: '1' }),
    remote: jsonDigest({ user: '1', password: '1', host: '1' }),
  },
  'other value': { base: textDigest('old'), local: textDigest('ours'), remote: textDigest('theirs') },
}
const strangers: ValueDigests = {
  base: null,
  local: jsonDigest({ user: '1', password: '1' }),
  remote: jsonDigest({ user: '1', host: '1' }),
}

function inputOf(row: DecisionRow, direction: PlanInput['target']['direction'], policy: Policy): PlanInput {
  const { base, local, remote, alike } = row
  const mine = version(local === 'changed' ? 'L' : 'B')
  const theirs = alike === 'same version' ? mine : version(remote === 'changed' ? 'R' : 'B')
  const digests = base === 'none' && alike === 'other keys' ? strangers : digestsOf[alike]
  const ours = makeLocal({ current: mine, deletionAt: local === 'scheduled' ? soon : null })
  const other = makeRemote({ current: theirs, deletedAt: remote === 'scheduled' ? soon : null })
  return makeInput({
    target: makeTarget({ direction, deletion: policy === 'never' ? { kind: 'never' } : { kind: 'schedule', days: 7 } }),
    bases: base === 'none' ? [] : [makeBase({ deletionAt: base === 'deleted' ? soon : null })],
    locals: local === 'gone' ? [] : [ours],
    remotes: remote === 'gone' ? [] : [other],
    fresh: new Set(['app/db']),
    digests: new Map(digests === undefined ? [] : [['app/db', digests]]),
  })
}

const cases = decisionRows.flatMap((row) =>
  syncDirections.flatMap((direction) =>
    policies.map((policy) => ({ row, direction, policy, name: sentence(row, direction, policy) })),
  ),
)

describe('the decision table', () => {
  it('has a row for every combination of states', () => {
    const states = (base: string) =>
      base === 'none' ? ['gone', 'changed', 'scheduled'] : ['gone', 'same', 'changed', 'scheduled']
    const wanted = ['none', 'agreed', 'deleted'].flatMap((base) =>
      states(base).flatMap((local) =>
        states(base).flatMap((remote) =>
          (local === 'changed' && remote === 'changed'
            ? ['same version', 'same value', 'other keys', 'other value']
            : ['']
          ).map((alike) => [base, local, remote, alike].join()),
        ),
      ),
    )
    const rows = decisionRows.map(({ base, local, remote, alike }) => [base, local, remote, alike].join())
    expect(rows.toSorted()).toEqual(wanted.toSorted())
  })

  it.each(cases)('$name', ({ row, direction, policy }) => {
    expect(outcome(planTarget(inputOf(row, direction, policy)))).toBe(expected(row, direction, policy))
  })
})

describe('a version that is not approved', () => {
  it.each(cases)('never reaches AWS: $name', ({ row, direction, policy }) => {
    const input = inputOf(row, direction, policy)
    const locals = input.locals.map((local) => ({ ...local, approved: [] }))
    const { operations } = planTarget({ ...input, locals })
    const wanted = planTarget(input).operations
    expect(operations.map(({ action }) => action)).toEqual(wanted.map(({ action }) => action))
    for (const step of operations) {
      if (step.action === 'push' || step.action === 'create') expect(step.waitsFor).toBe('approval')
    }
  })

  it('shows in the plan as waiting, and costs nothing', () => {
    const planned = planTarget(makeInput({ locals: [makeLocal({ approved: [] })] }))
    expect(outcome(planned)).toBe('create!')
    expect(planned.operations[0]?.why).toBe('It is here and not in AWS yet. It waits until you approve its version.')
    expect(planned).toMatchObject({ calls: 0, monthlyCostChangeUsd: 0 })
  })

  it('keeps its restore waiting too, when only the edit would bring the secret back', () => {
    const locals = [makeLocal({ current: version('L'), approved: [] })]
    const remotes = [makeRemote({ deletedAt: soon })]
    expect(outcome(planTarget(makeInput({ bases: [makeBase()], locals, remotes })))).toBe('restore!, push!')
  })

  it('does not hold back a restore that the user made here', () => {
    const locals = [makeLocal({ current: version('L'), approved: [] })]
    const remotes = [makeRemote({ deletedAt: soon })]
    const bases = [makeBase({ deletionAt: soon })]
    expect(outcome(planTarget(makeInput({ bases, locals, remotes })))).toBe('restore, push!')
  })
})

describe('strangers of one name', () => {
  it('share neither tags nor labels before a person has picked a side', () => {
    const stages = { AWSCURRENT: version('B'), BLUE: version('B') }
    const locals = [makeLocal({ stages, tags: { a: '1' }, description: 'ours' })]
    const remotes = [makeRemote({ current: version('R'), tags: { b: '1' } })]
    const digests = new Map([['app/db', { base: null, local: textDigest('x'), remote: textDigest('y') }]])
    expect(outcome(planTarget(makeInput({ locals, remotes, digests })))).toBe('conflict?')
    const deleted = remotes.map((remote) => ({ ...remote, deletedAt: soon }))
    expect(outcome(planTarget(makeInput({ locals, remotes: deleted })))).toBe('restore?, push?')
  })

  it('are offered the rest with their merge, and what is not approved waits all the same', () => {
    const stages = { AWSCURRENT: version('B'), BLUE: version('A') }
    const locals = [makeLocal({ stages, approved: [version('B')], tags: { a: '1' } })]
    const remotes = [makeRemote({ current: version('R'), tags: { b: '1' } })]
    const digests = new Map([['app/db', strangers]])
    const planned = planTarget(makeInput({ locals, remotes, digests }))
    expect(outcome(planned)).toBe('merge?, push BLUE!, tag?, pull-update?')
    expect(planned.calls).toBe(0)
  })
})

describe('a secret that changed in AWS before it was deleted there', () => {
  it('is restored when it changed here too, and nothing is pushed over what is there', () => {
    const locals = [makeLocal({ current: version('L') })]
    const remotes = [makeRemote({ current: version('R'), deletedAt: soon })]
    expect(outcome(planTarget(makeInput({ bases: [makeBase()], locals, remotes })))).toBe('restore')
  })

  it('and went back keeps the version that came and went before ours takes its label away', () => {
    const locals = [makeLocal({ current: version('L') })]
    const stages = { AWSCURRENT: version('B'), AWSPREVIOUS: version('Q') }
    const remotes = [makeRemote({ stages, deletedAt: soon })]
    const bases = [makeBase()]
    expect(outcome(planTarget(makeInput({ bases, locals, remotes })))).toBe('restore, pull-version AWSPREVIOUS, push')
    const unapproved = locals.map((local) => ({ ...local, approved: [] }))
    expect(outcome(planTarget(makeInput({ bases, locals: unapproved, remotes })))).toBe('restore!, push!')
  })
})

const pullOnlyKinds: readonly [string, Partial<RemoteSecret>][] = [
  ['AWS owns', { owningService: 'rds' }],
  ['AWS rotates', { rotation: { schedule: 'rate(30 days)', nextAt: null } }],
  ['is a replica', { primaryRegion: 'us-east-1' }],
]

describe.each(pullOnlyKinds)('a secret that %s is pull-only', (_, change) => {
  const readsOnly = ['pull-create', 'pull-version', 'pull-label', 'pull-update', 'pull-delete', 'adopt', 'conflict']

  it.each(cases)('nothing is written there: $name', ({ row, direction, policy }) => {
    const input = inputOf(row, direction, policy)
    const { operations } = planTarget({ ...input, remotes: input.remotes.map((remote) => ({ ...remote, ...change })) })
    const written = operations.filter(({ action }) => !readsOnly.includes(action))
    expect(written.filter(({ action }) => input.remotes.length > 0 || action !== 'create')).toEqual([])
  })
})

describe('a rotation in flight', () => {
  const pending = { AWSCURRENT: version('B'), AWSPENDING: version('P') }

  it('holds back a push', () => {
    const locals = [makeLocal({ current: version('L') })]
    const remotes = [makeRemote({ stages: pending })]
    const planned = planTarget(makeInput({ bases: [makeBase()], locals, remotes }))
    expect(outcome(planned)).toBe('note')
    expect(planned.notes[0]?.message).toBe(
      'Changed here, but the secret is pull-only: a rotation is in progress in AWS.',
    )
  })

  it('is over when AWSPENDING is on the current version', () => {
    const locals = [makeLocal({ current: version('L') })]
    const remotes = [makeRemote({ stages: { AWSCURRENT: version('B'), AWSPENDING: version('B') } })]
    expect(outcome(planTarget(makeInput({ bases: [makeBase()], locals, remotes })))).toBe('push')
  })

  it('never carries AWSPENDING to either side', () => {
    const locals = [makeLocal({ stages: { AWSCURRENT: version('B'), AWSPENDING: version('Q') } })]
    expect(
      outcome(planTarget(makeInput({ bases: [makeBase()], locals, remotes: [makeRemote({ stages: pending })] }))),
    ).toBe('nothing')
  })

  it('asks for no decision while both sides have changed', () => {
    const locals = [makeLocal({ current: version('L') })]
    const remotes = [
      makeRemote({ current: version('R'), stages: { AWSCURRENT: version('R'), AWSPENDING: version('P') } }),
    ]
    const planned = planTarget(makeInput({ bases: [makeBase()], locals, remotes }))
    expect(outcome(planned)).toBe('note')
    expect(planned.notes[0]?.message).toBe(
      'Changed on both sides; nothing is decided while a rotation is in progress in AWS.',
    )
  })
})
