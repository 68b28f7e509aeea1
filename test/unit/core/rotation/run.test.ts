import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { prepareVersion } from '../../../../main/core/procedures/values.ts'
import type { Rotators } from '../../../../main/core/rotation/rotator.ts'
import { createRunEngine, type RunEngine } from '../../../../main/core/rotation/run.ts'
import { openRunStore } from '../../../../main/core/rotation/run-store.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import { type Failure, succeed } from '../../../../shared/failure.ts'
import { rotatorConfig } from '../../../../shared/rotation-model.ts'
import { createMemoryService, type MemoryService, type MemoryStep } from '../../../support/rotation/memory-rotator.ts'
import { actor, kindOf, makeVault, revealText, type TestHome, textVersion, unwrap } from '../../../support/vault.ts'

const config = rotatorConfig.parse({ kind: 'generate' })
const day = 86_400_000

let home: TestHome
let vault: Vault
let service: MemoryService
let engine: RunEngine
let approved: string[]
let first: string
let believes: boolean

beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
  service = createMemoryService('old')
  approved = []
  believes = true
  first = unwrap(vault.create(actor, { name: 'a', kind: 'login', version: textVersion('old') })).versionId ?? ''
  engine = startEngine(vault)
})
afterEach(async () => {
  await engine.close()
  vault.close()
  home.remove()
})

const quiet = { info: () => {}, error: () => {} }

function startEngine(over: Vault, rotators: Rotators = service.rotators): RunEngine {
  return createRunEngine({
    vault: over,
    runs: openRunStore(over),
    rotators,
    log: quiet,
    now: () => home.clock,
    onChange: () => {},
    rotatedInAws: () => null,
    steadyUntil: () => (believes ? home.clock : null),
    prepareVersion: (kind, form, bytes) => prepareVersion(kind, form, bytes, false),
    approve: (_, versionId) => {
      approved.push(versionId)
      return null
    },
  })
}

const start = async () => unwrap(await engine.start(actor, 'a', config, 'user'))
const stages = () => unwrap(vault.body('a')).stages
const refusal: Failure = { kind: 'refused', message: 'No.' }

/** A failure at one moment of one step, once. */
function failOnce(at: MemoryStep, when: 'before' | 'after', failure: Failure = refusal): void {
  service.disturb = (step, moment) => {
    if (step !== at || moment !== when) return null
    service.disturb = () => null
    return failure
  }
}

describe('a rotation', () => {
  test('goes through the four steps and moves labels as AWS does', async () => {
    const seen: Record<string, Readonly<Record<string, string>>> = {}
    service.disturb = (step, moment) => {
      seen[`${step} ${moment}`] = stages()
      return null
    }
    const run = await start()
    const pending = { AWSCURRENT: first, AWSPENDING: run.id }
    expect(seen['create before']).toEqual({ AWSCURRENT: first })
    expect(seen['set before']).toEqual(pending)
    expect(seen['test after']).toEqual(pending)
    expect(seen['finish before']).toEqual({ AWSCURRENT: run.id, AWSPREVIOUS: first, AWSPENDING: run.id })
    expect(stages()).toEqual({ AWSCURRENT: run.id, AWSPREVIOUS: first })
    expect(run).toMatchObject({ state: 'finished', step: 'finish', message: null, endedAt: home.clock })
    expect(service.calls).toEqual(['create', 'set', 'test', 'finish'])
    expect(revealText(vault, 'a')).toBe('new-1')
    expect([...service.accepts]).toEqual(['new-1'])
  })

  test('approves its version for sync once the test has passed', async () => {
    const run = await start()
    expect(approved).toEqual([run.id])
  })

  test('writes each step into the audit log', async () => {
    await start()
    const { entries } = vault.auditLog({ limit: 100, secret: 'a', action: 'rotation.step' })
    const details = entries.map(({ detail }) => detail).toReversed()
    expect(details).toEqual(['start generate', 'create done', 'set done', 'test done', 'finish done, finished'])
  })

  test('reads values without counting as a reader', async () => {
    await start()
    expect(unwrap(vault.body('a')).accessedAt).toBeNull()
  })

  test('waits where the user has to do something, and goes on when that is confirmed', async () => {
    service.asks = true
    const waiting = await start()
    expect(waiting).toMatchObject({ state: 'waiting', step: 'set', message: 'Set it yourself.', show: 'public' })
    expect(revealText(vault, 'a')).toBe('old')
    expect(revealText(vault, 'a', { stage: 'AWSPENDING' })).toBe('new-1')
    service.accepts.add('new-1')
    home.clock += 3 * day
    const done = unwrap(await engine.confirm(actor, 'a'))
    expect(done.state).toBe('finished')
    expect(revealText(vault, 'a')).toBe('new-1')
  })

  test('keeps notes of a step, also those of one that failed', async () => {
    failOnce('set', 'after')
    expect((await start()).notes).toEqual({ told: 2 })
    expect(unwrap(await engine.resume(actor, 'a')).notes).toEqual({ told: 3 })
  })

  test('retires the old value later when the rotator says so', async () => {
    service.laterAt = home.clock + 7 * day
    expect(await start()).toMatchObject({ state: 'retiring', laterAt: service.laterAt })
    expect(stages()).toMatchObject({ AWSPREVIOUS: first })
    engine.pickUp()
    expect(engine.working()).toBe(0)
    home.clock += 7 * day
    believes = false
    engine.pickUp()
    expect(engine.working(), 'by a clock that jumped').toBe(0)
    believes = true
    engine.pickUp()
    await expect.poll(() => openRunStore(vault).past('a')[0]?.state).toBe('finished')
    expect([...service.accepts]).toEqual(['new-1'])
  })

  test('is refused without a value, while another is under way, and while somebody holds AWSPENDING', async () => {
    unwrap(vault.create(actor, { name: 'empty', kind: 'note' }))
    expect(kindOf(await engine.start(actor, 'empty', config, 'user'))).toBe('refused')
    service.asks = true
    await start()
    expect(kindOf(await engine.start(actor, 'a', config, 'user'))).toBe('refused')
    unwrap(vault.create(actor, { name: 'b', kind: 'note', version: textVersion('x') }))
    unwrap(vault.put(actor, 'b', textVersion('y'), { stages: ['AWSPENDING'] }))
    const blocked = await engine.start(actor, 'b', config, 'user')
    expect(!blocked.ok && blocked.failure.message).toContain('AWSPENDING')
  })
})

