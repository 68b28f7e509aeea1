import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planTarget } from '../../../../main/core/sync/plan.ts'
import type { Planned } from '../../../../main/core/sync/plan-input.ts'
import { syncDirections } from '../../../../shared/sync-model.ts'
import { makeTarget } from './planning.ts'
import {
  apply,
  createWorld,
  isMarked,
  move,
  newSide,
  newThere,
  newVersion,
  noFlags,
  put,
  snapshot,
  soon,
  type There,
  type Value,
  type World,
} from './sync-world.ts'

const numRuns = process.env.SLOW === undefined ? 1_000 : 50_000

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom('x', 'y'),
  fc.dictionary(fc.constantFrom('user', 'password'), fc.constantFrom('1', '2')),
)
const flags = fc.constantFrom<There['flags']>(
  { ...noFlags, owningService: 'rds' },
  { ...noFlags, rotation: { schedule: 'rate(30 days)', nextAt: null } },
  { ...noFlags, primaryRegion: 'us-east-1' },
)
const where = { name: fc.constantFrom('a', 'b', 'c'), side: fc.constantFrom('here', 'there') }
const word = <const T extends string>(kind: T) => fc.constant(kind)
const text = fc.constantFrom('', 'p', 'q')
const take = fc.constantFrom('local' as const, 'remote' as const)

const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: word('put'), ...where, value, approved: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: word('describe'), ...where, text }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: word('tag'), ...where, key: fc.constantFrom('k', 'coffer:managed'), text }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: word('label'), ...where, stage: fc.constantFrom('X', 'Y'), nth: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: word('rollback'), ...where }) },
  { weight: 2, arbitrary: fc.record({ kind: word('schedule'), ...where }) },
  { weight: 1, arbitrary: fc.record({ kind: word('restore'), ...where }) },
  { weight: 1, arbitrary: fc.record({ kind: word('purge'), ...where }) },
  { weight: 1, arbitrary: fc.record({ kind: word('flag'), name: where.name, flags }) },
  { weight: 1, arbitrary: fc.record({ kind: word('leftover'), name: where.name, value }) },
  { weight: 3, arbitrary: fc.record({ kind: word('sync'), accept: fc.boolean(), take }) },
)
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never
const edits = fc.array(edit, { maxLength: 40, size: 'max' })

const target = fc
  .record({
    direction: fc.constantFrom(...syncDirections),
    deletion: fc.constantFrom({ kind: 'never' as const }, { kind: 'schedule' as const, days: 7 }),
  })
  .map(makeTarget)

/** Plans and applies; `accept` says yes to every offer and settles conflicts. What Coffer may never do is checked here. */
function sync(
  world: World,
  { accept, take }: { readonly accept: boolean; readonly take: 'local' | 'remote' },
): Planned {
  const input = snapshot(world)
  const planned = planTarget(input)
  const wanted = planned.operations.filter(({ waitsFor }) => waitsFor === null || (accept && waitsFor === 'decision'))
  for (const operation of wanted) {
    if (operation.action === 'delete') {
      const there = world.there.get(operation.remoteName)
      expect(there?.madeBy).toBe('coffer')
      expect(there !== undefined && isMarked(there)).toBe(true)
    }
    if (operation.action.endsWith('delete')) expect(world.bases.has(operation.name)).toBe(true)
    apply(world, input, operation, take)
  }
  for (const gone of planned.forget) world.bases.delete(gone)
  return planned
}

function perform(world: World, step: Edit): void {
  if (step.kind === 'sync') sync(world, step)
  else if (step.kind === 'flag' || step.kind === 'leftover') performThere(world, step)
  else {
    const sides: Map<string, ReturnType<typeof newSide>> = step.side === 'here' ? world.here : world.there
    const found = sides.get(step.name)
    if (found !== undefined) performOn(world, sides, found, step)
    else if (step.kind === 'put') {
      const made = step.side === 'here' ? newSide() : newThere(world, 'other')
      sides.set(step.name, made)
      performOn(world, sides, made, step)
    }
  }
}

function performThere(world: World, step: Extract<Edit, { kind: 'flag' | 'leftover' }>): void {
  const found = world.there.get(step.name)
  if (found === undefined) return
  if (step.kind === 'flag') found.flags = found.flags === noFlags ? step.flags : noFlags
  else if (found.deletionAt === null) {
    const id = newVersion(world)
    found.versions.set(id, step.value)
    found.stages.set('COFFER-SYNC', id)
  }
}

type EditOfSide = Exclude<Edit, { kind: 'flag' | 'leftover' | 'sync' }>

function performOn(
  world: World,
  sides: Map<string, unknown>,
  found: ReturnType<typeof newSide>,
  step: EditOfSide,
): void {
  if (step.kind === 'purge') sides.delete(step.name)
  else if (step.kind === 'schedule') found.deletionAt = soon
  else if (step.kind === 'restore') found.deletionAt = null
  else if (found.deletionAt === null) change(world, found, step)
}

