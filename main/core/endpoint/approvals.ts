/** Asking the user, once for each program and secret, before a program that is to be confirmed gets at it. */

export type ApprovalAnswer = 'once' | 'session' | 'always' | 'deny'

export type ApprovalRequest = {
  readonly program: string
  readonly secret: string
  readonly write: boolean
}

export type Approvals = {
  /** False: denied, or nobody answered in time. */
  readonly ask: (request: ApprovalRequest) => Promise<boolean>
}

export type ApprovalOptions = {
  /** Shows the question; rejects or stays silent when nobody can be asked. `signal` ends it when the time is up. */
  readonly show: (request: ApprovalRequest, signal: AbortSignal) => Promise<ApprovalAnswer>
  readonly onAlways: (request: ApprovalRequest) => void
  readonly timeoutMs?: number
}

/** An SDK waits this long without complaint. */
const TIMEOUT_MS = 30_000
/** After a no the same question is not shown again for so long; retries of an SDK come within seconds. */
const DENIAL_HOLDS_MS = 60_000

export function createApprovals(options: ApprovalOptions, now: () => number): Approvals {
  const allowed = new Set<string>()
  const deniedUntil = new Map<string, number>()
  const open = new Map<string, Promise<boolean>>()
  const decide = async (key: string, request: ApprovalRequest): Promise<boolean> => {
    const answer = await showInTime(options, request)
    if (answer === 'session' || answer === 'always') allowed.add(key)
    if (answer === 'always') options.onAlways(request)
    if (answer === 'deny') deniedUntil.set(key, now() + DENIAL_HOLDS_MS)
    return answer !== 'deny'
  }
  return {
    ask: (request) => {
      const key = JSON.stringify([request.program, request.secret, request.write])
      if (allowed.has(key)) return Promise.resolve(true)
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