describe('a failure', () => {
  test.each(['create', 'set', 'test'] as const)('before or after %s leaves AWSCURRENT and resumes', async (step) => {
    for (const moment of ['before', 'after'] as const) {
      const before = stages()
      failOnce(step, moment)
      const failed = await start()
      expect(failed).toMatchObject({ state: 'failed', step, message: 'No.' })
      expect(stages()).toMatchObject({ AWSCURRENT: before.AWSCURRENT })
      const done = unwrap(await engine.resume(actor, 'a'))
      expect(done.state).toBe('finished')
      expect(stages()).toEqual({ AWSCURRENT: done.id, AWSPREVIOUS: before.AWSCURRENT })
      expect(service.accepts).toEqual(new Set([revealText(vault, 'a')]))
    }
  })

  test.each(['before', 'after'] as const)('%s finish keeps the new value and only ends later', async (moment) => {
    failOnce('finish', moment)
    const failed = await start()
    expect(failed).toMatchObject({ state: 'failed', step: 'finish' })
    expect(stages()).toEqual({ AWSCURRENT: failed.id, AWSPREVIOUS: first, AWSPENDING: failed.id })
    expect(kindOf(await engine.cancel(actor, 'a'))).toBe('refused')
    expect(unwrap(await engine.resume(actor, 'a')).state).toBe('finished')
    expect(stages()).toEqual({ AWSCURRENT: failed.id, AWSPREVIOUS: first })
  })

  test('of the network is tried again by itself, but only in a rotation by schedule', async () => {
    const offline: Failure = { kind: 'unavailable', message: 'Not reachable.' }
    failOnce('set', 'before', offline)
    expect((await start()).retryAt).toBeNull()
    unwrap(await engine.cancel(actor, 'a'))
    failOnce('set', 'before', offline)
    const run = unwrap(await engine.start(actor, 'a', config, 'schedule'))
    expect(run.retryAt).toBe(home.clock + 15 * 60_000)
    engine.pickUp()
    expect(engine.working()).toBe(0)
    home.clock += 15 * 60_000
    engine.pickUp()
    await expect.poll(() => stages()).toEqual({ AWSCURRENT: run.id, AWSPREVIOUS: first })
  })

  test('that was thrown names a reference and no value', async () => {
    service.disturb = () => {
      throw new Error('hunter2')
    }
    const run = await start()
    expect(run.message).toMatch(/reference [0-9a-f-]{36}/)
    expect(JSON.stringify(run)).not.toContain('hunter2')
  })

  test('because somebody saved another value says so, and resuming replaces that one', async () => {
    failOnce('test', 'before')
    const run = await start()
    const other = unwrap(vault.put(actor, 'a', textVersion('by hand'))).versionId
    const again = unwrap(await engine.resume(actor, 'a'))
    expect(again.state).toBe('finished')
    expect(stages()).toEqual({ AWSCURRENT: run.id, AWSPREVIOUS: other })
  })

  test('because somebody saved another value during the run keeps that value', async () => {
    service.disturb = (step, moment) => {
      if (step === 'test' && moment === 'after') unwrap(vault.put(actor, 'a', textVersion('by hand')))
      return null
    }
    const run = await start()
    expect(run).toMatchObject({ state: 'failed', step: 'finish' })
    expect(run.message).toContain('Somebody gave a another value')
    expect(revealText(vault, 'a')).toBe('by hand')
    unwrap(await engine.cancel(actor, 'a'))
    expect(revealText(vault, 'a')).toBe('by hand')
    expect(stages().AWSPENDING).toBeUndefined()
  })
})

