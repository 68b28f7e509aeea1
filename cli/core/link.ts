/**
 * Calls to the core, whatever happens to it: it may be full (then the call waits), or end in the middle of a call (then
 * what may be repeated is).
 */
import type { CallAnswer, CallInput, CallName } from '../../shared/contract.ts'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { SocketResponse } from '../../shared/socket-contract.ts'
import type { CliFailure } from '../failure.ts'
import type { Connection } from './connection.ts'
import { type OpeningOptions, openCore } from './opening.ts'
import { retryMs, wait } from './wait.ts'

export interface Link {
  /** With `start: false` nothing is started: the answer is then `not-running`. */
  call<K extends CallName>(
    name: K,
    input: CallInput<K>,
    options?: { readonly start?: boolean },
  ): Promise<Result<CallAnswer<K>, CliFailure>>
  /** Resolves when the core has ended the connection, false after `limitMs`. */
  ended(limitMs: number): Promise<boolean>
  close(): void
}

/** While the core serves as many programs as it can. */
const fullMs = 10_000
/** Times a call is repeated after the core ended in the middle of it. */
const repeats = 3

/** A person may be asked for a yes meanwhile, so this is long. */
const usualSilenceMs = 180_000
/** Of calls that take as long as AWS lets them: thousands of writes at AWS's rates. Whoever waits can see and end them. */
const syncSilenceMs = 43_200_000
const patient: ReadonlySet<string> = new Set<CallName>([
  'sync.plan',
  'sync.apply',
  'targets.check',
  'rotation.run',
  'rotation.confirm',
  'rotation.resume',
  'rotation.cancel',
])

export interface LinkOptions extends OpeningOptions {
  /** A core that has not answered for this long is given up. */
  readonly silenceMs?: number
}

export function createLink(options: LinkOptions): Link {
  const { silenceMs = usualSilenceMs } = options
  let connection: Connection | null = null

  /** The core ends connections that say nothing for a while (an editor is open, say): the next call opens another. */
  async function connected(mayStart: boolean): Promise<Result<Connection, CliFailure>> {
    if (connection !== null) return succeed(connection)
    const opened = await openCore(options, mayStart)
    if (!opened.ok) return opened
    connection = opened.value
    void opened.value.ended.then(() => {
      if (connection === opened.value) connection = null
    })
    return opened
  }

  async function callOnce(name: string, input: unknown, mayStart: boolean): Promise<Attempt> {
    const opened = await connected(mayStart)
    if (!opened.ok) return { kind: 'failed', failure: opened.failure }
    const limitMs = patient.has(name) ? Math.max(silenceMs, syncSilenceMs) : silenceMs
    const response = await withinLimit(opened.value.request(name, input), limitMs)
    if (response !== null && response !== 'silent' && response.id !== 0) return { kind: 'answered', response }
    opened.value.close()
    connection = null
    if (response === 'silent') return { kind: 'failed', failure: silent }
    if (response === null) return { kind: 'lost' }
    return isFull(response) ? { kind: 'full' } : { kind: 'answered', response }
  }

  async function call(name: CallName, input: unknown, mayStart: boolean): Promise<Result<unknown, CliFailure>> {
    const deadline = Date.now() + fullMs
    for (let lost = 0; ; ) {
      const attempt = await callOnce(name, input, mayStart)
      if (attempt.kind === 'answered') return attempt.response.answer
      if (attempt.kind === 'failed') return fail(attempt.failure)
      if (attempt.kind === 'lost' && (!mayRepeat(name, input) || ++lost > repeats)) return fail(lostDuring(name))
      if (attempt.kind === 'full' && Date.now() >= deadline) return fail(alwaysFull)
      await wait(retryMs * (1 + Math.random()))
    }
  }

  return {
    call: (name, input, options) =>
      call(name, input, options?.start ?? true) as Promise<Result<CallAnswer<typeof name>, CliFailure>>,
    async ended(limitMs) {
      if (connection === null) return true
      const gone = await Promise.race([connection.ended.then(() => true), wait(limitMs).then(() => false)])
      if (gone) connection = null
      return gone
    },
    close() {
      connection?.close()
      connection = null
    },
  }
}

async function withinLimit<T>(promise: Promise<T>, limitMs: number): Promise<T | 'silent'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), limitMs)
  })
  const first = await Promise.race([promise, late])
  clearTimeout(timer)
  return first
}

type Attempt =
  | { readonly kind: 'answered'; readonly response: SocketResponse }
  | { readonly kind: 'failed'; readonly failure: CliFailure }
  /** The core turned us away before it looked at the request. */
  | { readonly kind: 'full' }
  /** It ended before it answered; it may have done what was asked. */
  | { readonly kind: 'lost' }

const isFull = ({ answer }: SocketResponse): boolean => !answer.ok && answer.failure.kind === 'unavailable'

/** Calls that come to the same when they are done twice. */
const repeatable: ReadonlySet<CallName> = new Set<CallName>([
  'app.status',
  'vault.unlock',
  'vault.lock',
  'secrets.list',
  'secrets.overview',
  'secrets.describe',
  'secrets.versions',
  'secrets.reveal',
  'secrets.update',
  'secrets.tag',
  'secrets.untag',
  'kinds.recognise',
  'endpoint.status',
  'endpoint.keys',
  'backups.list',
  'backups.preview',
  'audit.list',
  'audit.verify',
  'vault.slots',
  'vault.verify',
  'doctor.run',
  'settings.get',
  'vet.check',
  'vet.approve',
  'vet.waiting',
  'targets.list',
  'targets.check',
  'targets.ofSecret',
  'aws.profiles',
  'aws.regions',
  'sync.plan',
  'sync.cancel',
  'sync.status',
  'sync.conflicts',
  'sync.history',
])

/** A new version that brings its own id is stored once however often it is sent, as AWS's ClientRequestToken is. */
function mayRepeat(name: CallName, input: unknown): boolean {
  if (repeatable.has(name)) return true
  const takesId = name === 'secrets.put' || name === 'secrets.create'
  return takesId && typeof input === 'object' && input !== null && 'versionId' in input
}

const alwaysFull: CliFailure = { kind: 'unavailable', message: 'Coffer is serving as many programs as it can.' }

const silent: CliFailure = { kind: 'core-lost', message: 'Coffer does not answer.' }

const lostDuring = (name: CallName): CliFailure => ({
  kind: 'core-lost',
  message: `Coffer ended before it answered (${name}); it may or may not have been done.`,
  ...(name === 'sync.apply'
    ? { hint: 'What was done is kept: unlock and run it again, and it goes on from there.' }
    : {}),
})
