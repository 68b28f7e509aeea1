import { describe, expect, it } from 'vitest'
import { guardPlan } from '../../../../main/core/sync/guards.ts'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import { listLagMs, type PlanInput } from '../../../../main/core/sync/plan-input.ts'
import { confirmationsNeeded, valuesNeeded } from '../../../../main/core/sync/plan-needs.ts'
import {
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

/** Nothing described yet: what a plan starts from. */
const listedOnly = (change: Partial<PlanInput>): PlanInput => makeInput({ fresh: new Set(), ...change })
const recently = { agreedAt: now - listLagMs + 1 }
const moved = makeRemote({ current: version('R') })
const theRest = { name: 'app/other', remoteName: 'app/other' }
const others = {
  bases: [makeBase(theRest)],
  locals: [makeLocal({ name: theRest.name })],
  remotes: [makeRemote({ name: theRest.name })],
}

describe('values are read', () => {
  it('of secrets that are on both sides at a first sync, with different versions', () => {
    const input = makeInput({ locals: [makeLocal()], remotes: [moved] })
    expect(valuesNeeded(input)).toEqual([
      {
        name: 'app/db',
        remoteName: 'app/db',
        baseVersionId: null,
        localVersionId: version('B'),
        remoteVersionId: version('R'),
      },
    ])
  })

  it('of secrets that both sides changed', () => {
    const locals = [makeLocal({ current: version('L') })]
    const input = makeInput({ bases: [makeBase()], locals, remotes: [moved] })
    expect(valuesNeeded(input)).toMatchObject([{ baseVersionId: version('B'), localVersionId: version('L') }])
  })

  const changedHere = [makeLocal({ current: version('L') })]
  it.each<[string, Partial<PlanInput>]>([
    ['nothing changed', { bases: [makeBase()], locals: [makeLocal()], remotes: [makeRemote()] }],
    ['one side changed', { bases: [makeBase()], locals: [makeLocal()], remotes: [moved] }],
    ['the sides have the same version', { locals: [makeLocal()], remotes: [makeRemote()] }],
    ['the secret is on one side only', { remotes: [makeRemote()] }],
    ['a side has no value', { locals: [makeLocal()], remotes: [makeRemote({ current: null })] }],
    ['it is scheduled for deletion', { locals: changedHere, remotes: [{ ...moved, deletedAt: now }] }],
    [
      'a rotation is in progress',
      { locals: changedHere, remotes: [{ ...moved, stages: { ...moved.stages, AWSPENDING: version('P') } }] },
    ],
    [
      'the conflict is known already',
      {
        bases: [makeBase()],
        locals: changedHere,
        remotes: [moved],
        conflicts: [
          {
            target: 'prod',
            region: 'eu-west-1',
            name: 'app/db',
            remoteName: 'app/db',
            baseVersionId: version('B'),
            localVersionId: version('L'),
            remoteVersionId: version('R'),
            foundAt: now,
            keys: null,
            mergeable: false,
          },
        ],
      },
    ],
  ])('never when %s', (_, change) => {
    expect(valuesNeeded(makeInput(change))).toEqual([])
  })

  it('once more when a side moved on since the conflict was found', () => {
    const known = { target: 'prod', region: 'eu-west-1', name: 'app/db', remoteName: 'app/db', foundAt: now }
    const ids = { baseVersionId: version('B'), localVersionId: version('K'), remoteVersionId: version('R') }
    const conflicts = [{ ...known, ...ids, keys: null, mergeable: false }]
    const input = makeInput({ bases: [makeBase()], locals: changedHere, remotes: [moved], conflicts })
    expect(valuesNeeded(input)).toHaveLength(1)
  })
})

describe('a known conflict', () => {
  const ids = { baseVersionId: version('B'), localVersionId: version('L'), remoteVersionId: version('R') }
  const known = { target: 'prod', region: 'eu-west-1', name: 'app/db', remoteName: 'app/db', foundAt: now }
  const sides = { bases: [makeBase()], locals: [makeLocal({ current: version('L') })], remotes: [moved] }

  it('stays in the plan without another read', () => {
    const conflicts = [{ ...known, ...ids, keys: null, mergeable: false }]
    const planned = planTarget(makeInput({ ...sides, conflicts }))
    expect(outcome(planned)).toBe('conflict?')
    expect(planned.calls).toBe(0)
  })

  it('whose keys can be put together is offered again', () => {
    const keys = [
      { key: 'user', local: 'changed', remote: 'same' },
      { key: 'host', local: 'absent', remote: 'added' },
    ] as const
    const planned = planTarget(makeInput({ ...sides, conflicts: [{ ...known, ...ids, keys, mergeable: true }] }))
    expect(planned.operations).toMatchObject([
      { action: 'merge', detail: { keysFromLocal: ['user'], keysFromRemote: ['host'], conflictingKeys: [] } },
    ])
  })

  it('is not guessed when a value could not be read', () => {
    const planned = planTarget(makeInput(sides))
    expect(outcome(planned)).toBe('note')
    expect(planned.notes[0]?.message).toBe('Both sides changed, and a value could not be read to compare them.')
  })

  it('found now costs one read and one list of versions, which apply keeps in the history', () => {
    const digests = new Map([['app/db', { base: null, local: textDigest('a'), remote: textDigest('b') }]])
    expect(planTarget(makeInput({ ...sides, digests }))).toMatchObject({
      operations: [{ action: 'conflict' }],
      calls: 2,
    })
  })
})

describe('AWS is asked once more', () => {
  it.each<[string, PlanInput]>([
    [
      'when an agreed secret is missing from the list',
      listedOnly({ ...others, bases: [...others.bases, makeBase()], locals: [...others.locals, makeLocal()] }),
    ],
    [
      'when it differs from what was agreed moments ago',
      listedOnly({ bases: [makeBase(recently)], locals: [makeLocal()], remotes: [moved] }),
    ],
    [
      'when it is listed as live moments after its deletion',
      listedOnly({
        bases: [makeBase({ ...recently, deletionAt: now })],
        locals: [makeLocal({ deletionAt: now })],
        remotes: [makeRemote()],
      }),
    ],
    [
      'when a tag differs moments after',
      listedOnly({
        bases: [makeBase({ ...recently, tags: { a: '1' } })],
        locals: [makeLocal({ tags: { a: '1' } })],
        remotes: [makeRemote()],
      }),
    ],
    [
      'when a label differs moments after',
      listedOnly({
        bases: [makeBase({ ...recently, stages: { BLUE: version('B') } })],
        locals: [makeLocal()],
        remotes: [makeRemote()],
      }),
    ],
    [
      'when the list still shows the middle of our push',
      listedOnly({
        bases: [makeBase(recently)],
        locals: [makeLocal()],
        remotes: [makeRemote({ stages: { AWSCURRENT: version('B'), 'COFFER-SYNC': version('B') } })],
      }),
    ],
  ])('%s, and nothing is planned before it has answered', (_, input) => {
    expect(confirmationsNeeded(input)).toEqual(['app/db'])
    expect(planTarget(input).operations).toEqual([])
    expect(planTarget(input).notes).toMatchObject([{ name: 'app/db' }])
    expect(confirmationsNeeded({ ...input, fresh: new Set(['app/db']) })).toEqual([])
  })

  it.each<[string, PlanInput]>([
    [
      'when nothing changed',
      listedOnly({ bases: [makeBase(recently)], locals: [makeLocal()], remotes: [makeRemote()] }),
    ],
    [
      'when the agreement is older than a list can be',
      listedOnly({ bases: [makeBase({ agreedAt: now - listLagMs })], locals: [makeLocal()], remotes: [moved] }),
    ],
    ['when nothing was agreed', listedOnly({ locals: [makeLocal()] })],
    [
      'when the deletion was agreed and both sides keep it',
      listedOnly({
        ...others,
        bases: [...others.bases, makeBase({ deletionAt: now })],
        locals: [...others.locals, makeLocal({ deletionAt: now })],
      }),
    ],
    [
      'when the secret is not in the selection any more',
      listedOnly({ target: makeTarget({ exclude: ['app/db'] }), ...others, bases: [...others.bases, makeBase()] }),
    ],
    [
      'when not one agreed secret is listed: a guard halts first',
      listedOnly({ bases: [makeBase()], locals: [makeLocal()] }),
    ],
  ])('never %s', (_, input) => {
    expect(confirmationsNeeded(input)).toEqual([])
  })

  it('about some of an empty list, which may not show yet what was agreed: then nothing halts', () => {
    const names = Array.from({ length: 30 }, (_, index) => `app/s${index}`)
    const bases = names.map((name) => makeBase({ name, remoteName: name, agreedAt: now - 1_000 }))
    const input = listedOnly({ bases, locals: names.map((name) => makeLocal({ name })) })
    const asked = confirmationsNeeded(input)
    expect(asked).toHaveLength(20)
    const remotes = asked.map((name) => makeRemote({ name }))
    const confirmed = { ...input, remotes, fresh: new Set(asked) }
    const planned = planTarget(confirmed)
    expect(guardPlan(confirmed, planned)).toBeNull()
    expect(planned.operations).toEqual([])
    expect(planned.notes).toHaveLength(10)
    const gone = { ...input, fresh: new Set(asked) }
    expect(guardPlan(gone, planTarget(gone))).toMatchObject({ guard: 'side-empty' })
  })

  it('about an empty list when the user goes on after that halt', () => {
    const input = listedOnly({ bases: [makeBase()], locals: [makeLocal()], overridden: ['side-empty'] })
    expect(confirmationsNeeded(input)).toEqual(['app/db'])
  })

  it('and a secret that is confirmed gone is scheduled here, its value kept', () => {
    const input = listedOnly({ bases: [makeBase()], locals: [makeLocal()], fresh: new Set(['app/db']) })
    expect(outcome(planTarget(input))).toBe('pull-delete')
    expect(planTarget(input).operations[0]?.why).toBe(
      'It is gone from AWS and did not change here: it is scheduled for deletion here, its value is kept for 7 days.',
    )
  })
})
