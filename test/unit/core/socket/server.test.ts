import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Log } from '../../../../main/core/log.ts'
import type { Limits } from '../../../../main/core/socket/connection.ts'
import { type Caller, type SocketOptions, type SocketServer, serveSocket } from '../../../../main/core/socket/server.ts'
import { fail, succeed } from '../../../../shared/failure.ts'
import { encodeFrame, maxAnswerBytes, maxFrameBytes, maxSocketConnections } from '../../../../shared/socket-contract.ts'
import { reachableRuntime } from '../../../support/reachable.ts'
import { connectRaw } from '../../../support/socket-client.ts'

const uid = process.getuid?.() ?? 0
let home: string
let server: SocketServer | null
let logged: string[]

const log: Log = {
  info: (event, fields) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`),
  error: (event, fields) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`),
}

const paths = () => ({ folder: join(home, 'run'), socket: join(home, 'run', 'core.sock') })

type Answer = SocketOptions['answer']
const echo: Answer = async (call, input) => succeed({ call, input })

async function open(answer: Answer = echo, limits?: Limits): Promise<string> {
  server = await serveSocket({ paths: paths(), uid, answer, log, ...(limits ? { limits } : {}) })
  return paths().socket
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'coffer-door-'))
  server = null
  logged = []
})

afterEach(async () => {
  await server?.close()
  rmSync(home, { recursive: true, force: true })
})

const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8)

describe('the folder and the socket', () => {
  test('are open to their user alone', async () => {
    const socket = await open()
    expect(modeOf(paths().folder)).toBe('700')
    expect(modeOf(socket)).toBe('600')
  })

  test('leave the process with the umask it had', async () => {
    const before = process.umask()
    await open()
    expect(process.umask()).toBe(before)
  })

  test('are closed to others when the folder was there and open', async () => {
    mkdirSync(paths().folder)
    chmodSync(paths().folder, 0o777)
    await open()
    expect(modeOf(paths().folder)).toBe('700')
  })

  test('are refused when the folder is a link', async () => {
    mkdirSync(join(home, 'elsewhere'))
    symlinkSync(join(home, 'elsewhere'), paths().folder)
    await expect(open()).rejects.toThrow('is a link')
    expect(existsSync(join(home, 'elsewhere', 'core.sock'))).toBe(false)
  })

  test('are refused when the folder belongs to another user', async () => {
    mkdirSync(paths().folder)
    const other = serveSocket({ paths: paths(), uid: uid + 1, answer: echo, log })
    await expect(other).rejects.toThrow('belongs to another user')
  })

  test('are refused when a file is where the folder should be', async () => {
    writeFileSync(paths().folder, 'mine')
    await expect(open()).rejects.toThrow()
  })

  test('never replace a file that is no socket', async () => {
    mkdirSync(paths().folder)
    writeFileSync(paths().socket, 'mine')
    await expect(open()).rejects.toThrow('no socket of ours')
    expect(lstatSync(paths().socket).isFile()).toBe(true)
  })

  test('replace a socket that a killed core left', async () => {
    const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
    mkdirSync(paths().folder)
    spawnSync(process.execPath, ['-e', script, paths().socket])
    expect(lstatSync(paths().socket).isSocket()).toBe(true)
    const client = await connectRaw(await open())
    expect(await client.request(1, 'x', {})).toMatchObject({ id: 1, answer: { ok: true } })
  })

  test('are not taken from a core that listens', async () => {
    const socket = await open()
    await expect(serveSocket({ paths: paths(), uid, answer: echo, log })).rejects.toThrow('already listens')
    const client = await connectRaw(socket)
    expect(await client.request(1, 'x', {})).toMatchObject({ answer: { ok: true } })
  })

  test('are gone after closing, with every connection', async () => {
    const client = await connectRaw(await open())
    await server?.close()
    await client.closed
    expect(existsSync(paths().socket)).toBe(false)
  })
})

