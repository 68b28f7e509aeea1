import { describe, expect, it } from 'vitest'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import type { PlanInput } from '../../../../main/core/sync/plan-input.ts'
import { sameKey } from '../../../../main/core/sync/plan-metadata.ts'
import type { Tags } from '../../../../shared/model.ts'
import type { SyncDirection } from '../../../../shared/sync-model.ts'
import { makeBase, makeInput, makeLocal, makeRemote, makeTarget, outcome, version } from './planning.ts'

const mark = { 'coffer:managed': 'true' }

interface Sides<T> {
  readonly base?: T
  readonly local: T
  readonly remote: T
}

function withDescriptions({ base, local, remote }: Sides<string>, direction: SyncDirection = 'both'): PlanInput {
  return makeInput({
    target: makeTarget({ direction }),
    bases: base === undefined ? [] : [makeBase({ description: base })],
    locals: [makeLocal({ description: local })],
    remotes: [makeRemote({ description: remote })],
  })
}

function withTags({ base, local, remote }: Sides<Tags>, direction: SyncDirection = 'both'): PlanInput {
  return makeInput({
    target: makeTarget({ direction }),
    bases: base === undefined ? [] : [makeBase({ tags: base })],
    locals: [makeLocal({ tags: local })],
    remotes: [makeRemote({ tags: { ...mark, ...remote } })],
  })
}

/** By direction: both, push, pull. */
type Row<T> = readonly [sentence: string, sides: Sides<T>, both: string, push: string, pull: string]

const descriptionRows: readonly Row<string>[] = [
  ['changed here goes there', { base: 'a', local: 'b', remote: 'a' }, 'update', 'update', 'nothing'],
  ['changed there comes here', { base: 'a', local: 'a', remote: 'b' }, 'pull-update', 'nothing', 'pull-update'],
  ['emptied here is emptied there', { base: 'a', local: '', remote: 'a' }, 'update', 'update', 'nothing'],
  ['changed alike on both is agreed', { base: 'a', local: 'b', remote: 'b' }, 'adopt', 'adopt', 'adopt'],
  ['changed on both asks', { base: 'a', local: 'b', remote: 'c' }, 'update?', 'update?', 'pull-update?'],
  ['only here at first goes there', { local: 'b', remote: '' }, 'adopt, update', 'adopt, update', 'adopt'],
  ['only there at first comes', { local: '', remote: 'b' }, 'adopt, pull-update', 'adopt', 'adopt, pull-update'],
  ['different at first asks', { local: 'b', remote: 'c' }, 'adopt, update?', 'adopt, update?', 'adopt, pull-update?'],
]

const one = { a: '1' }
const two = { a: '2' }
const three = { a: '3' }
const other = { b: '2' }
const tagRows: readonly Row<Tags>[] = [
  ['added here goes there', { base: {}, local: one, remote: {} }, 'tag', 'tag', 'nothing'],
  ['added there comes here', { base: {}, local: {}, remote: one }, 'pull-update', 'nothing', 'pull-update'],
  ['changed here goes there', { base: one, local: two, remote: one }, 'tag', 'tag', 'nothing'],
  ['taken away here is taken away there', { base: one, local: {}, remote: one }, 'untag', 'untag', 'nothing'],
  ['taken away there goes here too', { base: one, local: one, remote: {} }, 'pull-update', 'nothing', 'pull-update'],
  ['taken away on both is agreed', { base: one, local: {}, remote: {} }, 'adopt', 'adopt', 'adopt'],
  ['changed on both asks', { base: one, local: two, remote: three }, 'tag?', 'tag?', 'pull-update?'],
  ['taken away here, changed there asks', { base: one, local: {}, remote: two }, 'untag?', 'untag?', 'pull-update?'],
  ['of different keys merge', { base: {}, local: one, remote: other }, 'tag, pull-update', 'tag', 'pull-update'],
  [
    'on one side each at first are added, none is taken away',
    { local: one, remote: other },
    'adopt, tag, pull-update',
    'adopt, tag',
    'adopt, pull-update',
  ],
  ['different at first asks', { local: one, remote: two }, 'adopt, tag?', 'adopt, tag?', 'adopt, pull-update?'],
  [
    "AWS's own are nobody's change",
    { base: {}, local: {}, remote: { 'aws:cloudformation:stack-name': 'x' } },
    'nothing',
    'nothing',
    'nothing',
  ],
]

describe('a description', () => {
  it.each(descriptionRows)('%s', (_, sides, both, push, pull) => {
    expect(outcome(planTarget(withDescriptions(sides, 'both')))).toBe(both)
    expect(outcome(planTarget(withDescriptions(sides, 'push')))).toBe(push)
    expect(outcome(planTarget(withDescriptions(sides, 'pull')))).toBe(pull)
  })

  it('that asks says what a yes would do', () => {
    const [step] = planTarget(withDescriptions({ base: 'a', local: 'b', remote: 'c' })).operations
    expect(step).toMatchObject({ detail: { description: 'b' }, waitsFor: 'decision', calls: 1 })
    expect(step?.why).toBe('The description changed here, and AWS changed it too: accept to replace what is there.')
  })
})

