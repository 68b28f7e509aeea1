import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLink, type Link } from '../../../cli/core/link.ts'
import type { Starting } from '../../../cli/core/opening.ts'
import { locate, type Place } from '../../../cli/core/place.ts'
import type { CliFailure } from '../../../cli/failure.ts'
import { type SocketServer, serveSocket } from '../../../main/core/socket/server.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { encodeFrame, maxSocketConnections } from '../../../shared/socket-contract.ts'
import { connectRaw } from '../../support/socket-client.ts'

let home: string
let link: Link
let started: number
let starting: (place: Place) => Promise<Starting>
const closing: (() => unknown)[] = []

const log = { info: () => undefined, error: () => undefined }
const noStart = async (): Promise<Starting> => fail({ kind: 'not-started', message: 'cannot' })

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'coffer-link-'))
  started = 0
  starting = noStart
  link = createLink({
    locate: () => locate(home),
    start: (place) => {
      started++
      return starting(place)
    },
  })
})

afterEach(async () => {
  link.close()
  for (const close of closing.splice(0)) await close()
  rmSync(home, { recursive: true, force: true })
})

type Answer = (call: string, input: unknown) => Promise<Result<unknown>>

async function serve(answer: Answer): Promise<SocketServer> {
  const { folder, socket } = locate(home)
  const server = await serveSocket({ paths: { folder, socket }, uid: process.getuid?.() ?? 0, answer, log })
  closing.push(() => server.close())
  return server
}

