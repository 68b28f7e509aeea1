import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SocketServer, serveSocket } from '../../../../main/core/socket/server.ts'
import { succeed } from '../../../../shared/failure.ts'
import { encodeFrame } from '../../../../shared/socket-contract.ts'
import { connectRaw } from '../../../support/socket-client.ts'

/** Frames sent, over as many connections as it takes: most of them end their connection. */
const frames = process.env.SLOW === '1' ? 100_000 : 4_000
const atOnce = 80

let home: string
let server: SocketServer
let socket: string
let calls = 0

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'coffer-fuzz-'))
  socket = join(home, 'run', 'core.sock')
  server = await serveSocket({
    paths: { folder: join(home, 'run'), socket },
    uid: process.getuid?.() ?? 0,
    answer: async (call, input) => {
      calls++
      return succeed({ call, input })
    },
    log: { info: () => undefined, error: () => undefined },
  })
})

afterAll(async () => {
  await server.close()
  rmSync(home, { recursive: true, force: true })
})

/** Small, fast, and the same sequence each run: a failure can be run again. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const random = createRandom(20_261_124)

function randomBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random(256))
}

function framed(json: string, attachments: Uint8Array = new Uint8Array(0)): Uint8Array {
  const body = Buffer.from(json)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4 + body.length + attachments.length, 0)
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, body, attachments])
}

function cut(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, random(bytes.length))
}

function damaged(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  for (let times = 1 + random(4); times > 0; times--) copy[random(copy.length)] = random(256)
  return copy
}

const good = (): Uint8Array =>
  encodeFrame({ id: 1 + random(1_000), call: 'secrets.put', input: { name: 'a', value: randomBytes(random(2_000)) } })

const kinds: readonly (() => Uint8Array)[] = [
  good,
  () => cut(good()),
  () => damaged(good()),
  () => randomBytes(1 + random(300)),
  () => Buffer.from([255, random(256), random(256), random(256)]),
  () => Buffer.from([0, 0, 0, random(12), 0, 0, random(256), random(256), random(256)]),
  () => framed(`{"id":${random(5) - 2},"call":${random(9)},"input":{}}`),
  () => framed(`{"id":1,"call":"x","input":{"v":{"$bytes":[${random(99) - 9},${random(99) - 9}]}}}`, randomBytes(20)),
  () => framed(`{"id":1,"call":"__proto__","input":{"__proto__":{"constructor":null}}}`),
  () => framed('['.repeat(1 + random(5_000))),
  () => framed(`{"id":1,"call":"x","input":${'['.repeat(3_000)}${']'.repeat(3_000)}}`),
]

/** Sends the bytes in pieces of any size and leaves in one of three ways. */
function attack(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const client = connect(socket)
    const patience = setTimeout(() => client.destroy(), 5 + random(25))
    client.on('close', () => {
      clearTimeout(patience)
      resolve()
    })
    client.on('error', () => client.destroy())
    client.on('data', () => undefined)
    client.on('connect', () => {
      const middle = random(bytes.length)
      client.write(bytes.subarray(0, middle))
      client.write(bytes.subarray(middle))
      const farewell = random(3)
      if (farewell === 0) client.destroy()
      if (farewell === 1) client.end()
    })
  })
}

test(`${frames} frames of every bad kind neither stop the door nor slow an honest client`, async () => {
  const honest = await connectRaw(socket)
  let sent = 0
  let worstMs = 0
  const attacker = async () => {
    while (sent < frames) {
      sent++
      await attack((kinds[random(kinds.length)] ?? good)())
    }
  }
  const attackers = Promise.all(Array.from({ length: atOnce }, attacker))
  let id = 0
  while (sent < frames) {
    const startedAt = performance.now()
    expect(await honest.request(++id, 'x', { id })).toEqual({ id, answer: succeed({ call: 'x', input: { id } }) })
    worstMs = Math.max(worstMs, performance.now() - startedAt)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await attackers
  expect(calls).toBeGreaterThan(id)
  expect(worstMs).toBeLessThan(1_500)
  const newcomer = await connectRaw(socket)
  expect(await newcomer.request(1, 'x', {})).toMatchObject({ id: 1, answer: { ok: true } })
}, 600_000)
