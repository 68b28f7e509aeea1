import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SocketServer, serveSocket } from '../../../../main/core/socket/server.ts'
import { succeed } from '../../../../shared/failure.ts'
import { connectRaw } from '../../../support/socket-client.ts'
import { attack, badFrame, createRandom } from '../../../support/socket-fuzz.ts'

/** Frames sent, over as many connections: most of them end their connection. */
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

test(`${frames} frames of every bad kind neither stop the door nor keep an honest client from its answers`, async () => {
  const random = createRandom(20_261_124)
  const honest = await connectRaw(socket)
  let sent = 0
  const attacker = async () => {
    while (sent < frames) {
      sent++
      await attack(socket, badFrame(random), random)
    }
  }
  const attackers = Promise.all(Array.from({ length: atOnce }, attacker))
  let id = 0
  while (sent < frames) {
    expect(await honest.request(++id, 'x', { id })).toEqual({ id, answer: succeed({ call: 'x', input: { id } }) })
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await attackers
  expect(calls).toBeGreaterThan(id)
  const newcomer = await connectRaw(socket)
  expect(await newcomer.request(1, 'x', {})).toMatchObject({ id: 1, answer: { ok: true } })
}, 600_000)
