/**
 * The terminal's door: a socket only its user can open. It checks who connects, holds the limits and moves frames;
 * `answer` checks and parses the call and does it.
 */
import type { Failure, Result } from '../../../shared/failure.ts'
import { createFrameReader, maxSocketConnections } from '../../../shared/socket-contract.ts'
import type { Log } from '../log.ts'
import { answerCall, notUnderstood, refuse } from './calls.ts'
import { converse, type Limits } from './connection.ts'
import { listenForUser, type SocketServer } from './private-socket.ts'

export type { SocketServer } from './private-socket.ts'

/** Who made a call over the socket, as the kernel says it; null where it does not (Windows; a process that ended). */
export interface Caller {
  readonly door: 'socket'
  readonly pid: number | null
  readonly uid: number | null
  readonly program: string | null
}

export interface SocketOptions {
  /** `socketPath` of the home; `folder` is null for a named pipe. */
  readonly paths: { readonly folder: string | null; readonly socket: string }
  /** The only user let in. Ignored where users have no number (Windows). */
  readonly uid: number
  /**
   * Never given two calls of one connection at once. Bytes in its answer are wiped once they are sent. `gone` says that
   * nobody waits for it any more.
   */
  readonly answer: (call: string, input: unknown, caller: Caller, gone: AbortSignal) => Promise<Result<unknown>>
  readonly log: Log
  readonly limits?: Limits
}

const usualLimits: Limits = { idleMs: 60_000, frameMs: 10_000, drainMs: 10_000 }

/** Listens once the promise resolves. Rejects as `listenForUser` does. */
export function serveSocket(options: SocketOptions): Promise<SocketServer> {
  const { paths, uid, answer, log, limits = usualLimits } = options
  return listenForUser({
    paths,
    uid,
    mostConnections: maxSocketConnections,
    door: 'socket',
    log,
    turnAway: (socket, reason) => refuse(socket, refusals[reason], limits.drainMs),
    serve: (socket, visitor) => {
      const caller: Caller = { door: 'socket', ...visitor }
      converse(socket, {
        reader: createFrameReader(),
        answer: (body, gone) => answerCall(body, (call, input) => answer(call, input, caller, gone), log),
        refuse: () => refuse(socket, notUnderstood, limits.drainMs),
        limits,
        door: 'socket',
        log,
      })
    },
  })
}

const refusals: Readonly<Record<'full' | 'unidentified' | 'other-user', Failure>> = {
  full: { kind: 'unavailable', message: 'Coffer is serving as many programs as it can; try again.' },
  unidentified: { kind: 'refused', message: 'Coffer cannot tell which user is asking, so it refuses.' },
  'other-user': { kind: 'refused', message: 'This vault belongs to another user.' },
}
