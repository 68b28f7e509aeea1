/**
 * Starts, replaces and stops the core. Replacing is how the vault locks: the old process is killed, not asked, and
 * with it every key and value it held. One core at a time: the next starts when the last is gone, because both want
 * the same vault file and socket.
 */
import type { CoreMessage, ShellMessage } from '../shared/host-contract.ts'
import type { Log } from './core/log.ts'
import { crashLoop, createEndCounter } from './crash-loop.ts'

/** What we use of Electron's UtilityProcess. `Port` is Electron's MessagePortMain. */
export interface CoreChild<Port> {
  /** Undefined until the process has started and again when it has ended. */
  readonly pid: number | undefined
  readonly postMessage: (message: ShellMessage, transfer?: Port[]) => void
  readonly on: {
    (event: 'message', listener: (message: CoreMessage) => void): unknown
    (event: 'spawn', listener: () => void): unknown
    (event: 'exit', listener: (code: number) => void): unknown
  }
}

export interface CoreProcess<Port> {
  readonly start: () => void
  /** Kills the core and starts a fresh, locked one. Safe at any moment and any number of times. */
  readonly replace: () => void
  /** Kept for the next core while there is none. */
  readonly send: (message: ShellMessage, transfer?: Port[]) => void
  /** Asks the core to close the vault and end, and kills it when it takes too long. Nothing starts afterwards. */
  readonly stop: () => Promise<void>
  /** Kills the core at once, for a shell that is about to end. */
  readonly kill: () => void
}

export interface CoreProcessOptions<Port> {
  readonly fork: () => CoreChild<Port>
  /** SIGKILL, or the OS's equal. */
  readonly killNow: (pid: number) => void
  readonly onMessage: (message: CoreMessage) => void
  /** The core ended by itself and a fresh one is being started. */
  readonly onUnexpectedEnd: () => void
  /** It ended too often in a short time; none is started until `start` is called. */
  readonly onGivenUp: () => void
  readonly log: Log
  /** performance.now(). */
  readonly now: () => number
}

export const quitPatienceMs = 3_000
/** A killed process that does not go away (a hanging disk) must not keep the next one from starting. */
export const killPatienceMs = 2_000

type Phase = 'none' | 'running' | 'replacing' | 'stopping' | 'stopped'

interface Situation<Port> {
  phase: Phase
  child: CoreChild<Port> | null
  /** Messages for the next core. */
  waiting: { readonly message: ShellMessage; readonly transfer: Port[] | undefined }[]
  readonly isLoop: (nowMs: number) => boolean
}

export function createCoreProcess<Port>(options: CoreProcessOptions<Port>): CoreProcess<Port> {
  const now: Situation<Port> = { phase: 'none', child: null, waiting: [], isLoop: createEndCounter() }
  let stopped: Promise<void> | null = null
  return {
    start: () => start(now, options),
    replace: () => replace(now, options),
    send: (message, transfer) => {
      if (now.phase === 'running') now.child?.postMessage(message, transfer)
      else if (now.phase === 'replacing' || now.phase === 'none') now.waiting.push({ message, transfer })
    },
    stop: () => {
      stopped ??= stop(now, options)
      return stopped
    },
    kill: () => {
      if (now.child !== null) killChild(now.child, options)
      now.phase = 'stopped'
    },
  }
}

function start<Port>(now: Situation<Port>, options: CoreProcessOptions<Port>): void {
  if (now.phase !== 'none') return
  const child = options.fork()
  now.phase = 'running'
  now.child = child
  child.on('message', (message) => {
    if (now.child === child && now.phase !== 'replacing') options.onMessage(message)
  })
  child.on('exit', (code) => {
    if (now.child === child) ended(now, options, code)
  })
  for (const { message, transfer } of now.waiting.splice(0)) child.postMessage(message, transfer)
}

function ended<Port>(now: Situation<Port>, options: CoreProcessOptions<Port>, code: number): void {
  const before = now.phase
  now.child = null
  now.phase = before === 'stopping' || before === 'stopped' ? 'stopped' : 'none'
  if (before === 'replacing') start(now, options)
  if (before !== 'running') return
  options.log.error('core.ended', { code })
  if (now.isLoop(options.now())) giveUp(now, options)
  else {
    options.onUnexpectedEnd()
    start(now, options)
  }
}

function giveUp<Port>(now: Situation<Port>, { log, onGivenUp }: CoreProcessOptions<Port>): void {
  now.waiting = []
  log.error('core.given-up', { count: crashLoop.ends })
  onGivenUp()
}

function replace<Port>(now: Situation<Port>, options: CoreProcessOptions<Port>): void {
  const doomed = now.child
  if (now.phase === 'none') start(now, options)
  if (now.phase !== 'running' || doomed === null) return
  now.phase = 'replacing'
  killChild(doomed, options)
  onLateExit(now, doomed, killPatienceMs, () => {
    options.log.error('core.unkillable', { pid: doomed.pid })
    ended(now, options, -1)
  })
}

async function stop<Port>(now: Situation<Port>, options: CoreProcessOptions<Port>): Promise<void> {
  const { child, phase } = now
  now.phase = child === null ? 'stopped' : 'stopping'
  if (child === null) return
  if (phase === 'running') child.postMessage({ kind: 'quit' })
  await new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    onLateExit(now, child, quitPatienceMs, () => {
      options.log.error('core.slow-quit', { pid: child.pid })
      killChild(child, options)
      resolve()
    })
  })
}

/** A child without a pid has not started yet; it dies as soon as it does. */
function killChild<Port>(child: CoreChild<Port>, { killNow }: CoreProcessOptions<Port>): void {
  if (child.pid !== undefined) killNow(child.pid)
  else child.on('spawn', () => child.pid !== undefined && killNow(child.pid))
}

function onLateExit<Port>(now: Situation<Port>, child: CoreChild<Port>, patienceMs: number, late: () => void): void {
  const timer = setTimeout(() => now.child === child && late(), patienceMs)
  child.on('exit', () => clearTimeout(timer))
}
