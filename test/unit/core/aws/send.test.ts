import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLimits } from '../../../../main/core/aws/limits.ts'
import { type Backoff, createSend, pause, type SendOptions } from '../../../../main/core/aws/send.ts'

const backoff: Backoff = { attempts: 4, throttledAttempts: 6, baseMs: 100, throttledBaseMs: 1_000, ceilingMs: 3_000 }
const context = { region: 'eu-west-1', credentials: 'profile "p"', endpointUrl: null }
const rates = { readsPerSecond: 1_000, writesPerSecond: 1_000 }

const sdkError = (name: string, status = 400): Error =>
  Object.assign(new Error(`${name}!`), { name, $fault: 'client', $metadata: { httpStatusCode: status } })
const network = (code: string): Error => Object.assign(new Error('socket'), { code })

/** Fails with these in turn, then answers; `at` are the times of the tries. */
function script(...errors: readonly Error[]): { readonly attempt: () => Promise<string>; readonly at: number[] } {
  const at: number[] = []
  const attempt = (): Promise<string> => {
    const error = errors[at.length]
    at.push(Date.now())
    return error ? Promise.reject(error) : Promise.resolve('done')
  }
  return { attempt, at }
}

function createTestSend(more: Partial<SendOptions> = {}) {
  const limits = createLimits(rates, Date.now)
  const renewal: SendOptions['renewal'] = () => () => Promise.resolve(false)
  return createSend({ limits: () => limits, backoff, random: () => 1, context, renewal, ...more })
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

async function settle<T>(work: Promise<T>): Promise<T> {
  await vi.runAllTimersAsync()
  return work
}

describe('a call', () => {
  it('that works is sent once', async () => {
    const { attempt, at } = script()
    expect(await settle(createTestSend()('read', undefined, attempt))).toEqual({ ok: true, value: 'done' })
    expect(at).toHaveLength(1)
  })

  it('is tried again after a fault of the network or the server, with doubling pauses', async () => {
    const { attempt, at } = script(network('ECONNRESET'), sdkError('InternalServiceError', 500), network('EPIPE'))
    expect(await settle(createTestSend()('read', undefined, attempt))).toEqual({ ok: true, value: 'done' })
    expect(at.map((time) => time - 1_000_000)).toEqual([0, 100, 300, 700])
  })

  it('is given up after the tries that the network gets', async () => {
    const { attempt, at } = script(...Array.from({ length: 9 }, () => network('ECONNREFUSED')))
    const result = await settle(createTestSend()('read', undefined, attempt))
    expect(result).toMatchObject({ ok: false, failure: { kind: 'unavailable' } })
    expect(at).toHaveLength(4)
  })

  it('that is throttled gets more tries, longer pauses, and a ceiling', async () => {
    const { attempt, at } = script(...Array.from({ length: 5 }, () => sdkError('ThrottlingException')))
    expect(await settle(createTestSend()('read', undefined, attempt))).toEqual({ ok: true, value: 'done' })
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    expect(pauses.map((ms) => Math.floor(ms / 100) * 100)).toEqual([1_000, 2_000, 3_000, 3_000, 3_000])
  })

  it('that is throttled holds the next calls of the same kind, not those of the other', async () => {
    const send = createTestSend()
    const throttled = script(sdkError('ThrottlingException'))
    const other = script()
    const write = script()
    const all = Promise.all([
      send('read', undefined, throttled.attempt),
      vi.advanceTimersByTimeAsync(1).then(() => send('read', undefined, other.attempt)),
      vi.advanceTimersByTimeAsync(1).then(() => send('write', undefined, write.attempt)),
    ])
    await settle(all)
    expect((other.at[0] ?? 0) - 1_000_000).toBeGreaterThanOrEqual(1_000)
    expect((write.at[0] ?? 0) - 1_000_000).toBeLessThan(10)
  })

  it.each([
    ['a quota', sdkError('LimitExceededException')],
    ['a denial', sdkError('AccessDeniedException')],
    ['a name that is taken', sdkError('ResourceExistsException')],
    ['a request that was stopped', Object.assign(new Error('stopped'), { name: 'StrayRequest' })],
  ])('that meets %s is not tried again', async (_what, error) => {
    const { attempt, at } = script(error)
    expect(await settle(createTestSend()('write', undefined, attempt))).toMatchObject({ ok: false })
    expect(at).toHaveLength(1)
  })

  it('pauses for half of the step at least, and by chance up to all of it', async () => {
    const { attempt, at } = script(network('ECONNRESET'))
    await settle(createTestSend({ random: () => 0 })('read', undefined, attempt))
    expect((at[1] ?? 0) - 1_000_000).toBe(50)
  })
})

describe('credentials that AWS refuses', () => {
  it('are renewed once, and the call is sent again', async () => {
    const reasons: string[] = []
    const renewal: SendOptions['renewal'] = () => (why) => {
      reasons.push(why)
      return Promise.resolve(true)
    }
    const { attempt, at } = script(sdkError('ExpiredTokenException'), sdkError('UnrecognizedClientException'))
    const result = await settle(createTestSend({ renewal })('read', undefined, attempt))
    expect(result).toMatchObject({ ok: false, failure: { code: 'UnrecognizedClientException' } })
    expect(reasons).toEqual(['expired'])
    expect(at).toHaveLength(2)
  })

  it('that cannot be renewed end the call', async () => {
    const { attempt, at } = script(sdkError('ExpiredTokenException'))
    const result = await settle(createTestSend()('read', undefined, attempt))
    expect(result).toMatchObject({ ok: false, failure: { kind: 'aws', code: 'ExpiredTokenException' } })
    expect(at).toHaveLength(1)
  })
})

describe('a cancelled call', () => {
  const cancelled = { ok: false, failure: { kind: 'refused', message: 'Cancelled.' } }

  it('is not sent at all when it was cancelled before', async () => {
    const { attempt, at } = script()
    expect(await createTestSend()('read', AbortSignal.abort(), attempt)).toEqual(cancelled)
    expect(at).toHaveLength(0)
  })

  it.each([
    ['a pause after a fault', network('ECONNRESET')],
    ['a pause after throttling', sdkError('ThrottlingException')],
  ])('ends at once in %s', async (_where, error) => {
    const abort = new AbortController()
    const { attempt, at } = script(error)
    const work = createTestSend()('read', abort.signal, attempt)
    await vi.advanceTimersByTimeAsync(10)
    abort.abort()
    expect(await work).toEqual(cancelled)
    expect(Date.now()).toBe(1_000_010)
    expect(at).toHaveLength(1)
  })

  it('ends at once while it waits for the rate limit', async () => {
    const abort = new AbortController()
    const limits = createLimits({ readsPerSecond: 1, writesPerSecond: 1 }, Date.now)
    const send = createTestSend({ limits: () => limits })
    await send('read', undefined, script().attempt)
    const { attempt, at } = script()
    const work = send('read', abort.signal, attempt)
    abort.abort()
    expect(await work).toEqual(cancelled)
    expect(at).toHaveLength(0)
  })

  it('leaves no timer and no listener behind', async () => {
    const abort = new AbortController()
    const work = pause(1_000, abort.signal)
    abort.abort()
    expect(await work).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})
