/** What listing and reading cost in calls, and which part of a region they see. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Remote } from '../../main/core/sync/remote.ts'
import { callAws } from '../support/aws/client.ts'
import { answered, connectTo, newSecret, type TestConnection, text } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'

let server: AwsServer
let connection: TestConnection
let remote: Remote

beforeEach(async () => {
  server = await startAwsServer()
  connection = await connectTo(server)
  remote = connection.remote('eu-west-1')
})

afterEach(async () => {
  connection.close()
  await server.close()
})

async function fill(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) answered(await remote.create(newSecret(`s/${n}`)))
  server.log.clear()
}

describe('a list', () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [1_050, 11],
  ])('of %i secrets takes %i calls and reads no value', async (count, calls) => {
    await fill(count)
    const heard: number[] = []
    const { secrets } = answered(await remote.list('', (so_far) => heard.push(so_far)))
    expect(secrets).toHaveLength(count)
    expect(server.log.counts()).toEqual({ ListSecrets: calls })
    expect(heard).toHaveLength(calls)
    expect(heard.at(-1)).toBe(count)
    expect(server.log.entries().every(({ valuesRead }) => valuesRead === 0)).toBe(true)
  })

  it('under a prefix asks AWS for that alone, and tells case apart', async () => {
    for (const name of ['prod/a', 'prod/b', 'Prod/c', 'production', 'x/prod/d']) {
      answered(await remote.create(newSecret(name)))
    }
    const { secrets } = answered(await remote.list('prod/'))
    expect(secrets.map(({ name }) => name)).toEqual(['prod/a', 'prod/b'])
  })

  it('holds what is scheduled for deletion', async () => {
    await fill(2)
    answered(await remote.scheduleDeletion('s/0', 30))
    const { secrets } = answered(await remote.list('s/'))
    expect(secrets.map(({ name, deletedAt }) => [name, deletedAt !== null])).toEqual([
      ['s/0', true],
      ['s/1', false],
    ])
  })

  it('holds secrets without any value', async () => {
    const place = { region: 'eu-west-1', credentials: server.credentials }
    await callAws(server.url, 'CreateSecret', { Name: 'empty', ClientRequestToken: 'e'.repeat(32) }, place)
    const [secret] = answered(await remote.list('')).secrets
    expect(secret).toMatchObject({ name: 'empty', current: null, stages: {} })
    const { errors } = answered(await remote.readCurrent(['empty']))
    expect(errors).toMatchObject([{ name: 'empty', code: 'ResourceNotFoundException' }])
  })
})

describe('a read of current values', () => {
  it('takes one call for twenty names, and none for none', async () => {
    await fill(20)
    const names = Array.from({ length: 20 }, (_, n) => `s/${n}`)
    expect(answered(await remote.readCurrent(names)).values).toHaveLength(20)
    answered(await remote.readCurrent([]))
    expect(server.log.counts()).toEqual({ BatchGetSecretValue: 1 })
  })

  it('asks singly for what a batch left out, under the name of Coffer', async () => {
    const [VersionId, asked, agents] = ['v'.repeat(32), Array.of<string>(), new Set<boolean>()]
    const sparing = createServer((request, response) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
      asked.push(operation)
      agents.add(/\bcoffer\b/.test(String(request.headers['user-agent'])))
      const batch = { SecretValues: [{ Name: 'a', VersionId, SecretString: 'one' }], Errors: [] }
      const single = { Name: 'b', VersionId, SecretString: 'two' }
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(operation === 'GetSecretValue' ? single : batch))
    })
    await new Promise<void>((resolve) => sparing.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(sparing.address() as AddressInfo).port}`
    const other = await connectTo({ url, credentials: server.credentials })
    const { values, errors } = answered(await other.remote('eu-west-1').readCurrent(['a', 'b']))
    expect(values.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['a', text('one')],
      ['b', text('two')],
    ])
    expect(errors).toEqual([])
    expect(asked).toEqual(['BatchGetSecretValue', 'GetSecretValue'])
    expect([...agents]).toEqual([true])
    other.close()
    sparing.close()
  })
})
