import { describe, expect, it } from 'vitest'
import { type WalkOf, walkAll } from '../../../../main/core/sync/apply-walk.ts'
import { type Failure, fail, succeed } from '../../../../shared/failure.ts'
import type { Operation } from '../../../../shared/sync-model.ts'
import { operationOf } from '../../../support/plans.ts'

const done = succeed({ outcome: 'done' as const, note: null })
const steps = (...made: [Operation['action'], name: string, Partial<Operation>?][]): Operation[] =>
  made.map(([action, name, rest], at) => operationOf({ id: `${at}`, action, name, remoteName: name, ...rest }))

function walkOf(change: Partial<WalkOf> = {}): WalkOf {
  return {
    skip: new Set(),
    accept: new Set(),
    onProgress: () => undefined,
    turn: () => null,
    leave: () => undefined,
    signal: new AbortController().signal,
    ...change,
  }
}

describe('walking a plan', () => {
  it('has several secrets at a time, and the steps of one in their order', async () => {
    const operations = steps(['create', 'a'], ['create', 'b'], ['label', 'a'], ['create', 'c'], ['tag', 'a'])
    const log: string[] = []
    let now = 0
    let most = 0
    const { results, ended } = await walkAll(walkOf(), operations, new Set(), async ({ id, name }) => {
      log.push(`${id} ${name}`)
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setImmediate(resolve))
      now -= 1
      return done
    })
    expect(most).toBe(3)
    expect(log.filter((entry) => entry.endsWith('a'))).toEqual(['0 a', '2 a', '4 a'])
    expect(results.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4'])
    expect(ended).toBeNull()
  })

  it('begins nothing more where nothing can succeed, and tells the failure of the earliest step', async () => {
    const operations = steps(
      ...Array.from({ length: 9 }, (_, at) => ['create', `s${at}`] as [Operation['action'], string]),
    )
    const failure = (id: string): Failure => ({ kind: 'unavailable', message: `no network at ${id}` })
    const { results, ended } = await walkAll(walkOf(), operations, new Set(), async ({ id }) => {
      for (let turn = Number(id); turn < 4; turn += 1) await Promise.resolve()
      return id === '3' ? done : fail(failure(id))
    })
    expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      '0 problem',
      '1 problem',
      '2 problem',
      '3 done',
    ])
    expect(ended).toEqual(failure('0'))
  })

  it('leaves out what is in flight when it is cancelled, for the next plan to look at', async () => {
    const cancel = new AbortController()
    const operations = steps(['create', 'a'], ['create', 'b'])
    const { results, ended } = await walkAll(walkOf({ signal: cancel.signal }), operations, new Set(), async () => {
      cancel.abort()
      return fail({ kind: 'refused', message: 'Cancelled.' })
    })
    expect([results, ended]).toEqual([[], 'cancelled'])
  })

  it.each([
    ['of strangers is not made without the merge it belongs to', new Set(['a']), 'blocked'],
    ['of secrets that share something is made by itself', new Set<string>(), null],
  ])('an accepted step %s', async (_, strangers, code) => {
    const offered = { waitsFor: 'decision' } as const
    const operations = steps(['merge', 'a', offered], ['pull-update', 'a', offered])
    const { results } = await walkAll(walkOf({ accept: new Set(['1']) }), operations, strangers, async ({ action }) =>
      action === 'merge' ? succeed({ outcome: 'conflict', note: null }) : done,
    )
    expect(results.map((result) => result.code)).toEqual([null, code])
  })
})
