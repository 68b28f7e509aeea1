import { describe, expect, it } from 'vitest'
import { callsCostUsd, prices } from '../../../../main/core/sync/cost.ts'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import type { PlanInput } from '../../../../main/core/sync/plan-input.ts'
import { confirmationsNeeded } from '../../../../main/core/sync/plan-needs.ts'
import type { ReplicaStatus } from '../../../../main/core/sync/remote.ts'
import type { BaseState } from '../../../../shared/sync-model.ts'
import {
  jsonDigest,
  makeBase,
  makeInput,
  makeLocal,
  makeRemote,
  makeTarget,
  now,
  outcome,
  version,
} from './planning.ts'

const soon = now + 1
const named = (name: string) => ({ name, remoteName: name })
const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `app/s${String(index).padStart(4, '0')}`)

describe('a deletion here goes to AWS', () => {
  const deleted = (base: Partial<BaseState>, remote: Partial<PlanInput['remotes'][number]> = {}): PlanInput =>
    makeInput({ bases: [makeBase(base)], locals: [makeLocal({ deletionAt: soon })], remotes: [makeRemote(remote)] })

  it('with the window of the target, guarded by the version it was made from', () => {
    const [step] = planTarget(deleted({})).operations
    expect(step).toMatchObject({
      action: 'delete',
      expected: version('B'),
      detail: { recoveryWindowDays: 7 },
      calls: 2,
    })
  })

  it.each<[string, PlanInput, string]>([
    ['Coffer did not create it', deleted({ created: false }), 'Coffer did not create it there'],
    ['its mark was taken away', deleted({}, { tags: {} }), 'Coffer did not create it there'],
    ['it was made anew there under the name', deleted({}, { arn: 'arn:other' }), 'Coffer did not create it there'],
    ['it has replicas', deleted({}, { primaryRegion: 'eu-west-1' }), 'it has replicas, which AWS wants removed first'],
    ['a service owns it', deleted({}, { owningService: 'rds' }), 'rds manages it in AWS'],
    [
      'AWS rotates it',
      deleted({}, { rotation: { schedule: 'rate(30 days)', nextAt: null } }),
      'AWS rotates it (rate(30 days))',
    ],
  ])('never when %s', (_, input, reason) => {
    const planned = planTarget(input)
    expect(planned.operations).toEqual([])
    expect(planned.notes).toEqual([{ name: 'app/db', message: `Deleted here; it stays in AWS, because ${reason}.` }])
  })
})

describe('the order of a plan', () => {
  it('is by name, a restore before its push, labels after it, metadata last, deletions at the end', () => {
    const names = ['a', 'b', 'c', 'd']
    const input = makeInput({
      bases: ['a', 'b', 'd'].map((name) => makeBase(named(name))),
      locals: [
        makeLocal({ name: 'a', deletionAt: soon }),
        makeLocal({
          name: 'b',
          current: version('L'),
          stages: { AWSCURRENT: version('L'), BLUE: version('L') },
          description: 'new',
          tags: { a: '1' },
        }),
        makeLocal({ name: 'c' }),
        makeLocal({ name: 'd' }),
      ],
      remotes: [
        makeRemote({ name: 'a' }),
        makeRemote({ name: 'b', deletedAt: soon }),
        makeRemote({ name: 'd', deletedAt: soon }),
      ],
      fresh: new Set(names),
    })
    expect(planTarget(input).operations.map(({ action, name }) => `${action} ${name}`)).toEqual([
      'restore b',
      'push b',
      'label b',
      'update b',
      'tag b',
      'create c',
      'delete a',
      'pull-delete d',
    ])
  })

  it('does not depend on the order of the sides', () => {
    const names = many(5)
    const input = makeInput({
      locals: names.map((name) => makeLocal({ name })),
      remotes: ['z', 'y'].map((name) => makeRemote({ name })),
    })
    const turned = { ...input, locals: input.locals.toReversed(), remotes: input.remotes.toReversed() }
    expect(planTarget(turned)).toEqual(planTarget(input))
  })
})

describe('the ids of operations', () => {
  it('say what is done to which secret and where, and tell labels and offers apart', () => {
    const locals = [makeLocal({ current: version('L'), stages: { AWSCURRENT: version('L'), BLUE: version('L') } })]
    const pushed = planTarget(makeInput({ bases: [makeBase()], locals, remotes: [makeRemote()] }))
    expect(pushed.operations.map(({ id }) => id)).toEqual([
      'push:app/db@prod/eu-west-1',
      'label:app/db#BLUE@prod/eu-west-1',
    ])
    const offered = planTarget(
      makeInput({ locals: [makeLocal()], remotes: [makeRemote({ current: version('R'), deletedAt: soon })] }),
    )
    expect(offered.operations.map(({ id }) => id)).toEqual([
      'restore:app/db?@prod/eu-west-1',
      'push:app/db?@prod/eu-west-1',
    ])
  })
})

