import { describe, expect, it } from 'vitest'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import type { PlanInput } from '../../../../main/core/sync/plan-input.ts'
import type { SyncDirection } from '../../../../shared/sync-model.ts'
import { makeBase, makeInput, makeLocal, makeRemote, makeTarget, outcome, version } from './planning.ts'

type Stages = Readonly<Record<string, string>>
const at = (letters: Stages): Stages =>
  Object.fromEntries(Object.entries(letters).map(([stage, letter]) => [stage, version(letter)]))

/** Both sides are on version B after A; the stages given come on top, by the letters of their versions. */
function withStages(base: Stages | null, local: Stages, remote: Stages, direction: SyncDirection = 'both'): PlanInput {
  const stages = (letters: Stages) => at({ AWSCURRENT: 'B', AWSPREVIOUS: 'A', ...letters })
  return makeInput({
    target: makeTarget({ direction }),
    bases: base === null ? [] : [makeBase({ stages: at({ AWSPREVIOUS: 'A', ...base }) })],
    locals: [makeLocal({ stages: stages(local) })],
    remotes: [makeRemote({ stages: stages(remote) })],
  })
}

const onA = { BLUE: 'A' }
const onB = { BLUE: 'B' }
const onX = { BLUE: 'X' }
const green = { GREEN: 'A' }

/** By direction: both, push, pull. */
type Row = readonly [string, Stages | null, Stages, Stages, both: string, push: string, pull: string]
const rows: readonly Row[] = [
  ['put here on a version that AWS has', {}, onB, {}, 'label BLUE', 'label BLUE', 'nothing'],
  ['put here on a version that AWS has not', {}, onX, {}, 'push BLUE', 'push BLUE', 'nothing'],
  ['moved here', onA, onB, onA, 'label BLUE', 'label BLUE', 'nothing'],
  ['taken away here', onA, {}, onA, 'label BLUE', 'label BLUE', 'nothing'],
  ['put there on a version that the vault has', {}, {}, onA, 'pull-label BLUE', 'nothing', 'pull-label BLUE'],
  ['put there on a version that the vault has not', {}, {}, onX, 'pull-version BLUE', 'nothing', 'pull-version BLUE'],
  ['taken away there', onA, onA, {}, 'pull-label BLUE', 'nothing', 'pull-label BLUE'],
  ['moved alike on both', onA, onB, onB, 'adopt', 'adopt', 'adopt'],
  ['moved to different versions asks', {}, onA, onB, 'label BLUE?', 'label BLUE?', 'pull-label BLUE?'],
  [
    'on one side each at first: both are carried',
    null,
    onB,
    green,
    'adopt, label BLUE, pull-label GREEN',
    'adopt, label BLUE',
    'adopt, pull-label GREEN',
  ],
  ['different at first asks', null, onA, onB, 'adopt, label BLUE?', 'adopt, label BLUE?', 'adopt, pull-label BLUE?'],
  ['that is private to sync stays here', {}, { 'COFFER-THEIRS': 'A' }, {}, 'nothing', 'nothing', 'nothing'],
]