describe('cancelling', () => {
  test('detaches AWSPENDING, undoes the service and keeps the value as a version', async () => {
    failOnce('test', 'before')
    const run = await start()
    const cancelled = unwrap(await engine.cancel(actor, 'a'))
    expect(cancelled).toMatchObject({ state: 'cancelled', message: null })
    expect(stages()).toEqual({ AWSCURRENT: first })
    expect([...service.accepts]).toEqual(['old'])
    expect(revealText(vault, 'a', { versionId: run.id })).toBe('new-1')
    expect(unwrap(await engine.start(actor, 'a', config, 'user')).state).toBe('finished')
  })

  test('ends here even if the service cannot be asked, and says so', async () => {
    failOnce('test', 'before')
    const { id } = await start()
    failOnce('cancel', 'before')
    const cancelled = unwrap(await engine.cancel(actor, 'a'))
    const where = `If it has the new value, that is version ${id}.`
    expect(cancelled.message).toBe(`Cancelled here, but not undone at the service: No. ${where}`)
    expect(revealText(vault, 'a', { versionId: id })).toBe('new-1')
    expect(stages()).toEqual({ AWSCURRENT: first })
  })

  test('that takes its time is not overtaken by the rotation that it ends', async () => {
    const { generate } = service.rotators
    let endSet: (() => void) | null = null
    const slow: Rotators['generate'] = {
      ...generate,
      set: async (context) => {
        await new Promise<void>((resolve) => {
          endSet = resolve
        })
        return generate.set(context)
      },
      cancel: async (context) => {
        engine.pickUp()
        expect(kindOf(await engine.resume(actor, 'a'))).toBe('refused')
        expect(kindOf(await engine.cancel(actor, 'a'))).toBe('refused')
        return (await generate.cancel?.(context)) ?? succeed(null)
      },
    }
    engine = startEngine(vault, { ...service.rotators, generate: slow })
    const running = start()
    const end = await vi.waitUntil(() => endSet, 60_000)
    expect(stages().AWSPENDING).toBeDefined()
    const cancelling = engine.cancel(actor, 'a')
    end()
    await running
    expect(unwrap(await cancelling)).toMatchObject({ state: 'cancelled', message: null })
    expect(stages()).toEqual({ AWSCURRENT: first })
    expect(service.calls).toEqual(['create', 'set', 'cancel'])
    expect([...service.accepts]).toEqual(['old'])
  })

  test('of nothing is refused', async () => {
    expect(kindOf(await engine.cancel(actor, 'a'))).toBe('refused')
    expect(kindOf(await engine.confirm(actor, 'a'))).toBe('refused')
    expect(kindOf(await engine.resume(actor, 'a'))).toBe('refused')
  })
})

describe('a kill', () => {
  const writes = ['put', 'moveStage', 'putRecord', 'extend'] as const

  /** The vault as the process sees it until it dies at its nth write, before or after that is on disk. */
  function dying(at: number, moment: 'before' | 'after'): { readonly vault: Vault; readonly died: () => boolean } {
    let count = 0
    let dead = false
    const die = (): never => {
      dead = true
      throw new Error('killed')
    }
    const guarded = new Proxy(vault, {
      get(target, key: keyof Vault) {
        const member = target[key]
        if (typeof member !== 'function' || !writes.some((write) => write === key)) return member
        const call = member as (...args: unknown[]) => unknown
        return (...args: unknown[]) => {
          if (dead) die()
          count += 1
          if (count !== at) return call(...args)
          if (moment === 'after') call(...args)
          return die()
        }
      },
    })
    return { vault: guarded, died: () => dead }
  }

  async function runUntilKilled(at: number, moment: 'before' | 'after'): Promise<boolean> {
    const { vault: mortal, died } = dying(at, moment)
    const victim = startEngine(mortal)
    await victim.start(actor, 'a', config, 'user').catch(() => undefined)
    return died()
  }

  test.each(['before', 'after'] as const)('%s any write is resumed to the same end', async (moment) => {
    let kills = 0
    for (let at = 1; ; at += 1) {
      const before = stages().AWSCURRENT
      const killed = await runUntilKilled(at, moment)
      if (!killed) break
      kills += 1
      const current = revealText(vault, 'a')
      expect(service.accepts.has(current)).toBe(true)
      await engine.close()
      engine = startEngine(vault)
      engine.pickUp()
      await expect.poll(() => engine.working()).toBe(0)
      const run = openRunStore(vault).past('a')[0]
      if (stages().AWSCURRENT !== before) {
        expect(run?.state).toBe('finished')
        expect(stages()).toEqual({ AWSCURRENT: run?.id, AWSPREVIOUS: before })
      }
      expect(service.accepts).toEqual(new Set([revealText(vault, 'a')]))
      expect(openRunStore(vault).active('a')).toBeNull()
    }
    expect(kills).toBeGreaterThan(8)
  })
})
