/** AWSCURRENT that moves several times between two syncs: what came and went is in the vault afterwards, under its own id. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { callAsOther } from '../support/aws/client.ts'
import { runClient } from '../support/aws/run-client.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { requires } from '../support/provisions.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { revealText } from '../support/vault.ts'

const accountId = '111122223333'
const region = 'eu-west-1'
const name = 'app/db'

let server: AwsServer
let wired: WiredSync

beforeEach(async () => {
  server = await startAwsServer({ accounts: [accountId], versionsPerSecret: 200 })
  wired = await startWiredSync(server)
  wired.put(name, 'one')
  await wired.run()
})
afterEach(async () => {
  await wired.close()
  await server.close()
})

/** Somebody else puts a version that becomes current; answers its id. */
async function putThere(value: string): Promise<string> {
  const ClientRequestToken = randomUUID()
  await inAws('PutSecretValue', { SecretId: name, SecretString: value, ClientRequestToken })
  return ClientRequestToken
}

/** Somebody else, with the same account. */
const inAws = (operation: string, input: Readonly<Record<string, unknown>>): Promise<void> =>
  callAsOther(server, region, operation, input)

async function putAll(count: number): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>()
  for (let nth = 1; nth <= count; nth += 1) made.set(await putThere(`theirs ${nth}`), `theirs ${nth}`)
  return made
}

const readable = (made: ReadonlyMap<string, string>): readonly string[] =>
  [...made.keys()]
    .filter((id) => wired.vault.holds(name, id))
    .map((id) => revealText(wired.vault, name, { versionId: id }))

const madeAt = (versionId: string): number | undefined => {
  const history = wired.vault.versions(name)
  return history.ok ? history.value.find((version) => version.versionId === versionId)?.createdAt : undefined
}

const createdThere = (versionId: string): number | undefined =>
  server.control.world.region(accountId, region).secrets.get(name)?.versions.get(versionId)?.createdAt

requires('moto').test('keeps five versions that the aws command made, each with its id and its date', async () => {
  const made = new Map<string, string>()
  for (let nth = 1; nth <= 5; nth += 1) {
    const args = ['secretsmanager', 'put-secret-value', '--secret-id', name, '--secret-string', `theirs ${nth}`]
    const run = await runClient('aws', [...args, '--output', 'json'], server)
    expect(run.stderr).toBe('')
    made.set(String((JSON.parse(run.stdout) as { readonly VersionId: string }).VersionId), `theirs ${nth}`)
  }
  expect(await wired.run()).toMatchObject({ outcome: 'done' })
  expect(readable(made)).toEqual([...made.values()])
  for (const id of made.keys()) expect(madeAt(id)).toBe(createdThere(id))
  expect(revealText(wired.vault, name)).toBe('theirs 5')
  expect((await wired.plan()).operations).toEqual([])
})

it('asks for the versions once for each change, and not without one', async () => {
  await putThere('theirs')
  server.log.clear()
  await wired.run()
  expect(server.log.count('ListSecretVersionIds')).toBe(1)
  expect(server.log.count('GetSecretValue')).toBe(0)
  await wired.run()
  expect(server.log.count('ListSecretVersionIds')).toBe(1)
  await putAll(3)
  server.log.clear()
  await wired.run()
  await wired.run()
  expect(server.log.count('ListSecretVersionIds')).toBe(1)
  expect(server.log.count('GetSecretValue')).toBe(2)
})

it('keeps what was rolled back before another one was put, though no label tells of it', async () => {
  const before = wired.vault.body(name)
  const first = before.ok ? (before.value.stages.AWSCURRENT ?? '') : ''
  const made = await putAll(1)
  const [rolledBack = ''] = [...made.keys()]
  const move = { SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: first, RemoveFromVersionId: rolledBack }
  await inAws('UpdateSecretVersionStage', move)
  await putThere('theirs')
  expect(await wired.run()).toMatchObject({ outcome: 'done' })
  expect(readable(made)).toEqual([...made.values()])
  expect(revealText(wired.vault, name)).toBe('theirs')
})