describe('a call', () => {
  test('reaches the core with its bytes and comes back with the same id', async () => {
    const client = await connectRaw(await open())
    const input = { name: 'prod/db', value: new Uint8Array([0, 255, 10]) }
    expect(await client.request(7, 'secrets.put', input)).toEqual({
      id: 7,
      answer: { ok: true, value: { call: 'secrets.put', input } },
    })
  })

  test('comes with who asks, as the kernel knows it', async () => {
    const callers: Caller[] = []
    const socket = await open(async (_call, _input, caller) => {
      callers.push(caller)
      return succeed(null)
    })
    await (await connectRaw(socket)).request(1, 'x', {})
    expect(callers).toEqual([{ door: 'socket', pid: process.pid, uid, program: process.execPath }])
  })

  test('is answered after the one before it on its connection, and beside those of others', async () => {
    const order: string[] = []
    const socket = await open(async (call) => {
      if (call === 'slow') await new Promise((resolve) => setTimeout(resolve, 150))
      order.push(call)
      return succeed(call)
    })
    const [one, other] = [await connectRaw(socket), await connectRaw(socket)]
    one.send(
      Buffer.concat([encodeFrame({ id: 1, call: 'slow', input: {} }), encodeFrame({ id: 2, call: 'b', input: {} })]),
    )
    await other.request(1, 'quick', {})
    expect([(await one.next())?.id, (await one.next())?.id]).toEqual([1, 2])
    expect(order).toEqual(['quick', 'slow', 'b'])
  })

  test('is answered in its turn when it comes while another is answered', async () => {
    const calls: string[] = []
    const begun = Promise.withResolvers<void>()
    const free = Promise.withResolvers<void>()
    const socket = await open(async (call) => {
      calls.push(call)
      begun.resolve()
      await free.promise
      return succeed(call)
    })
    const client = await connectRaw(socket)
    client.send(encodeFrame({ id: 1, call: 'a', input: {} }))
    await begun.promise
    client.send(encodeFrame({ id: 2, call: 'b', input: {} }))
    client.send(encodeFrame({ id: 3, call: 'c', input: new Uint8Array(200_000) }))
    free.resolve()
    expect([(await client.next())?.id, (await client.next())?.id, (await client.next())?.id]).toEqual([1, 2, 3])
    expect(calls).toEqual(['a', 'b', 'c'])
  })

  test('whose client leaves before the answer is told so', async () => {
    const begun = Promise.withResolvers<void>()
    const left = Promise.withResolvers<void>()
    const socket = await open(async (_call, _input, _caller, gone) => {
      gone.addEventListener('abort', () => left.resolve())
      begun.resolve()
      await left.promise
      return succeed(null)
    })
    const client = await connectRaw(socket)
    client.send(encodeFrame({ id: 1, call: 'x', input: {} }))
    await begun.promise
    client.socket.destroy()
    await left.promise
  })

  test('that fails in the core brings the failure', async () => {
    const client = await connectRaw(await open(async () => fail({ kind: 'locked', message: 'The vault is locked.' })))
    expect((await client.request(1, 'x', {})).answer).toEqual({
      ok: false,
      failure: { kind: 'locked', message: 'The vault is locked.' },
    })
  })

  test('whose answer throws brings a bug without its text, and the connection goes on', async () => {
    const client = await connectRaw(
      await open(async (call) => {
        if (call === 'bad') throw new Error('hunter2')
        return succeed(null)
      }),
    )
    const { answer } = await client.request(1, 'bad', {})
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'bug' } })
    expect(JSON.stringify([answer, logged])).not.toContain('hunter2')
    expect(await client.request(2, 'good', {})).toMatchObject({ answer: { ok: true } })
  })

  test('may have an answer that is larger than a request may be', async () => {
    const client = await connectRaw(await open(async () => succeed('x'.repeat(maxFrameBytes))))
    expect((await client.request(1, 'x', {})).answer).toEqual(succeed('x'.repeat(maxFrameBytes)))
  })

  test('whose answer does not fit a frame brings a failure in its place', async () => {
    const client = await connectRaw(await open(async () => succeed('x'.repeat(maxAnswerBytes))))
    expect((await client.request(1, 'x', {})).answer).toMatchObject({ ok: false, failure: { kind: 'limit-exceeded' } })
  })

  test('leaves no byte of its answer in the core', async () => {
    const value = new Uint8Array([1, 2, 3])
    const client = await connectRaw(await open(async () => succeed({ value })))
    expect(await client.request(1, 'x', {})).toMatchObject({ answer: { value: { value: new Uint8Array([1, 2, 3]) } } })
    expect(value).toEqual(new Uint8Array(3))
  })
})

