/** A connection to the core, which may be between two lives after a lock, or not run at all: then it is started. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { CliFailure } from '../failure.ts'
import { type ConnectFault, type Connection, openConnection } from './connection.ts'
import { checkFolder, type Place } from './place.ts'
import { retryMs, wait } from './wait.ts'

export interface OpeningOptions {
  /** Looked up anew for each attempt: the home may have been made meanwhile. */
  readonly locate: () => Place
  /** Starts the core in the background; resolves when the start is under way. */
  readonly start: (place: Place) => Promise<Starting>
}

/** `failed` says why once the started process has ended without becoming a core. */
export type Starting = Result<{ readonly failed: () => CliFailure | null }, CliFailure>

/** After a lock a fresh core listens within 0.1–0.3 s; a socket nobody listens on for longer is a dead one. */
const gapMs = 1_000
/** From the start of the background process to its socket. */
const startMs = 15_000

/** Without `mayStart` nothing is started: the failure is then `not-running`. */
export async function openCore(
  { locate, start }: OpeningOptions,
  mayStart: boolean,
): Promise<Result<Connection, CliFailure>> {
  const place = locate()
  const safe = checkFolder(place)
  if (!safe.ok) return safe
  const opened = await connectThroughGap(place)
  if (typeof opened !== 'string') return succeed(opened)
  if (opened === 'forbidden') return fail(forbidden(place))
  if (!mayStart) return fail({ kind: 'not-running', message: 'Coffer is not running.' })
  const starting = await start(place)
  return starting.ok ? connectToStarted(locate, starting.value.failed) : starting
}

async function connectThroughGap(place: Place): Promise<Connection | ConnectFault> {
  const deadline = Date.now() + gapMs
  // The fresh core removes the socket of the killed one before it makes its own.
  for (let sawSocket = false; ; ) {
    const opened = await openConnection(place.socket)
    sawSocket ||= opened === 'refused'
    const isInGap = opened === 'refused' || (opened === 'nobody' && sawSocket)
    if (!isInGap || Date.now() >= deadline) return opened
    await wait(retryMs)
  }
}

async function connectToStarted(
  locate: () => Place,
  failed: () => CliFailure | null,
): Promise<Result<Connection, CliFailure>> {
  const deadline = Date.now() + startMs
  for (;;) {
    // Asked before connecting: another process may have become the core, and then ours has ended well.
    const failure = failed()
    const place = locate()
    const opened = checkFolder(place).ok ? await openConnection(place.socket) : 'nobody'
    if (typeof opened !== 'string') return succeed(opened)
    if (failure !== null) return fail(failure)
    if (Date.now() >= deadline) return fail(tooSlow)
    await wait(retryMs)
  }
}

const forbidden = (place: Place): CliFailure => ({
  kind: 'refused',
  message: `The vault at ${place.home} belongs to another user.`,
})
const tooSlow: CliFailure = {
  kind: 'not-started',
  message: `Coffer was started in the background and did not answer within ${startMs / 1_000} seconds.`,
}
