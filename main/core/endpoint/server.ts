/** The endpoint's HTTP server: loopback and the user's own socket only, limited in every direction. Off until started. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { type Result, succeed } from '../../../shared/failure.ts'
import { http } from './http.ts'
import { connectionError, tooMany, writeRaw } from './http-answer.ts'
import { listenOnLoopback, listenOnSocket } from './listen.ts'
import { type Service, serveRequest } from './serve-request.ts'
import type { SigningKey } from './sigv4.ts'

/** What the largest honest request needs: 65,536 bytes of value, each escaped as `\u0000`, with its metadata, fits. */
const MAX_BODY_BYTES = 1_048_576

export type EndpointLimits = {
  readonly maxBodyBytes: number
  readonly maxConnections: number
  /** From a request's first byte to the end of its headers, and to the end of its body. */
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  /** An idle connection is kept this long. */
  readonly keepAliveMs: number
}

export const defaultLimits: EndpointLimits = {
  maxBodyBytes: MAX_BODY_BYTES,
  maxConnections: 256,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  keepAliveMs: 60_000,
}

export type EndpointOptions<K extends SigningKey> = Omit<Service<K>, 'maxBodyBytes'> & {
  /** 0: any free port. */
  readonly port: number
  /** In a folder that is this user's alone; absent: no socket. */
  readonly socketPath?: string | undefined
  readonly limits?: Partial<EndpointLimits> | undefined
}

export type Endpoint = {
  readonly port: number
  readonly url: string
  readonly socketPath: string | undefined
  /** Ends every connection, open calls included. */
  readonly close: () => Promise<void>
}

export async function startEndpoint<K extends SigningKey>(options: EndpointOptions<K>): Promise<Result<Endpoint>> {
  const limits = { ...defaultLimits, ...options.limits }
  const service: Service<K> = { ...options, maxBodyBytes: limits.maxBodyBytes }
  const admit = createDoorkeeper(limits.maxConnections, options.onRefusal)
  const listening = await listenOnLoopback(() => createHttp(service, limits, admit, true), options.port)
  if (!listening.ok) return listening
  const { servers, port } = listening.value
  const all = [...servers]
  if (options.socketPath !== undefined) {
    const socket = await listenOnSocket(() => createHttp(service, limits, admit, false), options.socketPath)
    if (!socket.ok) {
      await closeAll(all)
      return socket
    }
    all.push(socket.value)
  }
  return succeed({
    port,
    url: `http://127.0.0.1:${port}`,
    socketPath: options.socketPath,
    close: () => closeAll(all),
  })
}

function createHttp<K extends SigningKey>(
  service: Service<K>,
  limits: EndpointLimits,
  admit: (socket: Socket) => boolean,
  isTcp: boolean,
): Server {
  const server = http().createServer({
    maxHeaderSize: 16_384,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, Math.ceil(limits.headersTimeoutMs / 2)),
    noDelay: true,
    requireHostHeader: false,
  })
  server.maxHeadersCount = 100
  const refused = new WeakSet<Socket>()
  server.on('connection', (socket: Socket) => {
    if (!admit(socket)) refused.add(socket)
  })
  server.on('request', (request, response) => {
    if (refused.has(request.socket)) return
    const port = isTcp ? request.socket.localPort : undefined
    void serveRequest(service, port, request, response)
  })
  server.on('checkExpectation', (request) => writeRaw(request.socket, connectionError(undefined)))
  server.on('connect', (_request, socket) => writeRaw(socket, connectionError(undefined)))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    else writeRaw(socket, connectionError(error.code))
  })
  return server
}

/** Counts connections over all servers together; one too many is told so and ended. */
function createDoorkeeper(max: number, onRefusal: (code: string) => void): (socket: Socket) => boolean {
  let open = 0
  return (socket) => {
    if (open >= max) {
      onRefusal('TooManyConnections')
      writeRaw(socket, tooMany)
      return false
    }
    open += 1
    socket.once('close', () => {
      open -= 1
    })
    return true
  }
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    ),
  )
}
