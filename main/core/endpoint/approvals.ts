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
  /**
   * False: denied, or nobody answered in time, or `gone` said that the asker waits no more; the question is taken back
   * when the last asker has gone. An answer that lasts counts for the same request in the same `scope`.
   */
  readonly ask: (request: ApprovalRequest, scope?: string, gone?: AbortSignal) => Promise<boolean>
}

export type ApprovalOptions = {
  /** Shows the question; rejects or stays silent when nobody can be asked. `signal` takes it back. */
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
  const open = new Map<string, Question>()
  const decide = async (key: string, request: ApprovalRequest, end: AbortController): Promise<boolean> => {
    const answer = await showInTime(options, request, end)
    if (answer === 'withdrawn') return false
    if (answer === 'hour') allowedUntil.set(key, now() + HOUR_MS)
    if (answer === 'session' || answer === 'always') allowedUntil.set(key, Number.POSITIVE_INFINITY)
    if (answer === 'always') options.onAlways(request)
    if (answer === 'deny') deniedUntil.set(key, now() + (options.denialHoldsMs ?? DENIAL_HOLDS_MS))
    return answer !== 'deny'
  }
  const begin = (key: string, request: ApprovalRequest): Question => {
    const end = new AbortController()
    const forget = () => {
      if (open.get(key) === question) open.delete(key)
    }
    const withdraw = () => {
      forget()
      end.abort()
    }
    const question: Question = { answer: decide(key, request, end).finally(forget), withdraw, askers: 0 }
    return question
  }
  return {
    ask: (request, scope = '', gone = never) => {
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
      let question = open.get(key)
      if (question === undefined) {
        question = begin(key, request)
        open.set(key, question)
      }
      return waitFor(question, gone)
    },
  }
}

/** One that is shown, for all who ask the same. */
interface Question {
  readonly answer: Promise<boolean>
  readonly withdraw: () => void
  askers: number
}

const never = new AbortController().signal

/** Who goes leaves the question to the others; with the last one it goes too. */
function waitFor(question: Question, gone: AbortSignal): Promise<boolean> {
  question.askers += 1
  return new Promise((resolve, reject) => {
    const leave = () => {
      question.askers -= 1
      if (question.askers === 0) question.withdraw()
      resolve(false)
    }
    if (gone.aborted) return leave()
    gone.addEventListener('abort', leave, { once: true })
    question.answer.finally(() => gone.removeEventListener('abort', leave)).then(resolve, reject)
  })
}

async function showInTime(
  options: ApprovalOptions,
  request: ApprovalRequest,
  end: AbortController,
): Promise<ApprovalAnswer | 'withdrawn'> {
  const late = new Promise<ApprovalAnswer>((resolve) => {
    const timer = setTimeout(() => resolve('deny'), options.timeoutMs ?? TIMEOUT_MS)
    end.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve('deny')
    })
  })
  try {
    const answer = await Promise.race([options.show(request, end.signal), late])
    return end.signal.aborted ? 'withdrawn' : answer
  } catch {
    return 'deny'
  } finally {
    end.abort()
  }
}
