/**
 * No test reaches another host: every connection of a test's process that is not to this machine ends before a name is
 * looked up, and what was tried can be asked for. Set up for each test file by vitest.config.ts.
 */
import { isIP, Socket, setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'

type Tried = { readonly host: string; readonly port: number }

const KEY = Symbol.for('coffer.test.connections')
type Global = { [KEY]?: Tried[] }

/** All connections since the last `forgetConnections`, those to this machine included; Unix sockets are not among them. */
export const connectionsTried = (): readonly Tried[] => (globalThis as Global)[KEY] ?? []

export function forgetConnections(): void {
  ;(globalThis as Global)[KEY] = []
}

const isHere = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '::' || (isIP(host) === 4 && /^(127\.|0\.0\.0\.0$)/.test(host))

/** The arguments of `Socket.connect`, in each of their forms; undefined: a path. */
function targetOf(given: readonly unknown[]): Tried | undefined {
  const args = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given
  const [first, second] = args
  if (typeof first === 'number') return { port: first, host: typeof second === 'string' ? second : 'localhost' }
  if (typeof first !== 'object' || first === null) return undefined
  const { path, port, host } = first as {
    readonly path?: string
    readonly port?: number | string
    readonly host?: string
  }
  return path === undefined || path === null ? { port: Number(port), host: host ?? 'localhost' } : undefined
}

function install(): void {
  if ((globalThis as Global)[KEY]) return
  forgetConnections()
  const connect = Socket.prototype.connect
  Socket.prototype.connect = function (this: Socket, ...args: never[]): Socket {
    const target = targetOf(args)
    if (target) (globalThis as Global)[KEY]?.push(target)
    if (!target || isHere(target.host.replace(/^\[|\]$/g, ''))) return Reflect.apply(connect, this, args)
    const error = new Error(`No test may reach ${target.host}:${target.port}.`)
    process.nextTick(() => this.destroy(Object.assign(error, { code: 'EHOSTUNREACH' })))
    return this
  } as typeof connect
  // A name's second address is for a first that does not answer, not for a machine that is busy.
  setDefaultAutoSelectFamilyAttemptTimeout(60_000)
}

install()
