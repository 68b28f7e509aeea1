/** One call of AWS: waits for the rate limit, tries, backs off, tries again, and ends at once when cancelled. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Credentials } from './credentials.ts'
import type { CallKind, Limits } from './limits.ts'
import { type Context, isExpired, isThrottled, isTransient, isUnknownKey, toFailure } from './translate.ts'

export interface Backoff {
  /** Tries of a call altogether, while the network or the server is at fault / while AWS throttles. */
  readonly attempts: number
  readonly throttledAttempts: number
  /** First pause after a fault of the network or the server; doubles, with jitter. */
  readonly baseMs: number
  /** First pause after throttling. */
  readonly throttledBaseMs: number
  readonly ceilingMs: number
}

export const awsBackoff: Backoff = {
  attempts: 5,
  throttledAttempts: 9,
  baseMs: 100,
  throttledBaseMs: 1_000,
  ceilingMs: 20_000,
}
export const localBackoff: Backoff = {
  attempts: 5,
  throttledAttempts: 9,
  baseMs: 20,
  throttledBaseMs: 50,
  ceilingMs: 1_000,
}

export interface SendOptions {
  /** Asked for each try: an account becomes known with the first answer of STS. */
  readonly limits: () => Limits
  readonly backoff: Backoff
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly context: Context
  readonly renewal: Credentials['renewal']
}

/** What one try gets: the SDK's `send` options. */
export interface TryOptions {
  readonly abortSignal?: AbortSignal
}

export type Send = <T>(
  kind: CallKind,
  signal: AbortSignal | undefined,
  attempt: (options: TryOptions) => Promise<T>,
) => Promise<Result<T>>

export function createSend({ limits, backoff, random, context, renewal }: SendOptions): Send {
  return async (kind, signal, attempt) => {
    let renewed = false
    for (let tries = 1; ; tries += 1) {
      if (!(await pause(limits().reserve(kind), signal))) return cancelled
      const renew = renewal()
      try {
        return succeed(await attempt(signal ? { abortSignal: signal } : {}))
      } catch (error) {
        if (signal?.aborted) return cancelled
        const refusal = isExpired(error) ? 'expired' : isUnknownKey(error) ? 'unknown' : null
        const renewable: boolean = refusal !== null && !renewed && (await renew(refusal))
        renewed ||= renewable
        if (renewable) continue
        const pauseMs = pauseAfter(backoff, tries, error, random())
        if (pauseMs === null) return fail(toFailure(error, context))
        /** Throttling holds everybody's next call, our own among them. */
        if (isThrottled(error)) limits().hold(kind, pauseMs)
        else if (!(await pause(pauseMs, signal))) return cancelled
      }
    }
  }
}

const cancelled: Result<never> = fail({ kind: 'refused', message: 'Cancelled.' })

/** Null: no more tries. Between half of the step and all of it: nobody hits a busy service in step with others. */
function pauseAfter(backoff: Backoff, tries: number, error: unknown, chance: number): number | null {
  const throttled = isThrottled(error)
  if (!isTransient(error) || tries >= (throttled ? backoff.throttledAttempts : backoff.attempts)) return null
  const base = throttled ? backoff.throttledBaseMs : backoff.baseMs
  return Math.min(backoff.ceilingMs, base * 2 ** (tries - 1)) * (0.5 + chance / 2)
}

/** False: `signal` ended it. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false)
  if (ms <= 0) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (value: boolean) => (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      resolve(value)
    }
    const onAbort = end(false)
    const timer = setTimeout(end(true), ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
