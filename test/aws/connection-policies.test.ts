/** The policies of docs/aws-connection.md are enough for what they are for, and nothing in them is too much. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OperationName } from '../../main/core/endpoint/port.ts'
import type { Remote } from '../../main/core/sync/remote.ts'
import type { Result } from '../../shared/failure.ts'
import { connectTo, newSecret, text } from '../support/aws/remotes.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'

const ACCOUNT = '111122223333'

interface Policy {
  readonly Statement: readonly { readonly Effect: string; readonly Action: readonly string[] | string }[]
}

const page = readFileSync(join(import.meta.dirname, '../../docs/aws-connection.md'), 'utf8')
const policies = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, body = '']): Policy => JSON.parse(body))

const actionsOf = (policy: Policy | undefined): readonly OperationName[] =>
  (policy?.Statement ?? [])
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .map((action) => action.replace('secretsmanager:', '') as OperationName)

let server: AwsServer

beforeEach(async () => {
  server = await startAwsServer({ accounts: [ACCOUNT] })
  const owner = await connectTo(server)
  for (const name of ['a', 'b']) await owner.remote('eu-west-1').create(newSecret(name))
  owner.close()
})

afterEach(() => server.close())

/** The codes by which anything was refused; a list that came in another way (one by one) is told too. */
async function problems(
  operations: readonly OperationName[],
  work: (remote: Remote) => AsyncGenerator<Result<unknown>>,
): Promise<readonly string[]> {
  const found: string[] = []
  const key = server.addKey({ accountId: ACCOUNT, user: randomUUID(), allow: { operations } })
  const connection = await connectTo(
    { url: server.url, credentials: key },
    { onFallback: ({ call }) => found.push(call) },
  )
  for await (const result of work(connection.remote('eu-west-1'))) {
    if (!result.ok) found.push(result.failure.kind === 'aws' ? result.failure.code : result.failure.kind)
  }
  connection.close()
  return found
}

async function* pull(remote: Remote): AsyncGenerator<Result<unknown>> {
  yield await remote.list('')
  yield await remote.describe('a')
  yield await remote.readCurrent(['a', 'b'])
  const described = await remote.describe('b')
  yield await remote.readVersion('b', described.ok ? (described.value.current ?? '') : randomUUID())
  yield await remote.listVersions('b')
}

async function* bothWays(remote: Remote): AsyncGenerator<Result<unknown>> {
  yield* pull(remote)
  const name = randomUUID()
  const made = newSecret(name, { tags: { team: 'x' }, replicas: [{ region: 'us-east-1', kmsKeyId: null }] })
  yield await remote.create(made)
  const versionId = randomUUID()
  yield await remote.put({ name: 'a', versionId, form: 'text', bytes: text('two'), stages: ['COFFER'] })
  yield await remote.moveStage({ name: 'a', stage: 'COFFER', moveTo: null, removeFrom: versionId })
  yield await remote.update('a', { description: 'new' })
  yield await remote.tag('a', { team: 'y' })
  yield await remote.untag('a', ['team'])
  yield await remote.replicate('a', [{ region: 'us-east-1', kmsKeyId: null }])
  const rotated = await remote.rotate('b', randomUUID())
  const isUnrotated =
    !rotated.ok && rotated.failure.kind === 'aws' && rotated.failure.code === 'InvalidRequestException'
  if (!isUnrotated) yield rotated
  yield await remote.scheduleDeletion('b', 7)
  yield await remote.restore('b')
}

describe.each([
  ['to pull', policies[0], pull],
  ['both ways', policies[1], bothWays],
] as const)('the policy %s', (_which, policy, work) => {
  it('is enough', async () => {
    expect(await problems(actionsOf(policy), work)).toEqual([])
  })

  it.each(actionsOf(policy))('does not work without %s', async (action) => {
    const without = actionsOf(policy).filter((other) => other !== action)
    expect(await problems(without, work)).not.toEqual([])
  })
})

it('the page has these two policies', () => {
  expect(policies.map((policy) => actionsOf(policy).length)).toEqual([5, 15])
})
