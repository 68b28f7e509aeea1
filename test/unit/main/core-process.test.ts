import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Log } from '../../../main/core/log.ts'
import { type CoreChild, createCoreProcess, killPatienceMs, quitPatienceMs } from '../../../main/core-process.ts'
import type { CoreMessage, ShellMessage } from '../../../shared/host-contract.ts'

type Listener = (argument: never) => void

/** A child whose life the test leads. */
class Child implements CoreChild<string> {
  pid: number | undefined
  readonly received: (readonly [ShellMessage, readonly string[] | undefined])[] = []
  readonly #listeners = new Map<string, Listener[]>()
  readonly on = (event: string, listener: Listener) =>
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  readonly postMessage = (message: ShellMessage, transfer?: string[]) => void this.received.push([message, transfer])
  #emit(event: string, argument: unknown) {
    for (const listener of this.#listeners.get(event) ?? []) listener(argument as never)
  }
  spawn(pid: number) {
    this.pid = pid
    this.#emit('spawn', undefined)
  }
  says(message: CoreMessage) {
    this.#emit('message', message)
  }
  exits(code = 0) {
    this.pid = undefined
    this.#emit('exit', code)
  }
}

function situation() {
  const children: Child[] = []
  const killed: number[] = []
  const heard: CoreMessage[] = []
  const onUnexpectedEnd = vi.fn()
  const onGivenUp = vi.fn()
  const log: Log = { info: () => {}, error: () => {} }
  const core = createCoreProcess<string>({
    fork: () => {
      const child = new Child()
      children.push(child)
      return child
    },
    killNow: (pid) => killed.push(pid),
    onMessage: (message) => heard.push(message),
    onUnexpectedEnd,
    onGivenUp,
    log,
    now: () => performance.now(),
  })
  const last = () => children.at(-1) as Child
  return { core, children, killed, heard, onUnexpectedEnd, onGivenUp, last }
}

const port: ShellMessage = { kind: 'port' }
const activity: CoreMessage = { kind: 'activity' }

describe('the core process', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  test('is killed and replaced by a lock, and the next starts only when it is gone', () => {
    const { core, children, killed, last, onUnexpectedEnd } = situation()
    core.start()
    last().spawn(11)
    core.replace()
    expect(killed).toEqual([11])
    expect(children).toHaveLength(1)
    last().exits()
    expect(children).toHaveLength(2)
    expect(onUnexpectedEnd).not.toHaveBeenCalled()
  })

  test('is replaced once by two locks in a row', () => {
    const { core, children, killed, last } = situation()
    core.start()
    last().spawn(11)
    core.replace()
    core.replace()
    last().exits()
    expect(killed).toEqual([11])
    expect(children).toHaveLength(2)
  })

  test('is killed as soon as it has a pid when the lock comes during its start', () => {
    const { core, children, killed, last } = situation()
    core.start()
    core.replace()
    expect(killed).toEqual([])
    last().spawn(12)
    expect(killed).toEqual([12])
    last().exits()
    expect(children).toHaveLength(2)
  })

  test('is followed by a fresh one even if it cannot be killed', () => {
    const { core, children, last } = situation()
    core.start()
    last().spawn(11)
    core.replace()
    vi.advanceTimersByTime(killPatienceMs)
    expect(children).toHaveLength(2)
    children[0]?.exits()
    expect(children).toHaveLength(2)
  })

  test('is not listened to once it is being replaced', () => {
    const { core, children, heard, last } = situation()
    core.start()
    last().spawn(11)
    last().says(activity)
    core.replace()
    children[0]?.says(activity)
    children[0]?.exits()
    children[0]?.says(activity)
    last().says(activity)
    expect(heard).toEqual([activity, activity])
  })

  test('gets what was sent while there was none, in order, with its ports', () => {
    const { core, last } = situation()
    core.send(port, ['early'])
    core.start()
    expect(last().received).toEqual([[port, ['early']]])
    last().spawn(11)
    core.replace()
    const doomed = last()
    core.send(port, ['a'])
    core.send(port, ['b'])
    doomed.exits()
    expect(doomed.received).toEqual([[port, ['early']]])
    expect(last().received).toEqual([
      [port, ['a']],
      [port, ['b']],
    ])
  })

  test('is started again when it ends by itself, and that is told', () => {
    const { core, children, onUnexpectedEnd, last } = situation()
    core.start()
    last().spawn(11)
    last().exits(139)
    expect(onUnexpectedEnd).toHaveBeenCalledTimes(1)
    expect(children).toHaveLength(2)
  })

  test('is given up after three ends in ten seconds, until asked for again', () => {
    const { core, children, onUnexpectedEnd, onGivenUp, last } = situation()
    core.start()
    for (let end = 0; end < 3; end++) last().exits(1)
    expect(onGivenUp).toHaveBeenCalledTimes(1)
    expect(onUnexpectedEnd).toHaveBeenCalledTimes(2)
    expect(children).toHaveLength(3)
    core.start()
    expect(children).toHaveLength(4)
    last().exits(1)
    expect(onGivenUp).toHaveBeenCalledTimes(1)
  })

  test('is not given up for ends that lie further apart', () => {
    const { core, onGivenUp, last } = situation()
    core.start()
    for (let end = 0; end < 6; end++) {
      last().exits(1)
      vi.advanceTimersByTime(5_001)
    }
    expect(onGivenUp).not.toHaveBeenCalled()
  })

  test('is asked to quit, and nothing starts afterwards', async () => {
    const { core, children, killed, last } = situation()
    core.start()
    last().spawn(11)
    const stopped = core.stop()
    expect(last().received).toEqual([[{ kind: 'quit' }, undefined]])
    last().exits()
    await stopped
    core.start()
    core.replace()
    expect(children).toHaveLength(1)
    expect(killed).toEqual([])
  })

  test('is killed when it does not quit in time', async () => {
    const { core, killed, last } = situation()
    core.start()
    last().spawn(11)
    const stopped = core.stop()
    vi.advanceTimersByTime(quitPatienceMs)
    await stopped
    expect(killed).toEqual([11])
  })

  test('can be stopped in the middle of a lock', async () => {
    const { core, children, last } = situation()
    core.start()
    last().spawn(11)
    core.replace()
    const stopped = core.stop()
    last().exits()
    await stopped
    expect(children).toHaveLength(1)
  })

  test('two calls of stop end together, and stop without a core ends at once', async () => {
    const { core, last } = situation()
    await situation().core.stop()
    core.start()
    last().spawn(11)
    const both = Promise.all([core.stop(), core.stop()])
    last().exits()
    await both
  })

  test('dies with a shell that is about to crash, and stays dead', () => {
    const { core, children, killed, last } = situation()
    core.start()
    last().spawn(11)
    core.kill()
    last().exits()
    expect(killed).toEqual([11])
    expect(children).toHaveLength(1)
  })

  test('whatever happens in whatever order, there is never more than one that nobody has ended', () => {
    const step = fc.constantFrom('spawn', 'exit', 'replace', 'start', 'send', 'wait')
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { core, children, killed, last } = situation()
        core.start()
        let pid = 100
        const alive = new Set<Child>()
        for (const each of steps) {
          if (each === 'spawn' && last().pid === undefined && !alive.has(last())) last().spawn(++pid)
          if (each === 'exit' && last().pid !== undefined) last().exits(1)
          if (each === 'replace') core.replace()
          if (each === 'start') core.start()
          if (each === 'send') core.send(port, ['x'])
          if (each === 'wait') vi.advanceTimersByTime(100)
          const running = children.filter((child) => child.pid !== undefined && !killed.includes(child.pid))
          expect(running.length).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