/** A core that does what it likes with its clients. */
async function serveRaw(onClient: (socket: Socket, count: number) => void): Promise<Server> {
  const { folder, socket } = locate(home)
  mkdirSync(folder ?? '', { mode: 0o700, recursive: true })
  let count = 0
  const clients = new Set<Socket>()
  const server = createServer((client) => {
    clients.add(client)
    client.on('error', () => undefined)
    onClient(client, ++count)
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  closing.push(() => {
    for (const client of clients) client.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return server
}

const secret = async (call: string): Promise<Result<unknown>> => succeed({ call })

describe('a call', () => {
  test('goes to the core that listens, and the next over the same connection', async () => {
    let calls = 0
    await serve(async (call, input) => succeed([call, input, ++calls]))
    expect(await link.call('secrets.describe', { name: 'a' })).toEqual(succeed(['secrets.describe', { name: 'a' }, 1]))
    expect(await link.call('secrets.describe', { name: 'b' })).toMatchObject({ value: { 2: 2 } })
    expect(started).toBe(0)
  })

  test('brings the failure of the core', async () => {
    await serve(async () => fail({ kind: 'locked', message: 'locked' }))
    expect(await link.call('secrets.overview', {})).toEqual(fail({ kind: 'locked', message: 'locked' }))
  })

  test('opens another connection when the core ended an idle one, also for what may not be repeated', async () => {
    const limits = { idleMs: 80, frameMs: 1_000, drainMs: 1_000 }
    const { folder, socket } = locate(home)
    const uid = process.getuid?.() ?? 0
    const server = await serveSocket({ paths: { folder, socket }, uid, answer: secret, log, limits })
    closing.push(() => server.close())
    expect(await link.call('secrets.restore', { name: 'a' })).toMatchObject({ ok: true })
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(await link.call('secrets.restore', { name: 'a' })).toMatchObject({ ok: true })
  })

  test('starts the core when none listens, once, and waits for it', async () => {
    starting = async () => {
      setTimeout(() => void serve(secret), 200)
      return succeed({ failed: () => null })
    }
    expect(await link.call('app.status', {})).toMatchObject({ ok: true })
    expect(await link.call('app.status', {})).toMatchObject({ ok: true })
    expect(started).toBe(1)
  })

  test('takes a core that another process started when its own start came second', async () => {
    const lateFailure: CliFailure = { kind: 'not-started', message: 'lost the race' }
    starting = async () => {
      await serve(secret)
      return succeed({ failed: () => lateFailure })
    }
    expect(await link.call('app.status', {})).toMatchObject({ ok: true })
  })

  test('says why the core could not be started', async () => {
    expect(await link.call('app.status', {})).toMatchObject({ failure: { kind: 'not-started', message: 'cannot' } })
    starting = async () => succeed({ failed: () => ({ kind: 'not-started', message: 'ended at once' }) })
    expect(await link.call('app.status', {})).toMatchObject({ failure: { message: 'ended at once' } })
  })

  test('starts nothing when it is not to', async () => {
    const answer = await link.call('app.status', {}, { start: false })
    expect(answer).toMatchObject({ failure: { kind: 'not-running' } })
    expect(started).toBe(0)
  })

  test('waits through the gap between a core that was killed and the next', async () => {
    const { folder, socket } = locate(home)
    mkdirSync(folder ?? '', { mode: 0o700 })
    await leaveDeadSocket(socket)
    setTimeout(() => void serve(secret), 300)
    expect(await link.call('app.status', {})).toMatchObject({ ok: true })
    expect(started).toBe(0)
  })

  test('starts a core when the socket stays dead', async () => {
    const { folder, socket } = locate(home)
    mkdirSync(folder ?? '', { mode: 0o700 })
    await leaveDeadSocket(socket)
    starting = async () => {
      await serve(secret)
      return succeed({ failed: () => null })
    }
    expect(await link.call('app.status', {})).toMatchObject({ ok: true })
    expect(started).toBe(1)
  })

  test('waits while the core serves as many programs as it can', async () => {
    await serve(secret)
    const { socket } = locate(home)
    const others = await Promise.all(Array.from({ length: maxSocketConnections }, () => connectRaw(socket)))
    await Promise.all(others.map((other) => other.request(1, 'x', {})))
    setTimeout(() => {
      for (const other of others) other.socket.destroy()
    }, 250)
    expect(await link.call('app.status', {})).toMatchObject({ ok: true })
  })
})

describe('a core that ends in the middle of a call', () => {
  test('is asked again, for what may be asked twice', async () => {
    await serveRaw((client, count) => {
      // A new connection counts its calls from 1 again.
      const answer = encodeFrame({ id: 1, answer: succeed('second time') })
      client.once('data', () => (count === 1 ? client.destroy() : client.write(answer)))
    })
    expect(await link.call('secrets.reveal', { name: 'a' })).toEqual(succeed('second time'))
  })

  test('without ending is given up after the limit, and not asked again', async () => {
    let clients = 0
    await serveRaw((_client, count) => {
      clients = count
    })
    const impatient = createLink({ locate: () => locate(home), start: noStart, silenceMs: 100 })
    expect(await impatient.call('app.status', {})).toMatchObject({ failure: { kind: 'core-lost' } })
    expect(clients).toBe(1)
  })

  test('is asked again for a version with an id of its own, not for one without', async () => {
    let clients = 0
    await serveRaw((client, count) => {
      clients = count
      client.once('data', () => client.destroy())
    })
    const value = { form: 'text', bytes: new Uint8Array([1]) } as const
    const versionId = '0'.repeat(32)
    expect(await link.call('secrets.put', { name: 'a', value })).toMatchObject({ failure: { kind: 'core-lost' } })
    expect(clients).toBe(1)
    expect(await link.call('secrets.put', { name: 'a', value, versionId })).toMatchObject({
      failure: { kind: 'core-lost' },
    })
    expect(clients).toBeGreaterThan(2)
  })

  test('never has a deletion repeated', async () => {
    let clients = 0
    await serveRaw((client, count) => {
      clients = count
      client.once('data', () => client.destroy())
    })
    expect(await link.call('secrets.scheduleDeletion', { name: 'a' })).toMatchObject({ failure: { kind: 'core-lost' } })
    expect(clients).toBe(1)
  })

  test('in the middle of a sync is told with how it goes on', async () => {
    await serveRaw((client) => client.once('data', () => client.destroy()))
    const hint = expect.stringContaining('run it again')
    const input = { skip: [], accept: [], override: [] }
    expect(await link.call('sync.apply', input)).toMatchObject({ failure: { kind: 'core-lost', hint } })
  })

  test('that answers garbage is given up', async () => {
    await serveRaw((client) => client.once('data', () => client.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))))
    expect(await link.call('secrets.restore', { name: 'a' })).toMatchObject({ failure: { kind: 'core-lost' } })
  })

  test('is noticed when it is waited for', async () => {
    const server = await serve(secret)
    await link.call('app.status', {})
    expect(await link.ended(30)).toBe(false)
    setTimeout(() => void server.close(), 50)
    expect(await link.ended(60_000)).toBe(true)
  })
})

describe('a folder that is not ours alone', () => {
  const refusal = { failure: { kind: 'unsafe-socket' } }

  test('gets nothing when it is open to others', async () => {
    await serve(secret)
    chmodSync(join(home, 'run'), 0o777)
    expect(await link.call('app.status', {})).toMatchObject(refusal)
  })

  test('gets nothing when it is a link', async () => {
    await serve(secret)
    const other = mkdtempSync(join(tmpdir(), 'coffer-link-'))
    symlinkSync(join(home, 'run'), join(other, 'run'))
    const throughLink = createLink({ locate: () => locate(other), start: noStart })
    expect(await throughLink.call('app.status', {})).toMatchObject(refusal)
    rmSync(other, { recursive: true })
  })
})

/** The file of a socket whose process is gone. */
async function leaveDeadSocket(path: string): Promise<void> {
  const { spawnSync } = await import('node:child_process')
  const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script, path], { env: { ELECTRON_RUN_AS_NODE: '1' } })
}