describe('a custom stage', () => {
  it.each(rows)('%s', (_, base, local, remote, both, push, pull) => {
    expect(outcome(planTarget(withStages(base, local, remote, 'both')))).toBe(both)
    expect(outcome(planTarget(withStages(base, local, remote, 'push')))).toBe(push)
    expect(outcome(planTarget(withStages(base, local, remote, 'pull')))).toBe(pull)
  })

  it('names the version that holds it now, so that the move is guarded', () => {
    const [step] = planTarget(withStages(onA, onB, onA)).operations
    expect(step?.detail).toEqual({ stage: 'BLUE', moveTo: version('B'), removeFrom: version('A') })
  })

  it('puts an unapproved version into AWS only after its approval', () => {
    const input = withStages({}, onX, {})
    const locals = input.locals.map((local) => ({ ...local, approved: [version('B')] }))
    expect(outcome(planTarget({ ...input, locals }))).toBe('push BLUE!')
  })

  it('that both sides moved waits for the approval first, when the version is not approved', () => {
    const input = withStages({}, onX, onB)
    const locals = input.locals.map((local) => ({ ...local, approved: [version('B')] }))
    expect(outcome(planTarget({ ...input, locals }))).toBe('push BLUE!')
  })

  it('follows the version that is pushed in the same plan, and waits with it', () => {
    const locals = [makeLocal({ current: version('L'), stages: at({ AWSCURRENT: 'L', BLUE: 'L' }) })]
    const input = makeInput({ bases: [makeBase()], locals, remotes: [makeRemote()] })
    expect(outcome(planTarget(input))).toBe('push, label BLUE')
    const unapproved = locals.map((local) => ({ ...local, approved: [] }))
    expect(outcome(planTarget({ ...input, locals: unapproved }))).toBe('push!, label BLUE!')
  })

  it('goes along with a create and with a first pull', () => {
    const stages = at({ AWSCURRENT: 'B', BLUE: 'A', GREEN: 'B' })
    expect(outcome(planTarget(makeInput({ locals: [makeLocal({ stages })] })))).toBe('create, push BLUE, label GREEN')
    const pulled = planTarget(makeInput({ remotes: [makeRemote({ stages })] }))
    expect(outcome(pulled)).toBe('pull-create, pull-version BLUE, pull-label GREEN')
  })

  it('that does not fit into the 20 of all versions is said, and stays', () => {
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`S${index}`, 'B']))
    const planned = planTarget(withStages(many, { ...many, BLUE: 'B', GREEN: 'B', T: 'B' }, many))
    expect(outcome(planned)).toBe('label BLUE')
    expect(planned.notes.map(({ message }) => message)).toEqual([
      'The label GREEN is not carried: a secret has at most 20 staging labels in AWS.',
      'The label T is not carried: a secret has at most 20 staging labels in AWS.',
    ])
  })

  it('fits again when another is taken away', () => {
    const many = Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`S${index}`, 'B']))
    const { S0: _, ...fewer } = many
    expect(outcome(planTarget(withStages(many, { ...fewer, T: 'B' }, many)))).toBe('label S0, label T')
  })

  it('that comes with a push finds what the push leaves, AWSPREVIOUS included', () => {
    const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`S${index}`, 'B']))
    const plan = (count: number) =>
      planTarget(
        makeInput({
          bases: [makeBase({ stages: at(named(count)) })],
          locals: [
            makeLocal({ current: version('L'), stages: at({ ...named(count), AWSCURRENT: 'L', T: 'L', U: 'L' }) }),
          ],
          remotes: [makeRemote({ stages: at({ ...named(count), AWSCURRENT: 'B' }) })],
        }),
      )
    expect(outcome(plan(16))).toBe('push, label T, label U')
    expect(outcome(plan(17))).toBe('push, label T')
    expect(plan(17).notes).toHaveLength(1)
  })

  it('that must be pushed needs room for itself and for the private stage', () => {
    const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`S${index}`, 'B']))
    expect(outcome(planTarget(withStages(named(16), { ...named(16), T: 'X' }, named(16))))).toBe('push T')
    expect(outcome(planTarget(withStages(named(17), { ...named(17), T: 'X' }, named(17))))).toBe('note')
  })

  it('leaves a push the room for its private stage, or that is said', () => {
    const many = at(Object.fromEntries(Array.from({ length: 19 }, (_, index) => [`S${index}`, 'B'])))
    const planned = planTarget(
      makeInput({
        bases: [makeBase({ stages: many })],
        locals: [makeLocal({ current: version('L'), stages: { ...many, AWSCURRENT: version('L') } })],
        remotes: [makeRemote({ stages: { ...many, AWSCURRENT: version('B') } })],
      }),
    )
    expect(outcome(planned)).toBe('note')
    expect(planned.notes[0]?.message).toContain('20 staging labels')
  })
})