describe('a tag', () => {
  it.each(tagRows)('%s', (_, sides, both, push, pull) => {
    expect(outcome(planTarget(withTags(sides, 'both')))).toBe(both)
    expect(outcome(planTarget(withTags(sides, 'push')))).toBe(push)
    expect(outcome(planTarget(withTags(sides, 'pull')))).toBe(pull)
  })

  it('that marks what Coffer made is set by a create, and never copied here', () => {
    const [create] = planTarget(makeInput({ locals: [makeLocal({ tags: { team: 'a' } })] })).operations
    expect(create?.detail.tags).toEqual({ team: 'a', ...mark })
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, nth) => [`t${nth}`, '']))
    const [crowded] = planTarget(makeInput({ locals: [makeLocal({ tags: full })] })).operations
    expect([crowded?.detail.tags, crowded?.why]).toEqual([full, expect.stringContaining('no room for the mark')])
    const [pull] = planTarget(makeInput({ remotes: [makeRemote({ tags: { ...mark, team: 'a' } })] })).operations
    expect(pull?.detail.tags).toEqual({ team: 'a' })
  })

  it('may be called like something every object inherits', () => {
    const planned = planTarget(withTags({ base: {}, local: { constructor: 'x' }, remote: {} }))
    expect(planned.operations).toMatchObject([{ action: 'tag', detail: { tags: { constructor: 'x' } } }])
  })

  it('comes in one step with others that come and go', () => {
    const agreed = { a: '1', b: '1' }
    const planned = planTarget(withTags({ base: agreed, local: agreed, remote: { a: '2', c: '1' } }))
    expect(planned.operations).toMatchObject([
      { action: 'pull-update', detail: { tags: { a: '2', c: '1' }, tagKeys: ['b'] }, calls: 0 },
    ])
    expect(planned.operations[0]?.why).toBe('The tag a, the tag b and the tag c changed in AWS.')
  })
})

describe('a field that both sides changed', () => {
  it('is asked about only once a secret that waits for its restore is back', () => {
    const locals = [makeLocal({ current: version('L'), approved: [], tags: { a: '2' } })]
    const remotes = [makeRemote({ deletedAt: 1, tags: { a: '3' } })]
    const planned = planTarget(makeInput({ bases: [makeBase({ tags: { a: '1' } })], locals, remotes }))
    expect(outcome(planned)).toBe('restore!, push!')
  })
})

describe('the KMS key', () => {
  it.each<[string, string | null, string | null, string | null, string]>([
    ['as the rule says and as it was is nothing', 'k1', 'k1', 'k1', 'nothing'],
    ['changed in the rule goes there', 'k1', 'k2', 'k1', 'update'],
    ['taken out of the rule returns to the default key', 'k1', null, 'k1', 'update'],
    ['chosen in AWS stays while the rule stands', 'k1', 'k1', 'k2', 'nothing'],
    ['chosen in AWS and changed in the rule asks', 'k1', 'k3', 'k2', 'update?'],
    ['changed in the rule to what AWS has is agreed', 'k1', 'k2', 'k2', 'adopt'],
  ])('%s', (_, agreed, rule, there, wanted) => {
    const planned = planTarget(
      makeInput({
        target: makeTarget({ kmsKeyId: rule }),
        bases: [makeBase({ kmsKeyId: agreed })],
        locals: [makeLocal()],
        remotes: [makeRemote({ kmsKeyId: there })],
      }),
    )
    expect(outcome(planned)).toBe(wanted)
    if (wanted.startsWith('update')) expect(planned.operations[0]?.detail).toEqual({ kmsKeyId: rule })
  })

  it('of a secret found in AWS is left alone', () => {
    const target = makeTarget({ kmsKeyId: 'k1' })
    expect(outcome(planTarget(makeInput({ target, locals: [makeLocal()], remotes: [makeRemote()] })))).toBe('adopt')
  })

  it('is the same key as its ARN, and no key is the default key', () => {
    expect(sameKey('alias/app', 'arn:aws:kms:eu-west-1:111122223333:alias/app')).toBe(true)
    expect(sameKey('1234', 'arn:aws:kms:eu-west-1:111122223333:key/1234')).toBe(true)
    expect(sameKey(null, 'alias/aws/secretsmanager')).toBe(true)
    expect(sameKey(null, 'alias/app')).toBe(false)
    expect(sameKey('alias/app', 'alias/application')).toBe(false)
  })
})
