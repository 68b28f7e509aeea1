/** The port when the network, the rate, the permissions or the credentials fail it. */
import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fallback } from '../../main/core/aws/connections.ts'
import type { Remote } from '../../main/core/sync/remote.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { FaultKind } from '../support/aws/faults.ts'
import { answered, connectTo, newSecret, refused, type TestConnection, text } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'

const ACCOUNT = '111122223333'

let server: AwsServer
let connection: TestConnection
let remote: Remote

beforeEach(async () => {
  server = await startAwsServer({ accounts: [ACCOUNT], replicationDelayMs: 0 })
  connection = await connectTo(server)
  remote = connection.remote('eu-west-1')
})

afterEach(async () => {
  connection.close()
  await server.close()
})

/** Two versions: the second under a private stage. */
async function prepare(): Promise<{ readonly first: string; readonly second: string }> {
  const first = newSecret('a', { tags: { old: '1' } })
  answered(await remote.create(first))
  const second = randomUUID()
  answered(await remote.put({ name: 'a', versionId: second, form: 'text', bytes: text('two'), stages: ['COFFER'] }))
  return { first: first.versionId, second }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

/** Every call of the port that changes something, and what is true after it. */
const writes: readonly (readonly [string, (at: Prepared) => Promise<Result<unknown>>, object])[] = [
  [
    'create',
    () => remote.create(newSecret('b', { versionId: 'b'.repeat(32) })),
    { name: 'b', current: 'b'.repeat(32) },
  ],
  [
    'put',
    () => remote.put({ name: 'a', versionId: 'p'.repeat(32), form: 'text', bytes: text('x'), stages: ['NEXT'] }),
    { stages: expect.objectContaining({ NEXT: 'p'.repeat(32) }) },
  ],
  [
    'moveStage',
    ({ first, second }) => remote.moveStage({ name: 'a', stage: 'AWSCURRENT', moveTo: second, removeFrom: first }),
    { stages: { AWSCURRENT: expect.any(String), AWSPREVIOUS: expect.any(String), COFFER: expect.any(String) } },
  ],
  [
    'moveStage to nowhere',
    ({ second }) => remote.moveStage({ name: 'a', stage: 'COFFER', moveTo: null, removeFrom: second }),
    { stages: { AWSCURRENT: expect.any(String) } },
  ],
  ['update', () => remote.update('a', { description: 'new' }), { description: 'new' }],
  ['tag', () => remote.tag('a', { new: '2' }), { tags: { old: '1', new: '2' } }],
  ['untag', () => remote.untag('a', ['old']), { tags: {} }],
  ['scheduleDeletion', () => remote.scheduleDeletion('a', 7), { deletedAt: expect.any(Number) }],
  [
    'replicate',
    () => remote.replicate('a', [{ region: 'us-east-1', kmsKeyId: null }]),
    { replicas: [{ region: 'us-east-1', status: 'InSync', message: null }] },
  ],
]

const passing: readonly (readonly [string, FaultKind])[] = [
  ['a connection that ends before anything happened', { do: 'drop-before' }],
  ['an answer that is lost after it happened', { do: 'drop-after' }],
  ['throttling', { do: 'throttle' }],
  ['a proxy without service', { do: 'status', status: 503 }],
  ["the service's own fault", { do: 'error', code: 'InternalServiceError', status: 500 }],
]

describe.each(passing)('after %s', (_what, fault) => {
  it.each(writes)('%s happens, once', async (name, write, then) => {
    const prepared = await prepare()
    const before = remote.calls()
    server.faults.add({ ...fault, times: 2 })
    answered(await write(prepared))
    expect(answered(await remote.describe(name === 'create' ? 'b' : 'a'))).toMatchObject(then)
    expect(remote.calls() - before).toBeGreaterThanOrEqual(4)
  })

  it('a restore happens', async () => {
    await prepare()
    answered(await remote.scheduleDeletion('a', 7))
    server.faults.add({ ...fault, times: 2 })
    answered(await remote.restore('a'))
    expect(answered(await remote.describe('a')).deletedAt).toBeNull()
  })

  it('reads come through, and every try is counted', async () => {
    await prepare()
    const before = remote.calls()
    server.faults.add({ ...fault, times: 2 })
    expect(answered(await remote.list('')).secrets).toHaveLength(1)
    expect(remote.calls() - before).toBe(3)
    server.faults.add({ ...fault, times: 1 })
    expect(answered(await remote.readCurrent(['a'])).values).toHaveLength(1)
    expect(remote.calls() - before).toBe(5)
    expect(server.log.count()).toBe(remote.calls())
  })
})

describe('a lasting fault', () => {
  it('of the network is unavailable after five tries', async () => {
    server.faults.add({ do: 'drop-before' })
    expect(refused(await remote.list(''))).toMatchObject({ kind: 'unavailable' })
    expect(remote.calls()).toBe(5)
  })

  it('of the rate keeps AWS’s code', async () => {
    server.faults.add({ do: 'throttle' })
    expect(refused(await remote.list(''))).toMatchObject({ kind: 'aws', code: 'ThrottlingException' })
    expect(remote.calls()).toBe(9)
  })

  it('of a quota is told at once', async () => {
    server.faults.add({ do: 'error', code: 'LimitExceededException', message: 'Too many versions.' })
    expect(refused(await remote.create(newSecret('a')))).toMatchObject({
      kind: 'aws',
      code: 'LimitExceededException',
      message: expect.stringContaining('does not help. AWS says: Too many versions.'),
    })
    expect(remote.calls()).toBe(1)
  })

  it('of a server that is gone is unavailable', async () => {
    const gone = await startAwsServer()
    const lost = await connectTo(gone)
    await gone.close()
    expect(refused(await lost.remote('eu-west-1').list('')).kind).toBe('unavailable')
    lost.close()
  })
})

describe('a server that does not come to an end', () => {
  it('of its list is not asked for ever', async () => {
    const looping = createServer((_, response) => response.end('{"SecretList":[],"Versions":[],"NextToken":"again"}'))
    await new Promise<void>((resolve) => looping.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(looping.address() as AddressInfo).port}`
    const connection = await connectTo({ url, credentials: server.credentials })
    const at = connection.remote('eu-west-1')
    expect(refused(await at.list(''))).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('again') })
    expect(refused(await at.listVersions('a')).kind).toBe('unavailable')
    connection.close()
    looping.close()
  })

  const begin = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'content-length': 99 })

  it.each([
    ['no answer', 50, 'The endpoint HOST did not answer in time.', (): void => undefined],
    [
      'half an answer',
      50,
      'The endpoint HOST did not answer in time.',
      (at: ServerResponse) => void begin(at).write('{'),
    ],
    [
      'an answer that breaks off',
      60_000,
      'The endpoint HOST broke off the connection (ECONNRESET).',
      (at: ServerResponse) => void begin(at).write('{', () => at.destroy()),
    ],
    [
      "a page of somebody else's",
      60_000,
      'The endpoint HOST did not answer as AWS does (status 200): SyntaxError.',
      (at: ServerResponse) => void at.writeHead(200).end('<html>'),
    ],
  ])('with %s is unavailable', async (_what, answerWithinMs, says, answer) => {
    const stuck = createServer((_request, response) => answer(response))
    await new Promise<void>((resolve) => stuck.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(stuck.address() as AddressInfo).port}`
    const patient = await connectTo({ url, credentials: server.credentials }, { answerWithinMs })
    const at = patient.remote('eu-west-1')
    const { host } = new URL(url)
    expect(refused(await at.list(''))).toEqual({ kind: 'unavailable', message: says.replace('HOST', host) })
    expect(at.calls()).toBe(5)
    patient.close()
    stuck.closeAllConnections()
    stuck.close()
  })
})

describe('the rates of AWS', () => {
  it('are kept to by waiting, so that a region that throttles early gets everything done', async () => {
    // Its time goes on with what it is asked, however quick this machine is.
    const startedAt = Date.now()
    const slow: AwsServer = await startAwsServer({
      throttleFactor: 0.2,
      now: () => startedAt + slow.log.count() * 50,
    })
    const patient = await connectTo(slow, { backoff: { ...slowBackoff, throttledAttempts: 20 } })
    const at = patient.remote('eu-west-1')
    const results = await Promise.all(Array.from({ length: 25 }, (_, n) => at.create(newSecret(`s/${n}`))))
    expect(results.filter(({ ok }) => !ok)).toEqual([])
    expect(slow.log.entries().some(({ error }) => error === 'ThrottlingException')).toBe(true)
    patient.close()
    await slow.close()
  })

  it('that Coffer keeps by itself stay below them: nothing is throttled', async () => {
    const slow = await startAwsServer({ throttleFactor: 0.2 })
    const polite = await connectTo(slow, { rates: { readsPerSecond: 100, writesPerSecond: 5 } })
    const at = polite.remote('eu-west-1')
    await Promise.all(Array.from({ length: 15 }, (_, n) => at.create(newSecret(`s/${n}`))))
    expect(at.calls()).toBe(15)
    expect(slow.log.entries().filter(({ error }) => error !== undefined)).toEqual([])
    polite.close()
    await slow.close()
  })
})

const slowBackoff = { attempts: 5, throttledAttempts: 9, baseMs: 5, throttledBaseMs: 50, ceilingMs: 300 }

describe('a cancelled call', () => {
  const cancelled: Failure = { kind: 'refused', message: 'Cancelled.' }

  it('ends at once while the server takes its time, and between pages', async () => {
    for (let n = 0; n < 101; n += 1) answered(await remote.create(newSecret(`s/${n}`)))
    server.faults.add({ do: 'delay', ms: 50_000, operation: 'ListSecrets', skip: 1 })
    const abort = new AbortController()
    const listing = remote.list('', undefined, abort.signal)
    await vi.waitFor(() => expect(server.log.count('ListSecrets')).toBe(2), 60_000)
    abort.abort()
    expect(refused(await listing)).toEqual(cancelled)
  })
})

describe('a denied batch read', () => {
  it('is replaced by single reads, told once', async () => {
    const operations = ['GetSecretValue', 'ListSecrets', 'DescribeSecret'] as const
    const key = server.addKey({ accountId: ACCOUNT, user: 'reader', allow: { operations } })
    for (const name of ['a', 'b']) answered(await remote.create(newSecret(name)))
    const told: Fallback[] = []
    const reader = await connectTo({ url: server.url, credentials: key }, { onFallback: (one) => told.push(one) })
    const at = reader.remote('eu-west-1')
    const { values, errors } = answered(await at.readCurrent(['a', 'missing', 'b']))
    expect(values.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(errors).toMatchObject([{ name: 'missing', code: 'ResourceNotFoundException' }])
    answered(await at.readCurrent(['a']))
    expect(server.log.count('BatchGetSecretValue')).toBe(1)
    expect(server.log.count('GetSecretValue')).toBe(4)
    expect(told).toEqual([{ call: 'BatchGetSecretValue', code: 'AccessDeniedException', region: 'eu-west-1' }])
    reader.close()
  })

  it('of one secret alone is told by its name', async () => {
    const key = server.addKey({ accountId: ACCOUNT, user: 'reader', allow: { names: ['a'] } })
    for (const name of ['a', 'b']) answered(await remote.create(newSecret(name)))
    const reader = await connectTo({ url: server.url, credentials: key })
    const read = answered(await reader.remote('eu-west-1').readCurrent(['a', 'b']))
    expect(read.values.map(({ name }) => name)).toEqual(['a'])
    expect(read.errors).toMatchObject([{ name: 'b', code: 'AccessDeniedException' }])
    reader.close()
  })
})

describe('a message', () => {
  it('never repeats a value, even where the server does', async () => {
    const value = 'hunter2-hunter2'
    server.faults.add({ do: 'error', code: 'ValidationException', message: `Value '${value}' at 'secretString'` })
    const failure = refused(await remote.create(newSecret('a', { bytes: text(value) })))
    expect(failure).toMatchObject({ code: 'ValidationException', message: "Value '…' at 'secretString'" })
    const put = { name: 'a', versionId: randomUUID(), form: 'text', bytes: text(value), stages: ['X'] } as const
    expect(refused(await remote.put(put)).message).not.toContain(value)
    server.faults.clear()
    const json = '{"password":"hunter2-hunter2"}'
    for (const form of [JSON.stringify(json), Buffer.from(json).toString('base64')]) {
      server.faults.add({ do: 'error', code: 'ValidationException', message: `No: ${form}`, times: 1 })
      const { message } = refused(await remote.create(newSecret('b', { bytes: text(json) })))
      expect(message).not.toMatch(/hunter2|aHVudGVy/)
    }
  })
})

describe('credentials of the vault that end', () => {
  it('are told as expired', async () => {
    const expiresAt = Date.now() + 120_000
    const key = server.addKey({ accountId: ACCOUNT, user: 'x', sessionToken: 't', expiresAt })
    const brief = await connectTo({ url: server.url, credentials: key })
    answered(await brief.remote('eu-west-1').list(''))
    server.control.setSkew(180_000)
    expect(refused(await brief.remote('eu-west-1').list(''))).toMatchObject({
      kind: 'aws',
      code: 'ExpiredTokenException',
      message: 'The credentials of the secret "aws/keys" have expired: sign in again, then try again.',
    })
    brief.close()
  })
})

describe('a clock that is wrong', () => {
  it('is shown, and the signature follows the server after one refusal', async () => {
    server.control.setSkew(3_600_000)
    const { clock } = answered(await remote.list(''))
    expect(Math.round(((clock?.serverAt ?? 0) - (clock?.localAt ?? 0)) / 60_000)).toBe(60)
    expect(remote.calls()).toBe(2)
    answered(await remote.create(newSecret('a')))
    expect(remote.calls()).toBe(3)
  })

  it('and is set right in the middle of the work fails nothing', async () => {
    server.control.setSkew(3_600_000)
    answered(await remote.list(''))
    server.control.setSkew(0)
    answered(await remote.list(''))
    server.control.setSkew(-3_600_000)
    answered(await remote.list(''))
  })
})
