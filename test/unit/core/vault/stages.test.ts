import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CURRENT,
  moveStage,
  PENDING,
  PREVIOUS,
  type StageMap,
  type StageMove,
  type StageResult,
  stagesAfterPut,
  stagesOf,
} from '../../../../main/core/vault/stages.ts'
import { limits } from '../../../../shared/model.ts'

type Held = Readonly<Record<string, string>>
const map = (held: Held): StageMap => new Map(Object.entries(held))
const held = (result: StageResult): Held | string =>
  result.ok ? Object.fromEntries(result.value) : `${result.failure.kind}: ${result.failure.message}`
const manyStages = (count: number): Held => Object.fromEntries(Array.from({ length: count }, (_, i) => [`S${i}`, 'v1']))

type PutRow = {
  readonly rule: string
  readonly before: Held
  readonly put: readonly string[] | undefined
  readonly after: Held | string
}

const puts: readonly PutRow[] = [
  { rule: '1: the first version is current', before: {}, put: undefined, after: { [CURRENT]: 'new' } },
  {
    rule: '1: the first version is current even when only other stages are named',
    before: {},
    put: ['blue'],
    after: { blue: 'new', [CURRENT]: 'new' },
  },
  {
    rule: '1: a version id reserved under AWSPENDING is not a first version',
    before: { [PENDING]: 'new' },
    put: [PENDING],
    after: { [PENDING]: 'new', [CURRENT]: 'new' },
  },
  {
    rule: '2: a plain put moves AWSCURRENT and leaves AWSPREVIOUS on the loser',
    before: { [CURRENT]: 'v1' },
    put: undefined,
    after: { [CURRENT]: 'new', [PREVIOUS]: 'v1' },
  },
  {
    rule: '2: whoever had AWSPREVIOUS loses it',
    before: { [CURRENT]: 'v2', [PREVIOUS]: 'v1' },
    put: undefined,
    after: { [CURRENT]: 'new', [PREVIOUS]: 'v2' },
  },
  {
    rule: '2: naming AWSCURRENT among others is a plain put plus those others',
    before: { [CURRENT]: 'v2', [PREVIOUS]: 'v1', blue: 'v1' },
    put: [CURRENT, 'blue'],
    after: { [CURRENT]: 'new', [PREVIOUS]: 'v2', blue: 'new' },
  },
  {
    rule: '2: asking for AWSPREVIOUS beside AWSCURRENT does not take it from the loser',
    before: { [CURRENT]: 'v1' },
    put: [CURRENT, PREVIOUS],
    after: { [CURRENT]: 'new', [PREVIOUS]: 'v1' },
  },
  {
    rule: '3: AWSPENDING on the old current disappears',
    before: { [CURRENT]: 'v2', [PENDING]: 'v2', [PREVIOUS]: 'v1' },
    put: undefined,
    after: { [CURRENT]: 'new', [PREVIOUS]: 'v2' },
  },
  {
    rule: '3: AWSPENDING asked for by the put goes to the new version instead',
    before: { [CURRENT]: 'v2', [PENDING]: 'v2' },
    put: [CURRENT, PENDING],
    after: { [CURRENT]: 'new', [PENDING]: 'new', [PREVIOUS]: 'v2' },
  },
  {
    rule: '3: AWSPENDING on a version that is not current stays',
    before: { [CURRENT]: 'v1', [PENDING]: 'v2' },
    put: undefined,
    after: { [CURRENT]: 'new', [PENDING]: 'v2', [PREVIOUS]: 'v1' },
  },
  {
    rule: '3, our choice: custom stages of the old current are kept',
    before: { [CURRENT]: 'v1', blue: 'v1' },
    put: undefined,
    after: { [CURRENT]: 'new', blue: 'v1', [PREVIOUS]: 'v1' },
  },
  {
    rule: '4: stages without AWSCURRENT are taken from wherever they were',
    before: { [CURRENT]: 'v1', [PREVIOUS]: 'v0', blue: 'v1', green: 'v0' },
    put: ['blue', 'green'],
    after: { [CURRENT]: 'v1', [PREVIOUS]: 'v0', blue: 'new', green: 'new' },
  },
  {
    rule: '4: AWSPENDING is such a stage, and leaves the current version',
    before: { [CURRENT]: 'v2', [PENDING]: 'v2' },
    put: [PENDING],
    after: { [CURRENT]: 'v2', [PENDING]: 'new' },
  },
  {
    rule: '9: a custom stage may start with AWS',
    before: { [CURRENT]: 'v1' },
    put: ['AWSSOMETHING'],
    after: { [CURRENT]: 'v1', AWSSOMETHING: 'new' },
  },
  {
    rule: '11: twenty stages over all versions are allowed',
    before: { [CURRENT]: 'v1', ...manyStages(18) },
    put: ['last'],
    after: { [CURRENT]: 'v1', ...manyStages(18), last: 'new' },
  },
  {
    rule: '11: a twenty-first is not, wherever the others are',
    before: { [CURRENT]: 'v1', ...manyStages(19) },
    put: ['last'],
    after: "limit-exceeded: You can't attach more than 20 staging labels to the versions of a secret.",
  },
  {
    rule: '11: the AWSPREVIOUS that a put creates counts as well',
    before: { [CURRENT]: 'v1', ...manyStages(19) },
    put: undefined,
    after: "limit-exceeded: You can't attach more than 20 staging labels to the versions of a secret.",
  },
  {
    rule: 'section 2: an empty list of stages is refused',
    before: { [CURRENT]: 'v1' },
    put: [],
    after: 'invalid: You must provide at least one staging label.',
  },
  {
    rule: 'section 2: a stage has 1 to 256 characters',
    before: { [CURRENT]: 'v1' },
    put: ['x'.repeat(257)],
    after: 'invalid: A staging label has 1 to 256 characters.',
  },
]