describe('calls', () => {
  it('are none for a plan without changes, however many secrets', () => {
    const names = many(2_500)
    const planned = planTarget(
      makeInput({
        bases: names.map((name) => makeBase(named(name))),
        locals: names.map((name) => makeLocal({ name })),
        remotes: names.map((name) => makeRemote({ name })),
      }),
    )
    expect(planned).toEqual({
      operations: [],
      notes: [],
      unchanged: 2_500,
      calls: 0,
      monthlyCostChangeUsd: 0,
      forget: [],
    })
  })

  it.each([
    [0, 0],
    [1, 1],
    [20, 1],
    [21, 2],
    [101, 6],
    [2_500, 125],
  ])('of a first pull of %i secrets are %i reads', (count, reads) => {
    const planned = planTarget(makeInput({ remotes: many(count).map((name) => makeRemote({ name })) }))
    expect(planned.operations).toHaveLength(count)
    expect(planned.calls).toBe(reads)
    expect(planned.operations.reduce((sum, { calls }) => sum + calls, 0)).toBe(reads)
  })

  it('are 3 for a push and 1 for a create', () => {
    const push = makeInput({
      bases: [makeBase()],
      locals: [makeLocal({ current: version('L') })],
      remotes: [makeRemote()],
    })
    expect(planTarget(push).calls).toBe(3)
    expect(planTarget(makeInput({ locals: [makeLocal()] })).calls).toBe(1)
  })

  it('of what waits for a person are not counted', () => {
    const planned = planTarget(makeInput({ locals: [makeLocal({ approved: [] })] }))
    expect(planned.operations[0]?.calls).toBe(1)
    expect(planned.calls).toBe(0)
  })
})

describe('a read that waits for a decision', () => {
  it('is priced alone: what is read without one still carries its own call', () => {
    const digests = new Map([['a', { base: null, local: jsonDigest({ x: '1' }), remote: jsonDigest({ y: '1' }) }]])
    const locals = [makeLocal({ name: 'a' })]
    const remotes = [makeRemote({ name: 'a', current: version('R') }), makeRemote({ name: 'b' })]
    const planned = planTarget(makeInput({ locals, remotes, digests }))
    expect(planned.operations.map(({ action, calls }) => [action, calls])).toEqual([
      ['merge', 1],
      ['pull-create', 1],
    ])
    expect(planned.calls).toBe(1)
  })
})

