import { describe, expect, it } from 'vitest'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import { type Achieved, baseAfter } from '../../../../main/core/sync/plan-base.ts'
import type { PlanInput } from '../../../../main/core/sync/plan-input.ts'
import type { BaseState } from '../../../../shared/sync-model.ts'
import { arn, jsonDigest, makeBase, makeInput, makeLocal, makeRemote, makeTarget, now, version } from './planning.ts'

/** The row after the first operation of the plan. */
function baseOf(input: PlanInput, told: Partial<Achieved> = {}): BaseState | null {
  const [operation] = planTarget(input).operations
  if (operation === undefined) throw new Error('the plan is empty')
  const [base = null] = input.bases
  const [local = null] = input.locals
  const [remote = null] = input.remotes
  return baseAfter(operation, { base, local, remote, kmsKeyId: input.target.kmsKeyId, now, ...told })
}

describe('the base row', () => {
  it('of a create says what was sent, and that Coffer created it', () => {
    const locals = [makeLocal({ description: 'd', tags: { team: 'a' } })]
    const input = makeInput({ target: makeTarget({ kmsKeyId: 'k1' }), locals })
    expect(baseOf(input, { arn: 'arn:new' })).toEqual({
      name: 'app/db',
      remoteName: 'app/db',
      arn: 'arn:new',
      created: true,
      deletionAt: null,
      agreedAt: now,
      current: version('B'),
      stages: {},
      description: 'd',
      tags: { team: 'a' },
      kmsKeyId: 'k1',
    })
  })

  it('of a first pull says what came, and that another created it', () => {
    const remotes = [
      makeRemote({
        description: 'd',
        tags: { team: 'a' },
        stages: { AWSCURRENT: version('B'), AWSPREVIOUS: version('A') },
      }),
    ]
    expect(baseOf(makeInput({ remotes }))).toMatchObject({
      created: false,
      arn,
      current: version('B'),
      description: 'd',
      tags: { team: 'a' },
      stages: { AWSPREVIOUS: version('A') },
    })
  })

  it('of a push moves to the pushed version, and knows what AWSPREVIOUS became', () => {
    const locals = [makeLocal({ current: version('L') })]
    const input = makeInput({ bases: [makeBase()], locals, remotes: [makeRemote()] })
    expect(baseOf(input)).toMatchObject({ current: version('L'), stages: { AWSPREVIOUS: version('B') }, agreedAt: now })
  })

  it('of one step leaves every other field as it was, so that a cut-off run is planned on', () => {
    const base = makeBase({ description: 'old', tags: { a: '1' } })
    const locals = [makeLocal({ current: version('L'), description: 'new', tags: { a: '2' } })]
    const after = baseOf(
      makeInput({ bases: [base], locals, remotes: [makeRemote({ description: 'old', tags: { a: '1' } })] }),
    )
    expect(after).toMatchObject({ current: version('L'), description: 'old', tags: { a: '1' } })
  })

  it('of an adoption takes what is equal and leaves open what differs', () => {
    const locals = [makeLocal({ description: 'ours', tags: { a: '1', b: '1' } })]
    const remotes = [makeRemote({ description: 'theirs', tags: { a: '1', b: '2' } })]
    expect(baseOf(makeInput({ locals, remotes }))).toMatchObject({
      current: version('B'),
      description: '',
      tags: { a: '1' },
      created: false,
    })
  })

  it('of an adoption of our own version with our mark says that Coffer created it: a crash came between', () => {
    expect(baseOf(makeInput({ locals: [makeLocal()], remotes: [makeRemote()] }))?.created).toBe(true)
    expect(baseOf(makeInput({ locals: [makeLocal()], remotes: [makeRemote({ tags: {} })] }))?.created).toBe(false)
  })

  it('of deletions keeps their end, and of a restore forgets it', () => {
    const gone = makeInput({ bases: [makeBase()], locals: [makeLocal({ deletionAt: 1 })], remotes: [makeRemote()] })
    expect(baseOf(gone, { deletionAt: 77 })).toMatchObject({ deletionAt: 77, created: true })
    const remotes = [makeRemote({ deletedAt: 1 })]
    const back = makeInput({ bases: [makeBase({ deletionAt: 77 })], locals: [makeLocal()], remotes })
    expect(baseOf(back)).toMatchObject({ deletionAt: null, current: version('B') })
  })

  it('of a merge moves to their version, so that ours is what changed', () => {
    const digests = { base: jsonDigest({}), local: jsonDigest({ a: '1' }), remote: jsonDigest({ b: '1' }) }
    const input = makeInput({
      bases: [makeBase()],
      locals: [makeLocal({ current: version('L') })],
      remotes: [makeRemote({ current: version('R') })],
      digests: new Map([['app/db', digests]]),
    })
    expect(baseOf(input)?.current).toBe(version('R'))
  })

  it('of a secret made anew in AWS under the name is no secret of ours any more', () => {
    const remotes = [makeRemote({ arn: 'arn:other', current: version('R') })]
    const input = makeInput({ bases: [makeBase()], locals: [makeLocal()], remotes })
    expect(baseOf(input)).toMatchObject({ arn: 'arn:other', created: false })
  })

  it('does not take note of a private stage', () => {
    const stages = { AWSCURRENT: version('B'), 'COFFER-SYNC': version('L') }
    const input = makeInput({ bases: [makeBase()], locals: [makeLocal()], remotes: [makeRemote({ stages })] })
    expect(planTarget(input).operations[0]?.detail.stage).toBe('COFFER-SYNC')
    expect(baseOf(input)).toMatchObject({ stages: {}, current: version('B'), agreedAt: now })
  })

  it('knows the agreed version as AWSPREVIOUS when AWS moved on, so that it is no news once the vault has purged it', () => {
    const stages = { AWSCURRENT: version('R'), AWSPREVIOUS: version('B') }
    const remotes = [makeRemote({ current: version('R'), stages })]
    const input = makeInput({ bases: [makeBase()], locals: [makeLocal()], remotes })
    const base = baseOf(input)
    expect(base).toMatchObject({ current: version('R'), stages: { AWSPREVIOUS: version('B') } })
    const purged = makeLocal({ current: version('R') })
    expect(planTarget({ ...input, bases: base === null ? [] : [base], locals: [purged] }).operations).toEqual([])
  })

  it('is not moved by a conflict or by replicas', () => {
    const target = makeTarget({ replicas: [{ region: 'us-east-1', kmsKeyId: null }] })
    const input = makeInput({ target, bases: [makeBase()], locals: [makeLocal()], remotes: [makeRemote()] })
    expect(planTarget(input).operations[0]?.action).toBe('replicate')
    expect(baseOf(input)).toBeNull()
  })

  it('is dropped once the secret is gone on both sides', () => {
    const input = makeInput({ bases: [makeBase({ deletionAt: 1 })] })
    expect(planTarget(input)).toMatchObject({ operations: [], forget: ['app/db'], unchanged: 0 })
  })
})