type MoveRow = {
  readonly rule: string
  readonly before: Held
  readonly move: StageMove
  readonly after: Held | string
}

const moves: readonly MoveRow[] = [
  {
    rule: '5: AWSCURRENT moves, AWSPREVIOUS follows its loser, AWSPENDING and custom stages stay',
    before: { [CURRENT]: 'v1', one: 'v1', [PENDING]: 'v2', two: 'v2' },
    move: { stage: CURRENT, moveTo: 'v2', removeFrom: 'v1' },
    after: { [CURRENT]: 'v2', one: 'v1', [PENDING]: 'v2', two: 'v2', [PREVIOUS]: 'v1' },
  },
  {
    rule: '5: the version that held AWSPREVIOUS before loses it',
    before: { [CURRENT]: 'v2', [PREVIOUS]: 'v1', [PENDING]: 'v3' },
    move: { stage: CURRENT, moveTo: 'v3', removeFrom: 'v2' },
    after: { [CURRENT]: 'v3', [PREVIOUS]: 'v2', [PENDING]: 'v3' },
  },
  {
    rule: '6: moving another stage does not touch AWSPREVIOUS',
    before: { [CURRENT]: 'v2', [PREVIOUS]: 'v1', blue: 'v2' },
    move: { stage: 'blue', moveTo: 'v1', removeFrom: 'v2' },
    after: { [CURRENT]: 'v2', [PREVIOUS]: 'v1', blue: 'v1' },
  },
  {
    rule: '6: a stage nobody holds is simply attached',
    before: { [CURRENT]: 'v2' },
    move: { stage: 'blue', moveTo: 'v1' },
    after: { [CURRENT]: 'v2', blue: 'v1' },
  },
  {
    rule: '7: AWSCURRENT held elsewhere needs RemoveFromVersionId',
    before: { [CURRENT]: 'v1' },
    move: { stage: CURRENT, moveTo: 'v2' },
    after:
      "stage-refused: The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version v1, so you must explicitly reference that version in RemoveFromVersionId.",
  },
  {
    rule: '7: so does any other stage',
    before: { [CURRENT]: 'v1', blue: 'v1' },
    move: { stage: 'blue', moveTo: 'v2' },
    after:
      "stage-refused: The parameter RemoveFromVersionId can't be empty. Staging label blue is currently attached to version v1, so you must explicitly reference that version in RemoveFromVersionId.",
  },
  {
    rule: '7: RemoveFromVersionId has to be the holder',
    before: { [CURRENT]: 'v1', [PREVIOUS]: 'v3' },
    move: { stage: CURRENT, moveTo: 'v2', removeFrom: 'v3' },
    after:
      'stage-refused: When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label AWSCURRENT.',
  },
  {
    rule: '7: RemoveFromVersionId of a stage that nobody holds is wrong as well',
    before: { [CURRENT]: 'v1' },
    move: { stage: 'blue', moveTo: 'v2', removeFrom: 'v1' },
    after:
      'stage-refused: When you move staging label blue, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label blue.',
  },
  {
    rule: '7: a stage that already is where it should go needs nothing',
    before: { [CURRENT]: 'v1', [PREVIOUS]: 'v2' },
    move: { stage: CURRENT, moveTo: 'v1' },
    after: { [CURRENT]: 'v1', [PREVIOUS]: 'v2' },
  },
  {
    rule: '8: RemoveFromVersionId alone detaches a custom stage',
    before: { [CURRENT]: 'v2', [PREVIOUS]: 'v1', blue: 'v2' },
    move: { stage: 'blue', removeFrom: 'v2' },
    after: { [CURRENT]: 'v2', [PREVIOUS]: 'v1' },
  },
  {
    rule: '8: AWSPREVIOUS can be detached',
    before: { [CURRENT]: 'v2', [PREVIOUS]: 'v1' },
    move: { stage: PREVIOUS, removeFrom: 'v1' },
    after: { [CURRENT]: 'v2' },
  },
  {
    rule: '8: AWSPENDING can be detached',
    before: { [CURRENT]: 'v2', [PENDING]: 'v1' },
    move: { stage: PENDING, removeFrom: 'v1' },
    after: { [CURRENT]: 'v2' },
  },
  {
    rule: '8: AWSCURRENT cannot be detached',
    before: { [CURRENT]: 'v1' },
    move: { stage: CURRENT, removeFrom: 'v1' },
    after:
      'stage-refused: You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
  },
  {
    rule: '9: a custom stage may start with AWS',
    before: { [CURRENT]: 'v1' },
    move: { stage: 'AWSSOMETHING', moveTo: 'v2' },
    after: { [CURRENT]: 'v1', AWSSOMETHING: 'v2' },
  },
  {
    rule: '11: attaching a twenty-first stage is refused',
    before: { [CURRENT]: 'v1', ...manyStages(19) },
    move: { stage: 'last', moveTo: 'v2' },
    after: "limit-exceeded: You can't attach more than 20 staging labels to the versions of a secret.",
  },
  {
    rule: '11: with twenty stages one can still be moved',
    before: { [CURRENT]: 'v1', ...manyStages(19) },
    move: { stage: 'S0', moveTo: 'v2', removeFrom: 'v1' },
    after: { [CURRENT]: 'v1', ...manyStages(19), S0: 'v2' },
  },
  {
    rule: '12: rolling back to AWSPREVIOUS swaps the two stages',
    before: { [CURRENT]: 'v2', [PREVIOUS]: 'v1' },
    move: { stage: CURRENT, moveTo: 'v1', removeFrom: 'v2' },
    after: { [CURRENT]: 'v1', [PREVIOUS]: 'v2' },
  },
  {
    rule: 'section 3: a target version that does not exist is named',
    before: { [CURRENT]: 'v1' },
    move: { stage: CURRENT, moveTo: 'gone', removeFrom: 'v1' },
    after: "version-not-found: Secrets Manager can't find the specified secret value for VersionId: gone",
  },
  {
    rule: 'section 4: one of the two versions has to be given',
    before: { [CURRENT]: 'v1' },
    move: { stage: 'blue' },
    after: 'stage-refused: You must provide a value for MoveToVersionId, RemoveFromVersionId, or both.',
  },
]