describe('the monthly bill', () => {
  const replicas = [
    { region: 'us-east-1', kmsKeyId: null },
    { region: 'eu-west-1', kmsKeyId: null },
  ]

  it('is dated, and by the price list of AWS', () => {
    expect(prices).toMatchObject({ secretMonthUsd: 0.4, replicaMonthUsd: 0.4, usdPer10000Calls: 0.05 })
    expect(prices.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(callsCostUsd(86_400)).toBeCloseTo(0.432)
  })

  it('grows by $0.40 for a secret and as much for a replica, the region of the secret itself left out', () => {
    const target = makeTarget({ replicas })
    const planned = planTarget(makeInput({ target, locals: [makeLocal()] }))
    expect(planned.operations[0]?.detail.replicas).toEqual([{ region: 'us-east-1', kmsKeyId: null }])
    expect(planned.monthlyCostChangeUsd).toBe(0.8)
  })

  it('shrinks when a deletion is scheduled, and grows when it is taken back', () => {
    const bases = [makeBase()]
    const remove = makeInput({ bases, locals: [makeLocal({ deletionAt: soon })], remotes: [makeRemote()] })
    expect(planTarget(remove).monthlyCostChangeUsd).toBe(-0.4)
    const edited = [makeLocal({ current: version('L') })]
    const restore = makeInput({ bases, locals: edited, remotes: [makeRemote({ deletedAt: soon })] })
    expect(planTarget(restore).monthlyCostChangeUsd).toBe(0.4)
  })

  it('adds up without rounding dust, and pulls cost nothing', () => {
    const locals = many(3).map((name) => makeLocal({ name }))
    expect(planTarget(makeInput({ locals })).monthlyCostChangeUsd).toBe(1.2)
    expect(planTarget(makeInput({ remotes: [makeRemote()] })).monthlyCostChangeUsd).toBe(0)
  })
})

describe('replicas', () => {
  const target = makeTarget({ replicas: [{ region: 'us-east-1', kmsKeyId: 'alias/x' }] })
  const status = (change: Partial<ReplicaStatus>): ReplicaStatus => ({
    region: 'us-east-1',
    status: 'InSync',
    message: null,
    ...change,
  })
  const withReplicas = (known: readonly ReplicaStatus[] | null, change: Partial<PlanInput> = {}): PlanInput =>
    makeInput({
      target,
      bases: [makeBase()],
      locals: [makeLocal()],
      remotes: [makeRemote(known === null ? {} : { primaryRegion: 'eu-west-1' })],
      replicas: new Map(known === null ? [] : [['app/db', known]]),
      ...change,
    })

  it.each<[string, readonly ReplicaStatus[] | null, string]>([
    ['that were never made are ordered', null, 'replicate'],
    ['that are missing are ordered', [], 'replicate'],
    ['that are in sync are left alone', [status({})], 'nothing'],
    ['that are being made are awaited', [status({ status: 'InProgress' })], 'nothing'],
    ['that failed are ordered again', [status({ status: 'Failed', message: 'KMS key is disabled' })], 'replicate'],
    [
      'whose name is taken there are told, and another try is offered',
      [status({ status: 'Failed', message: 'Secret with this name already exists in this region' })],
      'replicate?',
    ],
    ['of other regions are nobody’s business', [status({}), status({ region: 'sa-east-1' })], 'nothing'],
  ])('%s', (_, known, wanted) => {
    expect(outcome(planTarget(withReplicas(known)))).toBe(wanted)
  })

  it('carry the key of the rule, and say why', () => {
    const failed = [status({ status: 'Failed', message: 'KMS key is disabled' })]
    expect(planTarget(withReplicas(failed)).operations[0]).toMatchObject({
      detail: { replicas: [{ region: 'us-east-1', kmsKeyId: 'alias/x' }] },
      why: 'The replica in us-east-1 failed: KMS key is disabled.',
    })
  })

  it('are not ordered for what Coffer did not create', () => {
    expect(outcome(planTarget(withReplicas(null, { bases: [makeBase({ created: false })] })))).toBe('nothing')
  })

  it('are looked up once when nobody knows them, and again while they are being made', () => {
    const remotes = [makeRemote({ primaryRegion: 'eu-west-1' })]
    const unknown = withReplicas(null, { remotes, fresh: new Set() })
    expect(confirmationsNeeded(unknown)).toEqual(['app/db'])
    expect(outcome(planTarget(unknown))).toBe('nothing')
    expect(confirmationsNeeded(withReplicas([status({ status: 'InProgress' })], { fresh: new Set() }))).toEqual([
      'app/db',
    ])
    expect(confirmationsNeeded(withReplicas([status({})], { fresh: new Set() }))).toEqual([])
    const notOurs = { remotes, bases: [makeBase({ created: false })], fresh: new Set<string>() }
    expect(confirmationsNeeded(withReplicas(null, notOurs))).toEqual([])
  })
})

describe('a secret without a value', () => {
  const empty = { current: null, stages: {} }

  it('here is not created in AWS yet, and that is said', () => {
    const planned = planTarget(makeInput({ locals: [makeLocal({ ...empty, sizeBytes: null })] }))
    expect(planned.notes).toEqual([
      { name: 'app/db', message: 'It has no value yet: it is created in AWS with its first one.' },
    ])
  })

  it('there comes here as it is, without a read', () => {
    const planned = planTarget(makeInput({ remotes: [makeRemote(empty)] }))
    expect(planned.operations).toMatchObject([{ action: 'pull-create', versionId: null, calls: 0 }])
  })

  it('on one side never wins over a value on the other', () => {
    const here = makeInput({ locals: [makeLocal()], remotes: [makeRemote(empty)] })
    expect(outcome(planTarget(here))).toBe('push')
    expect(planTarget(here).operations[0]).toMatchObject({ expected: null, detail: { removeFrom: null } })
    const there = makeInput({ bases: [makeBase()], locals: [makeLocal({ ...empty })], remotes: [makeRemote()] })
    expect(outcome(planTarget(there))).toBe('pull-version')
  })

  it('on both sides is agreed', () => {
    expect(outcome(planTarget(makeInput({ locals: [makeLocal(empty)], remotes: [makeRemote(empty)] })))).toBe('adopt')
  })
})