describe('a client that does not keep to the protocol', () => {
  test.each([
    ['text', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['an oversized frame', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['a frame without JSON', Buffer.from([0, 0, 0, 4, 0, 0, 0, 0])],
    ['a request without a call', encodeFrame({ id: 1, input: {} })],
    ['a request with more than it should have', encodeFrame({ id: 1, call: 'x', input: {}, extra: 1 })],
    ['a request with an id of text', encodeFrame({ id: '1', call: 'x', input: {} })],
    ['a request with the id that answers nobody', encodeFrame({ id: 0, call: 'x', input: {} })],
  ])('by sending %s is told and put out', async (_case, bytes) => {
    const client = await connectRaw(await open())
    client.send(bytes)
    expect(await client.next()).toMatchObject({ id: 0, answer: { ok: false, failure: { kind: 'invalid' } } })
    await client.closed
  })

  test('by saying nothing is put out after the idle time', async () => {
    const client = await connectRaw(await open(echo, { idleMs: 60, frameMs: 1_000, drainMs: 1_000 }))
    await client.closed
  })

  test('by trickling a frame is put out when the time for a frame is over', async () => {
    const client = await connectRaw(await open(echo, { idleMs: 10_000, frameMs: 150, drainMs: 10_000 }))
    const drip = setInterval(() => client.send(new Uint8Array([0])), 20)
    client.send(new Uint8Array([0, 0, 1, 0]))
    await client.closed
    clearInterval(drip)
  })

  test('by not taking its answers is put out and holds nobody up', async () => {
    const big = new Uint8Array(900_000)
    const limits = { idleMs: 10_000, frameMs: 10_000, drainMs: 200 }
    const socket = await open(async (call) => succeed(call === 'big' ? { big: big.slice() } : null), limits)
    const slow = await connectRaw(socket)
    slow.socket.pause()
    for (let id = 1; id <= 20; id++) slow.send(encodeFrame({ id, call: 'big', input: {} }))
    const other = await connectRaw(socket)
    expect(await other.request(1, 'small', {})).toMatchObject({ answer: { ok: true } })
    await new Promise((resolve) => setTimeout(resolve, 400))
    slow.socket.resume()
    await slow.closed
    expect(await other.request(2, 'small', {})).toMatchObject({ answer: { ok: true } })
  })

  test('by leaving in the middle of an answer does no harm', async () => {
    const socket = await open(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return succeed(new Uint8Array(500_000))
    })
    const leaver = await connectRaw(socket)
    leaver.send(encodeFrame({ id: 1, call: 'x', input: {} }))
    leaver.socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await (await connectRaw(socket)).request(1, 'x', {})).toMatchObject({ answer: { ok: true } })
  })
})

describe('who is let in', () => {
  test(`is at most ${maxSocketConnections} at once; the next is told so and may come back`, async () => {
    const socket = await open()
    const inside = await Promise.all(Array.from({ length: maxSocketConnections }, () => connectRaw(socket)))
    await Promise.all(inside.map((client) => client.request(1, 'x', {})))
    const late = await connectRaw(socket)
    expect(await late.next()).toMatchObject({ id: 0, answer: { failure: { kind: 'unavailable' } } })
    await late.closed
    inside[0]?.socket.destroy()
    await expect
      .poll(async () => {
        const again = await connectRaw(socket)
        again.send(encodeFrame({ id: 1, call: 'x', input: {} }))
        return (await again.next())?.id
      })
      .toBe(1)
  })

  test('is nobody of another user, even where the folder would let them', async (context) => {
    if (uid !== 0) context.skip('needs root, to become another user')
    const socket = await open()
    for (const open of [home, paths().folder]) chmodSync(open, 0o755)
    chmodSync(socket, 0o666)
    const script = `
      const client = require('node:net').connect(process.argv[1])
      let said = ''
      client.on('data', (chunk) => (said += chunk.toString('latin1')))
      client.on('close', () => process.stdout.write(said.slice(8)))`
    const said = await outputAsNobody(script, socket)
    expect(said).toContain('"kind":"refused"')
    expect(logged).toEqual(['socket.refused {"reason":"other-user"}'])
  })
})

/** This process serves the socket, so it must not wait for the child with its event loop stopped. */
function outputAsNobody(script: string, socket: string): Promise<string> {
  const nobody = { uid: 65_534, gid: 65_534 }
  const { executable, copy } = reachableRuntime(nobody, process.execPath)
  const child = spawn(executable, ['-e', script, socket], { ...nobody, env: { ELECTRON_RUN_AS_NODE: '1' }, cwd: '/' })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
  return new Promise((resolve) => {
    child.on('close', () => {
      if (copy !== null) rmSync(copy, { recursive: true })
      resolve(said)
    })
  })
}
