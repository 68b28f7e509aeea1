/** Asking the user, once for each program and secret, before a program that is to be confirmed gets at it. */

export type ApprovalAnswer = 'once' | 'hour' | 'session' | 'always' | 'deny'

export type ApprovalRequest = {
  readonly program: string
  readonly secret: string
  readonly write: boolean
  /** Of an SSH key that is to be used for a signature. */
  readonly fingerprint?: string
  /** Of a program that wants to use the vault from a terminal: what started it, "" where nobody knows. */
  readonly parent?: string
}

export type Approvals = {
  /** False: denied, or nobody answered in time. An answer that lasts counts for the same request in the same `scope`. */
  readonly ask: (request: ApprovalRequest, scope?: string) => Promise<boolean>
}

export type ApprovalOptions = {
  /** Shows the question; rejects or stays silent when nobody can be asked. `signal` ends it when the time is up. */
  readonly show: (request: ApprovalRequest, signal: AbortSignal) => Promise<ApprovalAnswer>
  readonly onAlways: (request: ApprovalRequest) => void
  readonly timeoutMs?: number
  /** After a no the same question is not shown again for so long. */
  readonly denialHoldsMs?: number
}

/** An SDK waits this long without complaint. */
const TIMEOUT_MS = 30_000
/** Retries of an SDK come within seconds. */
const DENIAL_HOLDS_MS = 60_000
const HOUR_MS = 3_600_000

export function createApprovals(options: ApprovalOptions, now: () => number): Approvals {
  const allowedUntil = new Map<string, number>()
  const deniedUntil = new Map<string, number>()
  const open = new Map<string, Promise<boolean>>()
  const decide = async (key: string, request: ApprovalRequest): Promise<boolean> => {
    const answer = await showInTime(options, request)
    if (answer === 'hour') allowedUntil.set(key, now() + HOUR_MS)
    if (answer === 'session' || answer === 'always') allowedUntil.set(key, Number.POSITIVE_INFINITY)
    if (answer === 'always') options.onAlways(request)
    if (answer === 'deny') deniedUntil.set(key, now() + (options.denialHoldsMs ?? DENIAL_HOLDS_MS))
    return answer !== 'deny'
  }
  return {
    ask: (request, scope = '') => {
      const key = JSON.stringify([
        request.program,
        request.secret,
        request.write,
        request.fingerprint,
        request.parent,
        scope,
      ])
      if ((allowedUntil.get(key) ?? 0) > now()) return Promise.resolve(true)
      if ((deniedUntil.get(key) ?? 0) > now()) return Promise.resolve(false)
      const waiting = open.get(key)
      if (waiting !== undefined) return waiting
      const decided = decide(key, request).finally(() => open.delete(key))
      open.set(key, decided)
      return decided
    },
  }
}

async function showInTime(options: ApprovalOptions, request: ApprovalRequest): Promise<ApprovalAnswer> {
  const abort = new AbortController()
  const late = new Promise<ApprovalAnswer>((resolve) => {
    const timer = setTimeout(() => resolve('deny'), options.timeoutMs ?? TIMEOUT_MS)
    abort.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  try {
    return await Promise.race([options.show(request, abort.signal), late])
  } catch {
    return 'deny'
  } finally {
    abort.abort()
  }
}
