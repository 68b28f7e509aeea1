/** Listening on loopback and nowhere else: 127.0.0.1 and ::1 on one port, and a Unix socket for this user only. */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { fail, type Result, succeed } from '../../../shared/failure.ts'

export const HOSTS = ['127.0.0.1', '::1'] as const

export type Listening = {
  readonly servers: readonly Server[]
  readonly port: number
}

/** With port 0 a free one is found that both families have. Without IPv6 on this machine 127.0.0.1 is enough. */
export async function listenOnLoopback(createServer: () => Server, port: number): Promise<Result<Listening>> {
  for (let attempts = port === 0 ? 8 : 1; attempts > 0; attempts -= 1) {
    const first = createServer()
    const failed = await listen(first, { host: HOSTS[0], port })
    if (failed) return portFailure(port, failed)
    const { port: chosen } = first.address() as AddressInfo
    const second = createServer()
    const failedSecond = await listen(second, { host: HOSTS[1], port: chosen, ipv6Only: true })
    if (!failedSecond) return succeed({ servers: [first, second], port: chosen })
    if (NO_IPV6.includes(failedSecond)) return succeed({ servers: [first], port: chosen })
    first.close()
  }
  return portFailure(port, 'EADDRINUSE')
}

/**
 * The caller has made the folder, open to this user alone; the socket itself is closed to others as well. A socket that
 * a killed process left behind is replaced, one that somebody listens on is not.
 */
export async function listenOnSocket(createServer: () => Server, path: string): Promise<Result<Server>> {
  const first = createServer()
  let failed = await listen(first, { path })
  let server = first
  if (failed === 'EADDRINUSE' && (await isStale(path))) {
    unlinkSync(path)
    server = createServer()
    failed = await listen(server, { path })
  }
  if (failed) return fail({ kind: 'unavailable', message: `The endpoint's socket cannot be opened (${failed}).` })
  if (process.platform !== 'win32') chmodSync(path, 0o600)
  return succeed(server)
}

/** Only a refused connection proves that nobody listens. */
function isStale(path: string): Promise<boolean> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return Promise.resolve(false)
  return new Promise((resolve) => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(false)
    })
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}

type Place = { readonly host: string; readonly port: number; readonly ipv6Only?: boolean } | { readonly path: string }

/** The error's code, or undefined when it listens. */
function listen(server: Server, place: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message)
    server.once('error', failed)
    server.listen({ ...place, exclusive: true }, () => {
      server.off('error', failed)
      resolve(undefined)
    })
  })
}

const portFailure = (port: number, code: string): Result<never> =>
  fail({
    kind: 'unavailable',
    message:
      code === 'EADDRINUSE' && port !== 0
        ? `Port ${port} is taken by another program. Choose another, or let Coffer choose.`
        : `The endpoint cannot listen on this machine (${code}).`,
  })

const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']
