import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contract } from '../../shared/contract.ts'
import { type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { connectRaw } from '../support/socket-client.ts'
import { attack, badFrame, createRandom, wrongCall } from '../support/socket-fuzz.ts'

const frames = process.env.SLOW === '1' ? 100_000 : 3_000
const atOnce = 60

/** Not the few that do something with no input at all: end the core, listen, write a file, hash for a second. */
const calls = Object.keys(contract).filter(
  (call) => !/^(vault\.|backups\.|endpoint\.turn|doctor\.|audit\.verify)/.test(call),
)

let home: string
let core: CoreProcess

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'coffer-fuzz-'))
  core = await startCoreProcess(home)
})

afterAll(async () => {
  await core.stop()
  rmSync(home, { recursive: true, force: true })
})

test(`a core with an open vault answers on through ${frames} bad frames and wrong calls`, async () => {
  const socket = join(home, 'run', 'core.sock')
  const pid = core.pid()
  const random = createRandom(20_261_125)
  const honest = await connectRaw(socket)
  const password = Buffer.from('open sesame')
  const value = { form: 'text', bytes: Buffer.from('the value') }
  expect(await honest.request(1, 'vault.create', { password })).toMatchObject({ answer: { ok: true } })
  expect(await honest.request(2, 'secrets.create', { name: 'kept', value })).toMatchObject({ answer: { ok: true } })
  let sent = 0
  const attacker = async () => {
    while (sent < frames) {
      sent++
      await attack(socket, random(2) === 0 ? badFrame(random) : wrongCall(random, calls), random)
    }
  }
  const attackers = Promise.all(Array.from({ length: atOnce }, attacker))
  for (let id = 3; sent < frames; id++) {
    const { answer } = await honest.request(id, 'secrets.reveal', { name: 'kept' })
    expect(answer).toMatchObject({ ok: true, value: { bytes: new Uint8Array(Buffer.from('the value')) } })
  }
  await attackers
  expect(core.pid()).toBe(pid)
  honest.socket.destroy()
  await core.stop()
  const logs = readdirSync(join(home, 'logs')).map((name) => readFileSync(join(home, 'logs', name), 'utf8'))
  expect(logs.join('')).not.toMatch(/"what":"(call\.bug|core\.crash|socket\.answer-threw)"/)
}, 600_000)
