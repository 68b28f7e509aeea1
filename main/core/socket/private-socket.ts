/** Listening for one user: a folder and a socket that are theirs alone, and the kernel asked who connects. */
import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { Log } from '../log.ts'
import { claimFolder, clearStaleSocket } from './folder.ts'
import { createPeerReader, type Peer } from './peer.ts'

/** Who connected; all null where sockets have no peer (Windows). */
export type Visitor = { readonly [K in keyof Peer]: Peer[K] | null }

export interface PrivateSocketOptions {
  /** `folder` is null for a named pipe. */
  readonly paths: { readonly folder: string | null; readonly socket: string }
  /** The only user let in. Ignored where users have no number (Windows). */
  readonly uid: number
  readonly mostConnections: number
  readonly serve: (socket: Socket, visitor: Visitor) => void
  /** Ends the connection, having said why if the door's protocol can. Errors of the socket are taken care of. */
  readonly turnAway: (socket: Socket, reason: 'full' | 'unidentified' | 'other-user') => void
  /** What log lines begin with. */
  readonly door: string
  readonly log: Log
}

export interface SocketServer {
  /** Ends every connection and removes the socket. */
  readonly close: () => Promise<void>
}

/**
 * Listens once the promise resolves. Rejects with an Error whose message is a sentence for the user when the folder is
 * a link or somebody else's, or when somebody else listens there.
 */
export async function listenForUser(options: PrivateSocketOptions): Promise<SocketServer> {
  const { paths, uid, door, log } = options
  if (paths.folder !== null) {
    claimFolder(paths.folder, uid)
    await clearStaleSocket(paths.socket, uid)
  }
  const connections = new Set<Socket>()
  const server = createServer(createDoorkeeper(options, connections))
  server.on('error', () => log.error(`${door}.server-failed`))
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
function createDoorkeeper(options: PrivateSocketOptions, connections: Set<Socket>): (socket: Socket) => void {
  const { uid, mostConnections, serve, door, log } = options
  const readPeer = createPeerReader(process.platform)
  return (socket) => {
    const turnAway = (reason: Parameters<PrivateSocketOptions['turnAway']>[1]) => {
      log.info(`${door}.refused`, { reason })
      socket.on('error', () => socket.destroy())
      socket.resume()
      options.turnAway(socket, reason)
    }
    if (connections.size >= mostConnections) return turnAway('full')
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    const peer = readPeer === null ? unknownPeer : readPeer(socket)
    if (peer === null) return turnAway('unidentified')
    if (peer.uid !== null && peer.uid !== uid) return turnAway('other-user')
    serve(socket, peer)
  }
}

const unknownPeer: Visitor = { uid: null, pid: null, program: null }

/** The socket file exists with mode 0600 from its first moment: a chmod afterwards would leave a gap. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const umask = process.umask(0o177)
    server.once('error', () => reject(new Error('The socket could not be opened.')))
    server.listen(path, resolve)
    process.umask(umask)
  })
}
