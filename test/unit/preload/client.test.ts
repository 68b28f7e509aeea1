import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createClient, type PortLike } from '../../../preload/client.ts'
import type { CallRequest } from '../../../shared/contract.ts'

/** The core's end: what arrives is a copy, as a real port makes one. */
function port() {
  const end = {
    received: [] as CallRequest[],
    say: (_data: unknown): void => {},
    close: (): void => {},
    port: {
      onMessage: (listener) => {
        end.say = (data) => listener(structuredClone(data))
      },
      onClose: (listener) => {
        end.close = listener
      },
      postMessage: (message) => void end.received.push(structuredClone(message)),
    } satisfies PortLike,
  }
  return end
}

describe('the page’s client', () => {
  let core: ReturnType<typeof port>
  beforeEach(() => {
    core = port()
  })

  test('matches answers to calls, in whatever order they come', async () => {
    const client = createClient()
    client.attach(core.port)
    const first = client.call('app.status', {})
    const second = client.call('settings.get', {})
    expect(core.received.map(({ call }) => call)).toEqual(['app.status', 'settings.get'])
    const [one, two] = core.received
    core.say({ id: two?.id, answer: { ok: true, value: 2 } })
    core.say({ id: one?.id, answer: { ok: true, value: 1 } })
    expect(await first).toEqual({ ok: true, value: 1 })
    expect(await second).toEqual({ ok: true, value: 2 })
  })

  test('sends what was called before the port came', async () => {
    const client = createClient()
    const early = client.call('app.status', {})
    client.attach(core.port)
    expect(core.received).toHaveLength(1)
    core.say({ id: core.received[0]?.id, answer: { ok: true, value: 1 } })
    expect(await early).toEqual({ ok: true, value: 1 })
  })

  test('answers everything with “locked” when the core is gone, now and later', async () => {
    const client = createClient()
    client.attach(core.port)
    const pending = client.call('secrets.list', {})
    core.close()
    expect(await pending).toMatchObject({ ok: false, failure: { kind: 'locked' } })
    expect(await client.call('secrets.list', {})).toMatchObject({ ok: false, failure: { kind: 'locked' } })
    expect(core.received).toHaveLength(1)
  })

  test('is not confused by answers nobody waits for', async () => {
    const client = createClient()
    client.attach(core.port)
    core.say({ id: 99, answer: { ok: true, value: 0 } })
    const call = client.call('app.status', {})
    const answer = { id: core.received[0]?.id, answer: { ok: true, value: 1 } }
    core.say(answer)
    core.say({ ...answer, answer: { ok: true, value: 2 } })
    expect(await call).toEqual({ ok: true, value: 1 })
  })

  test('passes events to their listeners until they unsubscribe', () => {
    const client = createClient()
    client.attach(core.port)
    const heard = vi.fn()
    const stop = client.subscribe('secrets.changed', heard)
    client.subscribe('vault.state', () => expect.unreachable())
    core.say({ event: 'secrets.changed', payload: { revision: 1, names: null } })
    stop()
    core.say({ event: 'secrets.changed', payload: { revision: 2, names: null } })
    core.say({ event: 'nobody.listens', payload: null })
    expect(heard.mock.calls).toEqual([[{ revision: 1, names: null }]])
  })

  test('wipes a password once it is sent and a value once it is handed over', async () => {
    const client = createClient()
    client.attach(core.port)
    const password = new TextEncoder().encode('correct horse')
    const call = client.call('vault.unlock', { password })
    expect(core.received).toMatchObject([{ input: { password: new TextEncoder().encode('correct horse') } }])
    expect([...password].every((byte) => byte === 0)).toBe(true)
    core.say({ id: core.received[0]?.id, answer: { ok: true, value: { bytes: new TextEncoder().encode('hunter2') } } })
    const answer = (await call) as { value: { bytes: Uint8Array } }
    expect(new TextDecoder().decode(answer.value.bytes)).toBe('hunter2')
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect([...answer.value.bytes].every((byte) => byte === 0)).toBe(true)
  })
})