function change(world: World, found: ReturnType<typeof newSide>, step: EditOfSide): void {
  if (step.kind === 'put') {
    const id = newVersion(world)
    put(found, id, step.value)
    if (!step.approved) world.unapproved.add(id)
  } else if (step.kind === 'describe') found.description = step.text
  else if (step.kind === 'tag') {
    if (step.text === '') delete found.tags[step.key]
    else if (step.key === 'k' || step.side === 'there') found.tags[step.key] = step.text
  } else if (step.kind === 'label') {
    const id = [null, ...found.versions.keys()].at(step.nth % (found.versions.size + 1)) ?? null
    if (id !== null || found.stages.has(step.stage)) move(found, step.stage, id, found.stages.get(step.stage) ?? null)
  } else if (step.kind === 'rollback') {
    const previous = found.stages.get('AWSPREVIOUS')
    if (previous !== undefined) move(found, 'AWSCURRENT', previous, found.stages.get('AWSCURRENT') ?? null)
  }
}

describe('planning', () => {
  it('comes to no change in at most 3 runs after whatever happened, and deletes nothing that is not ours', () => {
    fc.assert(
      fc.property(target, edits, take, (rules, steps, side) => {
        const world = createWorld(rules)
        for (const step of steps) perform(world, step)
        world.unapproved.clear()
        for (let run = 0; run < 3; run += 1) sync(world, { accept: true, take: side })
        const last = planTarget(snapshot(world))
        expect(last.operations).toEqual([])
        expect(last).toMatchObject({ forget: [], calls: 0, monthlyCostChangeUsd: 0 })
        if (rules.direction === 'both') expectEqualSides(world)
      }),
      { numRuns },
    )
  })

  it('comes to no change in one run where nothing needs a person', () => {
    fc.assert(
      fc.property(target, edits, (rules, steps) => {
        const world = createWorld(rules)
        for (const step of steps) perform(world, step)
        world.unapproved.clear()
        const planned = sync(world, { accept: false, take: 'local' })
        /** Nor a restore: what a deleted secret holds shows only once it is back. */
        fc.pre(planned.operations.every(({ action, waitsFor }) => waitsFor === null && action !== 'restore'))
        expect(planTarget(snapshot(world)).operations).toEqual([])
      }),
      { numRuns },
    )
  })

  it('deletes nothing on either side at a first sync, and takes no tag away', () => {
    fc.assert(
      fc.property(target, edits, (rules, steps) => {
        const world = createWorld(rules)
        for (const step of steps) if (step.kind !== 'sync') perform(world, step)
        for (const { action, detail } of planTarget(snapshot(world)).operations) {
          expect(['delete', 'pull-delete', 'untag']).not.toContain(action)
          expect(detail.tagKeys).toBeUndefined()
        }
      }),
      { numRuns },
    )
  })

  it('can be cut off before or after the base moved: the next runs come to no change all the same', () => {
    fc.assert(
      fc.property(target, edits, fc.nat(6), fc.boolean(), (rules, steps, achieved, baseMoved) => {
        const world = createWorld(rules)
        for (const step of steps) perform(world, step)
        world.unapproved.clear()
        const input = snapshot(world)
        const ready = planTarget(input).operations.filter(({ waitsFor }) => waitsFor === null)
        for (const [index, operation] of ready.slice(0, achieved).entries()) {
          const base = world.bases.get(operation.name)
          apply(world, input, operation, 'local')
          if (index < achieved - 1 || baseMoved) continue
          if (base === undefined) world.bases.delete(operation.name)
          else world.bases.set(operation.name, base)
        }
        for (let run = 0; run < 3; run += 1) sync(world, { accept: true, take: 'local' })
        expect(planTarget(snapshot(world)).operations).toEqual([])
      }),
      { numRuns },
    )
  })

  it('names every operation of a plan once', () => {
    fc.assert(
      fc.property(target, edits, (rules, steps) => {
        const world = createWorld(rules)
        for (const step of steps) perform(world, step)
        const ids = planTarget(snapshot(world)).operations.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns },
    )
  })
})

/** Live on both sides and writable there: the same version, held here, the same description, tags and custom stages. */
function expectEqualSides(world: World): void {
  for (const [name, there] of world.there) {
    const here = world.here.get(name)
    if (here === undefined || here.deletionAt !== null || there.deletionAt !== null || there.flags !== noFlags) continue
    const { 'coffer:managed': _, ...tags } = there.tags
    const current = there.stages.get('AWSCURRENT') ?? ''
    expect(here.stages.get('AWSCURRENT')).toBe(current)
    expect(here.versions.get(current)).toEqual(there.versions.get(current))
    expect(here).toMatchObject({ description: there.description, tags })
    for (const stage of ['X', 'Y']) expect(here.stages.get(stage)).toBe(there.stages.get(stage))
    expect(there.stages.has('COFFER-SYNC')).toBe(false)
  }
}
