import { describe, expect, test } from 'vitest'
import { readChoices, readChoicesOfPlan } from '../../../../cli/sync/choices.ts'
import { guardNames } from '../../../../shared/sync-model.ts'
import { operationOf, planOf, planSetOf } from '../../../support/plans.ts'

const push = operationOf({ id: 'push-1', name: 'prod/db', remoteName: 'billing/db' })
const merge = operationOf({ id: 'merge-1', action: 'merge', name: 'prod/env', waitsFor: 'decision' })
const other = operationOf({ id: 'merge-2', action: 'merge', name: 'prod/web', waitsFor: 'decision' })
const planned = planSetOf([planOf({ operations: [push, merge] }), planOf({ region: 'us-east-1', operations: [other] })])
const none = { skip: [], accept: [], override: [] }
const read = (said: Partial<Record<keyof typeof none, string[]>>) => readChoices({ ...none, ...said }, planned)

describe('a step', () => {
  test.each(['push-1', 'prod/db', 'billing/db'])('is left out by %s', (word) => {
    expect(read({ skip: [word] })).toEqual({ ok: true, value: { ...none, skip: ['push-1'] } })
  })

  test('that the plan has not is not found, with near names', () => {
    expect(read({ skip: ['prod/bd'] })).toMatchObject({ failure: { kind: 'not-found', near: ['prod/db'] } })
  })
})

describe('a merge', () => {
  test('is accepted by name, by id, or all of them', () => {
    expect(read({ accept: ['prod/env'] })).toMatchObject({ value: { accept: ['merge-1'] } })
    expect(read({ accept: ['merge-2', 'prod/web'] })).toMatchObject({ value: { accept: ['merge-2'] } })
    expect(read({ accept: ['merges'] })).toMatchObject({ value: { accept: ['merge-1', 'merge-2'] } })
  })

  test('is not what a push is', () => {
    expect(read({ accept: ['prod/db'] })).toMatchObject({ failure: { kind: 'not-found' } })
  })

  test('of a plan that is not at hand is named by its id', () => {
    expect(readChoicesOfPlan({ ...none, accept: ['merge-1'] })).toMatchObject({ value: { accept: ['merge-1'] } })
    expect(readChoicesOfPlan({ ...none, accept: ['merges'] })).toMatchObject({ failure: { kind: 'usage' } })
  })
})

describe('a guard', () => {
  test('is known by its name', () => {
    expect(read({ override: [...guardNames] })).toMatchObject({ value: { override: guardNames } })
  })

  test('that is none brings near ones', () => {
    expect(read({ override: ['deletion'] })).toMatchObject({
      failure: { kind: 'usage', message: 'There is no guard deletion.', hint: 'Say deletions.' },
    })
  })
})
