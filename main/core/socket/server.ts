/**
 * The terminal's door: a socket only its user can open. It checks who connects, holds the limits and moves frames;
 * `answer` checks and parses the call and does it.
 */
import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { Failure, Result } from '../../../shared/failure.ts'
import { maxSocketConnections } from '../../../shared/socket-contract.ts'
import type { Log } from '../log.ts'
import { converse, type Limits, refuse } from './connection.ts'
import { claimFolder, clearStaleSocket } from './folder.ts'
import { createPeerReader, type Peer } from './peer.ts'

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
  /** Never given two calls of one connection at once. Bytes in its answer are wiped once they are sent. */
  readonly answer: (call: string, input: unknown, caller: Caller) => Promise<Result<unknown>>
  readonly log: Log
  readonly limits?: Limits
}

export interface SocketServer {
  /** Ends every connection and removes the socket. */
  readonly close: () => Promise<void>
}

const usualLimits: Limits = { idleMs: 60_000, frameMs: 10_000, drainMs: 10_000 }

/**
 * Listens once the promise resolves. Rejects with an Error whose message is a sentence for the user when the folder is
 * a link or somebody else's, or when another core listens there.
 */
export async function serveSocket(options: SocketOptions): Promise<SocketServer> {
  const { paths, uid, log } = options
  if (paths.folder !== null) {
    claimFolder(paths.folder, uid)
    await clearStaleSocket(paths.socket, uid)
  }
  const connections = new Set<Socket>()
  const server = createServer(createDoorkeeper(options, connections))
  server.on('error', () => log.error('socket.server-failed'))
  await listenPrivately(server, paths.socket)
  if (paths.folder !== null) chmodSync(paths.socket, 0o600)
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of connections) socket.destroy()
      }),
  }
}

/** The whole of who is let in, in the order it is asked: room, then user. */
function createDoorkeeper(options: SocketOptions, connections: Set<Socket>): (socket: Socket) => void {
  const { uid, answer, log, limits = usualLimits } = options
  const readPeer = createPeerReader(process.platform)
  return (socket) => {
    const turnAway = (failure: Failure, reason: string) => {
      log.info('socket.refused', { reason })
      socket.on('error', () => socket.destroy())
      socket.resume()
      refuse(socket, failure, limits.drainMs)
    }
    if (connections.size >= maxSocketConnections) return turnAway(full, 'full')
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    const peer = readPeer === null ? unknownPeer : readPeer(socket)
    if (peer === null) return turnAway(unidentified, 'unidentified')
    if (peer.uid !== null && peer.uid !== uid) return turnAway(otherUser, 'other-user')
    const caller: Caller = { door: 'socket', pid: peer.pid, uid: peer.uid, program: peer.program }
    converse(socket, { answer: (call, input) => answer(call, input, caller), limits, log })
  }
}

const unknownPeer: { readonly [K in keyof Peer]: Peer[K] | null } = { uid: null, pid: null, program: null }
const full: Failure = { kind: 'unavailable', message: 'Coffer is serving as many programs as it can; try again.' }
const unidentified: Failure = { kind: 'refused', message: 'Coffer cannot tell which user is asking, so it refuses.' }
const otherUser: Failure = { kind: 'refused', message: 'This vault belongs to another user.' }

/** The socket file exists with mode 0600 from its first moment: a chmod afterwards would leave a gap. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const umask = process.umask(0o177)
    server.once('error', () => reject(new Error('The socket for the terminal could not be opened.')))
    server.listen(path, resolve)
    process.umask(umask)
  })
}
