import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SshAgentStatus } from '../../../../shared/contract-ssh-agent.ts'
import { askIdentities, askSignature, bindSession, connectAgent, message } from '../../../support/agent-client.ts'
import { makeCore, type TestCore } from '../../../support/core.ts'
import { attack, createRandom, type Random } from '../../../support/socket-fuzz.ts'

/** Messages sent, over as many connections. */
const messages = process.env.SLOW === '1' ? 100_000 : 2_000
const atOnce = 40

let core: TestCore
let socket = ''

beforeAll(async () => {
  core = await makeCore()
  await core.create()
  const answer = await core.ask('sshAgent.turnOn', { ask: false })
  if (answer.ok) socket = (answer.value as SshAgentStatus).socketPath
})
afterAll(() => core.stop())

const anyBytes = (random: Random, most: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: random(most) }, () => random(256)))

const badKinds: readonly ((random: Random) => Buffer)[] = [
  () => askIdentities,
  () => bindSession,
  (random) => askSignature(anyBytes(random, 80), anyBytes(random, 300), random(16)),
  (random) => message(random(256), anyBytes(random, 300)),
  (random) => message(13, Buffer.from([255, 255, 255, random(256)]), anyBytes(random, 40)),
  (random) => Buffer.concat([askIdentities, anyBytes(random, 20)]),
  (random) =>
    Buffer.concat([Buffer.from([random(2) * 255, random(6), random(256), random(256)]), anyBytes(random, 99)]),
  (random) => bindSession.subarray(0, 1 + random(bindSession.length - 1)),
  (random) => Buffer.concat([Buffer.from([1]), anyBytes(random, 300)]),
]

test(`${messages} messages of every bad kind neither stop the agent nor keep an honest client from its answers`, async () => {
  const random = createRandom(20_261_124)
  const honest = await connectAgent(socket)
  let sent = 0
  const attacker = async () => {
    while (sent < messages) {
      sent++
      const kind = badKinds[random(badKinds.length)]
      if (kind !== undefined) await attack(socket, kind(random), random)
    }
  }
  const attackers = Promise.all(Array.from({ length: atOnce }, attacker))
  let answers = 0
  while (sent < messages) {
    honest.send(askIdentities)
    expect(await honest.next()).toEqual(Buffer.from([12, 0, 0, 0, 0]))
    answers++
  }
  await attackers
  expect(answers).toBeGreaterThan(0)
  const newcomer = await connectAgent(socket)
  expect(await newcomer.typeOf(bindSession)).toBe(5)
  expect(await newcomer.typeOf(askIdentities)).toBe(12)
  newcomer.end()
  honest.end()
}, 600_000)