const exists = (id: string): boolean => id !== 'gone'

describe('a put', () => {
  it.each(puts)('rule $rule', ({ before, put, after }) => {
    expect(held(stagesAfterPut(map(before), 'new', put))).toEqual(after)
  })
})

describe('a stage move', () => {
  it.each(moves)('rule $rule', ({ before, move, after }) => {
    expect(held(moveStage(map(before), move, exists))).toEqual(after)
  })
})

it('lists the stages of one version, and none for a deprecated one', () => {
  const stages = map({ [CURRENT]: 'v2', blue: 'v2', [PREVIOUS]: 'v1' })
  expect(stagesOf(stages, 'v2')).toEqual([CURRENT, 'blue'])
  expect(stagesOf(stages, 'v0')).toEqual([])
})

describe('after any sequence of puts and moves', () => {
  const stage = fc.constantFrom(CURRENT, PREVIOUS, PENDING, 'blue', 'green', 'AWSOTHER')
  const version = fc.integer({ min: 0, max: 9 }).map((n) => `v${n}`)
  const step = fc.oneof(
    fc.record({ put: fc.option(fc.uniqueArray(stage, { minLength: 1 }), { nil: undefined }) }),
    fc.record({
      stage,
      moveTo: fc.option(version, { nil: undefined }),
      removeFrom: fc.option(version, { nil: undefined }),
      /** Take the real holder, so that most moves are accepted. */
      honest: fc.boolean(),
    }),
  )

  const runs = process.env.SLOW ? 50_000 : 500

  it('AWSCURRENT is on exactly one version once any exists, nothing that was refused changes anything, and the loser becomes AWSPREVIOUS', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let stages: StageMap = new Map()
        const versions = new Set<string>()
        for (const each of steps) {
          const before = new Map(stages)
          const next = 'put' in each ? stagesAfterPut(stages, `v${versions.size}`, each.put) : tryMove(stages, each)
          expect(new Map(stages)).toEqual(before)
          if (!next.ok) continue
          if ('put' in each) versions.add(`v${versions.size}`)
          stages = next.value
          expect(stages.has(CURRENT)).toBe(versions.size > 0)
          for (const id of stages.values()) expect(versions).toContain(id)
          expect(stages.size).toBeLessThanOrEqual(limits.stagesPerSecret)
          const loser = before.get(CURRENT)
          if (loser !== undefined && stages.get(CURRENT) !== loser) expect(stages.get(PREVIOUS)).toBe(loser)
          if ('put' in each && each.put && !each.put.includes(CURRENT) && before.has(CURRENT)) {
            expect(stages.get(CURRENT)).toBe(before.get(CURRENT))
          }
          for (const [custom, holder] of before) {
            if (['blue', 'green', 'AWSOTHER'].includes(custom) && !names(each, custom)) {
              expect(stages.get(custom)).toBe(holder)
            }
          }
        }

        function tryMove(current: StageMap, each: StageMove & { readonly honest: boolean }): StageResult {
          const removeFrom = each.honest ? current.get(each.stage) : each.removeFrom
          return moveStage(current, { stage: each.stage, moveTo: each.moveTo, removeFrom }, (id) => versions.has(id))
        }
      }),
      { numRuns: runs },
    )
  })

  it('a move that AWS accepts can be taken back by the opposite move', () => {
    fc.assert(
      fc.property(version, version, (from, to) => {
        fc.pre(from !== to)
        const stages = map({ [CURRENT]: from, [PREVIOUS]: to })
        const there = moveStage(stages, { stage: CURRENT, moveTo: to, removeFrom: from }, () => true)
        if (!there.ok) throw new Error(there.failure.message)
        const back = moveStage(there.value, { stage: CURRENT, moveTo: from, removeFrom: to }, () => true)
        expect(held(back)).toEqual(Object.fromEntries(stages))
      }),
    )
  })
})

function names(step: { readonly put: readonly string[] | undefined } | StageMove, stage: string): boolean {
  return 'put' in step ? (step.put ?? []).includes(stage) : step.stage === stage
}
