/** The agent's socket with a whole core behind it. */
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SshAgentStatus } from '../../../../shared/contract-ssh-agent.ts'
import type { ApprovalQuestion, AuditEntry } from '../../../../shared/model.ts'
import {
  type AgentClient,
  askIdentities,
  askSignature,
  bindSession,
  blobOf,
  connectAgent,
  message,
  string,
} from '../../../support/agent-client.ts'
import { makeCore, makePort, type TestCore } from '../../../support/core.ts'
import { type MadePair, makeKeyPair } from '../../../support/ssh-keygen.ts'

const FAILURE = 5
const IDENTITIES = 12
const SIGNATURE = 14

let folder = ''
let key: MadePair
let rsa: MadePair
let core: TestCore
let clients: AgentClient[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-keys-'))
  key = makeKeyPair(folder, 'one', ['-t', 'ed25519'])
  rsa = makeKeyPair(folder, 'two', ['-t', 'rsa', '-b', '2048'])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeEach(async () => {
  clients = []
  core = await makeCore()
})
afterEach(async () => {
  for (const client of clients) client.end()
  await core.stop()
})

const answerOf = async <T>(call: Parameters<TestCore['ask']>[0], input: unknown = {}): Promise<T> => {
  const answer = await core.ask(call, input)
  if (!answer.ok) throw new Error(`${call}: ${answer.failure.message}`)
  return answer.value as T
}
const store = (name: string, text: string) =>
  answerOf('secrets.create', {
    name,
    kind: 'ssh-key',
    value: { form: 'text', bytes: new Uint8Array(Buffer.from(text)) },
  })
const turnOn = (input: { ask?: boolean; names?: string[] } = {}) => answerOf<SshAgentStatus>('sshAgent.turnOn', input)
const status = () => answerOf<SshAgentStatus>('sshAgent.status')

async function client(): Promise<AgentClient> {
  const made = await connectAgent((await status()).socketPath)
  clients.push(made)
  return made
}
const sign = async (publicLine = key.publicLine, flags = 0) =>
  (await client()).typeOf(askSignature(blobOf(publicLine), 'data', flags))
const entries = async (): Promise<readonly AuditEntry[]> =>
  (await answerOf<{ entries: readonly AuditEntry[] }>('audit.list', { door: 'ssh-agent' })).entries
const logged = () => (existsSync(core.logFile) ? readFileSync(core.logFile, 'utf8') : '')

/** A window is there, and the question in it once somebody asks. */
function openWindow() {
  const port = makePort()
  core.core.connect(port.port)
  return port
}
async function question(): Promise<ApprovalQuestion> {
  for (;;) {
    const [first] = await answerOf<readonly ApprovalQuestion[]>('approvals.list')
    if (first !== undefined) return first
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const say = async (answer: string) => {
  const asked = await question()
  await answerOf('approvals.answer', { id: asked.id, answer })
  return asked
}

/** An OpenSSH key whose header still tells the public key. */
function withoutPrivateHalf(text: string): string {
  const [, base64 = ''] = /-----\n([\s\S]*)\n-----/.exec(text) ?? []
  const bytes = Buffer.from(base64, 'base64')
  bytes.fill(0xff, 102)
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`
}

describe('the agent', () => {
  test('is off at first, and knows its address', async () => {
    await core.create()
    const { on, socketPath } = await status()
    expect([on, socketPath, existsSync(socketPath)]).toEqual([false, join(core.home, 'run', 'ssh.sock'), false])
  })

  test('listens for its user alone, and is gone when it is switched off', async () => {
    await core.create()
    const { socketPath } = await turnOn()
    expect(lstatSync(socketPath).mode & 0o777).toBe(0o600)
    expect(lstatSync(join(core.home, 'run')).mode & 0o777).toBe(0o700)
    await turnOn()
    await answerOf('sshAgent.turnOff')
    expect(existsSync(socketPath)).toBe(false)
  })

  test('says why it cannot listen', async () => {
    await core.create()
    writeFileSync(join(core.home, 'run', 'ssh.sock'), 'mine')
    expect(await core.ask('sshAgent.turnOn')).toMatchObject({
      failure: { message: expect.stringContaining('no socket') },
    })
    expect((await status()).on).toBe(false)
  })

  test('keeps its settings from the terminal, when it is given some', async () => {
    await core.create()
    const answer = await core.ask('sshAgent.turnOn', { ask: false, names: ['ssh/**'] }, 'socket')
    expect(answer).toMatchObject({ value: { on: true, offer: { ask: false, names: ['ssh/**'] } } })
    await turnOn()
    expect((await status()).offer).toMatchObject({ ask: false, names: ['ssh/**'] })
  })

  test('offers no key and signs nothing without an open vault, and asks for the password once', async () => {
    await turnOn()
    const { typeOf, send, next } = await client()
    send(askIdentities)
    expect(await next()).toEqual(Buffer.from([IDENTITIES, 0, 0, 0, 0]))
    expect(await typeOf(askSignature(blobOf(key.publicLine), 'data'))).toBe(FAILURE)
    expect(core.said.filter(({ kind }) => kind === 'notify')).toHaveLength(1)
    expect(await core.ask('sshAgent.turnOn', { ask: false })).toMatchObject({ ok: false })
  })
})

describe('a client', () => {
  beforeEach(async () => {
    await core.create()
    await store('ssh/one', key.text)
    await store('ssh/two', rsa.text)
    await turnOn({ ask: false })
  })

  test('gets keys with names of secrets, also after messages the agent does not do', async () => {
    const { typeOf, send, next } = await client()
    for (const frame of [bindSession, message(17, string('x')), message(19), message(22, string('a')), message(255)])
      expect(await typeOf(frame)).toBe(FAILURE)
    send(askIdentities)
    const answer = await next()
    expect(answer?.subarray(0, 5)).toEqual(Buffer.from([IDENTITIES, 0, 0, 0, 2]))
    for (const part of [blobOf(key.publicLine), blobOf(rsa.publicLine), Buffer.from('ssh/one')])
      expect(answer?.includes(part)).toBe(true)
  })

  test('gets its answers in the order of its questions, however they arrive', async () => {
    const { send, next } = await client()
    const all = Buffer.concat([askSignature(blobOf(key.publicLine), 'a'), bindSession, askIdentities])
    for (let at = 0; at < all.length; at += 7) send(all.subarray(at, at + 7))
    expect([await next(), await next(), await next()].map((answer) => answer?.[0])).toEqual([
      SIGNATURE,
      FAILURE,
      IDENTITIES,
    ])
  })

  test('with a frame over 256 KiB, or an empty one, is put out', async () => {
    for (const header of [Buffer.from([0, 4, 0, 1]), Buffer.from([255, 255, 255, 255]), Buffer.alloc(4)]) {
      const { send, closed } = await client()
      send(header)
      await closed
    }
    expect(logged()).toContain('ssh-agent.frame-refused')
    expect(await sign()).toBe(SIGNATURE)
  })

  test('has data of almost 256 KiB signed', async () => {
    const { typeOf } = await client()
    expect(await typeOf(askSignature(blobOf(key.publicLine), Buffer.alloc(262_000)))).toBe(SIGNATURE)
  })

  test('is one of many at once', async () => {
    const types = await Promise.all(
      Array.from({ length: 64 }, (_, at) => sign(at % 2 ? rsa.publicLine : key.publicLine, 2)),
    )
    expect(types).toEqual(Array.from({ length: 64 }, () => SIGNATURE))
  })

  test('is refused SHA-1, an unknown key, and a key that the names leave out', async () => {
    expect(await sign(rsa.publicLine, 0)).toBe(FAILURE)
    expect(await sign(`ssh-ed25519 ${Buffer.from('other').toString('base64')}`)).toBe(FAILURE)
    await answerOf('settings.set', { change: { sshAgentNames: ['!ssh/one'] } })
    expect(await sign()).toBe(FAILURE)
    expect(await sign(rsa.publicLine, 4)).toBe(SIGNATURE)
  })

  test('that uses a key is in the audit log, repeated uses as a count', async () => {
    const { send, next } = await client()
    const one = askSignature(blobOf(key.publicLine), 'data')
    send(Buffer.concat([one, one, askSignature(blobOf(rsa.publicLine), 'data', 4)]))
    for (let answers = 0; answers < 3; answers++) expect((await next())?.[0]).toBe(SIGNATURE)
    await answerOf('sshAgent.turnOff')
    const all = await entries()
    expect(all.map(({ action, secret, detail }) => [action, secret, detail]).reverse()).toEqual([
      ['secret.sign', 'ssh/one', key.fingerprint],
      ['secret.sign', 'ssh/two', rsa.fingerprint],
      ['secret.sign', 'ssh/one', '1 more within a second'],
    ])
    expect(all[0]?.actor).toEqual({ door: 'ssh-agent', pid: process.pid, program: process.execPath })
    expect(logged()).not.toContain('PRIVATE')
  })

  test('tries the key that was used last first', async () => {
    const order = async () => (await status()).offer?.keys.map(({ name }) => name)
    expect(await order()).toEqual(['ssh/two', 'ssh/one'])
    await sign(key.publicLine)
    expect(await order()).toEqual(['ssh/one', 'ssh/two'])
  })

  test('uses the new value of a secret, and the old one no more', async () => {
    const next = makeKeyPair(folder, `next-${Date.now()}`, ['-t', 'ecdsa', '-b', '256'])
    await answerOf('secrets.put', {
      name: 'ssh/one',
      value: { form: 'text', bytes: new Uint8Array(Buffer.from(next.text)) },
    })
    expect([await sign(), await sign(next.publicLine)]).toEqual([FAILURE, SIGNATURE])
  })

  test('does not get a key that turns out to be unreadable a second time', async () => {
    const pair = makeKeyPair(folder, `damaged-${Date.now()}`, ['-t', 'ed25519'])
    await store('ssh/bad', withoutPrivateHalf(pair.text))
    const reason = async () => (await status()).offer?.keys.find(({ name }) => name === 'ssh/bad')?.reason
    expect(await reason()).toBe(null)
    expect(await sign(pair.publicLine)).toBe(FAILURE)
    expect(await reason()).toContain('cannot be read')
  })
})

describe('before a key is used', () => {
  beforeEach(async () => {
    await core.create()
    await store('ssh/one', key.text)
    await store('ssh/two', rsa.text)
    await turnOn()
  })

  test('it is refused at once where there is no window to ask in', async () => {
    expect(await sign()).toBe(FAILURE)
    expect(logged()).toContain('ssh-agent.nobody-to-ask')
    expect(await entries()).toMatchObject([{ action: 'vault.refused', secret: 'ssh/one', detail: 'signature denied' }])
  })

  test('the user sees program, secret and fingerprint, and says yes once', async () => {
    openWindow()
    const signed = sign()
    expect(await say('once')).toMatchObject({
      program: process.execPath,
      secret: 'ssh/one',
      fingerprint: key.fingerprint,
    })
    expect(await signed).toBe(SIGNATURE)
    const again = sign()
    await say('deny')
    expect(await again).toBe(FAILURE)
  })

  test.each(['hour', 'session'])('a yes for a time (%s) counts for this key alone', async (answer) => {
    openWindow()
    const signed = sign()
    await say(answer)
    expect([await signed, await sign(), await sign()]).toEqual([SIGNATURE, SIGNATURE, SIGNATURE])
    const other = sign(rsa.publicLine, 4)
    expect(await say('once')).toMatchObject({ secret: 'ssh/two' })
    expect(await other).toBe(SIGNATURE)
  })

  test('the question goes with a client that ends, which is no refusal, and comes again with the next', async () => {
    openWindow()
    const leaver = await client()
    leaver.send(askSignature(blobOf(key.publicLine), 'data'))
    await question()
    leaver.end()
    while ((await answerOf<readonly ApprovalQuestion[]>('approvals.list')).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await entries()).toEqual([])
    const signed = sign()
    await say('once')
    expect(await signed).toBe(SIGNATURE)
  })

  test('listing keys asks nobody', async () => {
    openWindow()
    expect(await (await client()).typeOf(askIdentities)).toBe(IDENTITIES)
    expect(await answerOf('approvals.list')).toEqual([])
  })

  test('a yes for a key that was replaced meanwhile is worth nothing', async () => {
    openWindow()
    const signed = sign()
    await question()
    await answerOf('secrets.put', {
      name: 'ssh/one',
      value: { form: 'text', bytes: new Uint8Array(Buffer.from('none')) },
    })
    await say('once')
    expect(await signed).toBe(FAILURE)
  })
})