it('keeps them where both sides changed, and asks once', async () => {
  wired.put(name, 'ours')
  const made = await putAll(4)
  server.log.clear()
  expect(await wired.run()).toMatchObject({
    results: expect.arrayContaining([expect.objectContaining({ outcome: 'conflict' })]),
  })
  await wired.run()
  expect(readable(made)).toEqual([...made.values()])
  expect(revealText(wired.vault, name)).toBe('ours')
  expect(server.log.count('ListSecretVersionIds')).toBe(1)
})

it('keeps what was rolled back again before anybody looked', async () => {
  const before = wired.vault.body(name)
  const first = before.ok ? (before.value.stages.AWSCURRENT ?? '') : ''
  const made = await putAll(3)
  const [, , last = ''] = [...made.keys()]
  const move = { SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: first, RemoveFromVersionId: last }
  await inAws('UpdateSecretVersionStage', move)
  expect(await wired.run()).toMatchObject({ outcome: 'done' })
  expect(readable(made)).toEqual([...made.values()])
  expect(revealText(wired.vault, name)).toBe('one')
  expect((await wired.plan()).operations).toEqual([])
})

it('keeps them where somebody took AWSPREVIOUS away', async () => {
  const made = await putAll(3)
  const [, second = ''] = [...made.keys()]
  await inAws('UpdateSecretVersionStage', { SecretId: name, VersionStage: 'AWSPREVIOUS', RemoveFromVersionId: second })
  await wired.run()
  expect(readable(made)).toEqual([...made.values()])
})

it('brings no history from before the first look', async () => {
  await inAws('CreateSecret', { Name: 'app/old', SecretString: 'a', ClientRequestToken: randomUUID() })
  for (const value of ['b', 'c', 'd'])
    await inAws('PutSecretValue', { SecretId: 'app/old', SecretString: value, ClientRequestToken: randomUUID() })
  server.log.clear()
  await wired.run()
  expect(server.log.count('ListSecretVersionIds')).toBe(0)
  const history = wired.vault.versions('app/old')
  expect(history.ok && history.value.length).toBe(1)
})

it('goes on without a version that AWS has forgotten, and tells which', async () => {
  const made = await putAll(3)
  const [first = ''] = [...made.keys()]
  server.faults.add({ do: 'error', operation: 'GetSecretValue', code: 'ResourceNotFoundException', times: 1 })
  const run = await wired.run()
  expect(run.outcome).toBe('done')
  expect(run.results[0]).toMatchObject({ outcome: 'done', code: null, message: expect.stringContaining(first) })
  expect(readable(made)).toEqual(['theirs 2', 'theirs 3'])
})

it.each(['ExpiredTokenException', 'LimitExceededException', 'UnrecognizedClientException'])(
  'counts a version as lost only where AWS will not give it, and not for %s',
  async (code) => {
    const made = await putAll(3)
    server.faults.add({ do: 'error', operation: 'GetSecretValue', code, times: 1 })
    await wired.run()
    await wired.run()
    expect(readable(made)).toEqual([...made.values()])
  },
)

it('goes on where listing is denied, and tells what to allow', async () => {
  await putAll(3)
  server.faults.add({ do: 'error', operation: 'ListSecretVersionIds', code: 'AccessDeniedException', times: 1 })
  const run = await wired.run()
  expect(run.outcome).toBe('done')
  expect(run.results[0]?.message).toContain('could not be listed')
  expect(revealText(wired.vault, name)).toBe('theirs 3')
})

it('takes up a run that broke off in between', async () => {
  const made = await putAll(5)
  server.faults.add({ do: 'drop-before', operation: 'GetSecretValue', skip: 2, times: 20 })
  expect((await wired.run()).outcome).toBe('failed')
  server.faults.clear()
  expect((await wired.run()).outcome).toBe('done')
  expect(readable(made)).toEqual([...made.values()])
})

it('lists all pages', async () => {
  const made = await putAll(130)
  await wired.run()
  expect(readable(made)).toHaveLength(made.size)
  expect(server.log.count('ListSecretVersionIds')).toBe(2)
})

it('leaves a version that rotation is making alone', async () => {
  await putAll(2)
  const pending = randomUUID()
  const put = { SecretId: name, SecretString: 'next', ClientRequestToken: pending, VersionStages: ['AWSPENDING'] }
  await inAws('PutSecretValue', put)
  await wired.run()
  expect(wired.vault.holds(name, pending)).toBe(false)
})