describe("a cut-off push's private stage", () => {
  const leftover = at({ AWSCURRENT: 'B', 'COFFER-SYNC': 'L' })

  it('is taken away when nothing is to be pushed', () => {
    const input = makeInput({ bases: [makeBase()], locals: [makeLocal()], remotes: [makeRemote({ stages: leftover })] })
    const planned = planTarget(input)
    expect(outcome(planned)).toBe('label COFFER-SYNC')
    expect(planned.operations[0]?.detail).toEqual({ stage: 'COFFER-SYNC', moveTo: null, removeFrom: version('L') })
  })

  it('is left to a push that takes it along', () => {
    const remotes = [makeRemote({ stages: at({ AWSCURRENT: 'B', 'COFFER-SYNC': 'X' }) })]
    const locals = [makeLocal({ current: version('L') })]
    expect(outcome(planTarget(makeInput({ bases: [makeBase()], locals, remotes })))).toBe('push')
  })

  it('saves the put when it is on the very version to push: AWSCURRENT moves, then it is taken away', () => {
    const locals = [makeLocal({ current: version('L') })]
    const input = makeInput({ bases: [makeBase()], locals, remotes: [makeRemote({ stages: leftover })] })
    expect(outcome(planTarget(input))).toBe('label, label COFFER-SYNC')
  })

  it('is taken away before the push of another version uses it', () => {
    const locals = [makeLocal({ stages: at({ AWSCURRENT: 'B', BLUE: 'X' }) })]
    const input = makeInput({ bases: [makeBase()], locals, remotes: [makeRemote({ stages: leftover })] })
    expect(outcome(planTarget(input))).toBe('label COFFER-SYNC, push BLUE')
  })

  it('stays where this target may not write', () => {
    const target = makeTarget({ direction: 'pull' })
    const remotes = [makeRemote({ stages: leftover })]
    expect(outcome(planTarget(makeInput({ target, bases: [makeBase()], locals: [makeLocal()], remotes })))).toBe(
      'nothing',
    )
  })
})

describe('AWSPREVIOUS', () => {
  it('is kept in the history when it was current in AWS between two syncs', () => {
    const remotes = [makeRemote({ current: version('R'), stages: at({ AWSCURRENT: 'R', AWSPREVIOUS: 'Q' }) })]
    const planned = planTarget(makeInput({ bases: [makeBase()], locals: [makeLocal()], remotes }))
    expect(outcome(planned)).toBe('pull-version AWSPREVIOUS, pull-version')
    expect(planned.calls).toBe(3)
  })

  it('is no news when it is the agreed version, even if the vault has purged it', () => {
    const remotes = [makeRemote({ current: version('R'), stages: at({ AWSCURRENT: 'R', AWSPREVIOUS: 'B' }) })]
    const locals = [makeLocal({ current: version('R') })]
    expect(outcome(planTarget(makeInput({ bases: [makeBase()], locals, remotes })))).toBe('adopt')
  })

  it('is no news when the vault holds it, when it was there at the last sync, or at a first pull', () => {
    const remotes = [makeRemote({ stages: at({ AWSCURRENT: 'B', AWSPREVIOUS: 'Q' }) })]
    const held = makeInput({ bases: [makeBase()], locals: [makeLocal({ alsoHeld: [version('Q')] })], remotes })
    expect(outcome(planTarget(held))).toBe('nothing')
    const seen = makeBase({ stages: at({ AWSPREVIOUS: 'Q' }) })
    expect(outcome(planTarget(makeInput({ bases: [seen], locals: [makeLocal()], remotes })))).toBe('nothing')
    expect(outcome(planTarget(makeInput({ remotes })))).toBe('pull-create')
  })
})

describe('a rollback', () => {
  it('here moves AWSCURRENT in AWS without putting the version again', () => {
    const locals = [makeLocal({ current: version('A'), stages: at({ AWSCURRENT: 'A', AWSPREVIOUS: 'B' }) })]
    const remotes = [makeRemote({ stages: at({ AWSCURRENT: 'B', AWSPREVIOUS: 'A' }) })]
    const planned = planTarget(makeInput({ bases: [makeBase()], locals, remotes }))
    expect(outcome(planned)).toBe('label')
    expect(planned.operations[0]).toMatchObject({ expected: version('B'), versionId: version('A'), calls: 1 })
  })

  it('there moves AWSCURRENT here without reading a value, by a list of versions alone', () => {
    const locals = [makeLocal({ stages: at({ AWSCURRENT: 'B', AWSPREVIOUS: 'A' }) })]
    const remotes = [makeRemote({ current: version('A'), stages: at({ AWSCURRENT: 'A', AWSPREVIOUS: 'B' }) })]
    const planned = planTarget(makeInput({ bases: [makeBase()], locals, remotes }))
    expect(outcome(planned)).toBe('pull-label')
    expect(planned.calls).toBe(1)
  })
})
