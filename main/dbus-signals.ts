/** Listens to signals on one of the two D-Bus buses. A bus that is missing, refuses or ends is simply not listened to. */
import { connect, type Socket } from 'node:net'
import { type DbusSignal, decodeMessage, encodeCall, largestMessage } from './dbus-message.ts'

export interface SignalListener {
  readonly close: () => void
}

export interface SignalOptions {
  /** As in DBUS_SESSION_BUS_ADDRESS: `unix:path=…` or `unix:abstract=…`, several with `;`. */
  readonly address: string
  /** Match rules of the D-Bus specification. */
  readonly rules: readonly string[]
  readonly onSignal: (signal: DbusSignal) => void
  /** process.getuid(). */
  readonly uid: number
}

const bus = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const

/** The socket of the first transport we can use; null when there is none. `\0` begins an abstract name. */
export function socketOf(address: string): string | null {
  for (const transport of address.split(';')) {
    const match = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(transport)
    const name = unescapeValue(match?.[2] ?? '')
    if (name !== '') return match?.[1] === 'abstract' ? `\0${name}` : name
  }
  return null
}

const unescapeValue = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Resolves to nothing: what goes wrong ends in silence, as a desktop without a bus would. */
export function listenForSignals({ address, rules, onSignal, uid }: SignalOptions): SignalListener {
  const path = socketOf(address)
  if (path === null) return { close: () => {} }
  const socket = connect({ path })
  socket.unref()
  socket.on('error', () => socket.destroy())
  socket.on('connect', () => socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString('hex')}\r\n`))
  readFrom(socket, rules, onSignal)
  return { close: () => socket.destroy() }
}

function readFrom(socket: Socket, rules: readonly string[], onSignal: (signal: DbusSignal) => void): void {
  let waiting: Buffer = Buffer.alloc(0)
  let accepted = false
  socket.on('data', (data) => {
    waiting = Buffer.concat([waiting, data])
    if (!accepted) {
      const end = waiting.indexOf('\r\n')
      if (end === -1) return giveUpIf(socket, waiting.length > 1_024)
      if (waiting.toString('latin1', 0, 3) !== 'OK ') return giveUpIf(socket, true)
      accepted = true
      waiting = waiting.subarray(end + 2)
      begin(socket, rules)
    }
    waiting = drain(socket, waiting, onSignal)
  })
}

function begin(socket: Socket, rules: readonly string[]): void {
  socket.write('BEGIN\r\n')
  socket.write(encodeCall({ ...bus, serial: 1, member: 'Hello' }))
  for (const [index, rule] of rules.entries()) {
    socket.write(encodeCall({ ...bus, serial: index + 2, member: 'AddMatch', argument: rule }))
  }
}

/** Hands on every complete message and answers the rest. */
function drain(socket: Socket, bytes: Buffer, onSignal: (signal: DbusSignal) => void): Buffer {
  let rest = bytes
  for (;;) {
    const decoded = decodeMessage(rest)
    if (decoded === null) return rest
    if (decoded === 'malformed' || rest.length > 2 * largestMessage) {
      socket.destroy()
      return Buffer.alloc(0)
    }
    rest = rest.subarray(decoded.length)
    if (decoded.signal !== null) onSignal(decoded.signal)
  }
}

function giveUpIf(socket: Socket, hopeless: boolean): void {
  if (hopeless) socket.destroy()
}
