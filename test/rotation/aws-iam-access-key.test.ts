/** Access keys of IAM users, against moto, which checks signatures and keeps to the limit of two keys. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect } from 'vitest'
import { connectIam } from '../../main/core/aws/iam.ts'
import type { ConnectIam, Iam } from '../../main/core/rotation/iam.ts'
import { createAwsIamRotator } from '../../main/core/rotation/rotators/aws-iam-access-key.ts'
import { fail, type Result } from '../../shared/failure.ts'
import { type Moto, startMoto } from '../support/aws/moto.ts'
import { requires } from '../support/provisions.ts'
import { drive } from '../support/rotation/steps.ts'
import { unwrap } from '../support/vault.ts'

const { describe, test } = requires('moto')

const day = 86_400_000
let moto: Moto
let root: IAMClient
let users = 0

beforeAll(async () => {
  moto = await startMoto()
  const bootstrap = clientWith({ accessKeyId: 'testing', secretAccessKey: 'testing' })
  const boss = await newUser(bootstrap, 'boss')
  root = clientWith({ accessKeyId: boss.AccessKeyId, secretAccessKey: boss.SecretAccessKey })
  // From here on signatures and permissions are checked.
  await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', body: '0' })
})
afterAll(async () => {
  root.destroy()
  await moto.close()
})

const clientWith = (credentials: { accessKeyId: string; secretAccessKey: string }): IAMClient =>
  new IAMClient({ endpoint: moto.url, region: 'us-east-1', credentials })

/** With every right in IAM, its own keys included. */
async function newUser(client: IAMClient, UserName: string) {
  await client.send(new CreateUserCommand({ UserName, Path: '/apps/' }))
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' }],
  })
  await client.send(new PutUserPolicyCommand({ UserName, PolicyName: 'keys', PolicyDocument }))
  return newKey(client, UserName)
}

async function newKey(client: IAMClient, UserName: string) {
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }))
  const { AccessKeyId = '', SecretAccessKey = '', CreateDate } = AccessKey ?? {}
  return { UserName, AccessKeyId, SecretAccessKey, madeOn: CreateDate?.toISOString().slice(0, 10) }
}

const makeUser = () => {
  users += 1
  return newUser(root, `app${users}`)
}

const secretOf = (key: { AccessKeyId: string; SecretAccessKey: string }, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ note: 'kept', AccessKeyId: key.AccessKeyId, SecretAccessKey: key.SecretAccessKey, ...more })
const idOf = (value: string | null): string => JSON.parse(value ?? '{}').AccessKeyId

async function keysOf(UserName: string): Promise<Record<string, string>> {
  const { AccessKeyMetadata = [] } = await root.send(new ListAccessKeysCommand({ UserName }))
  return Object.fromEntries(AccessKeyMetadata.map((key) => [key.AccessKeyId ?? '', key.Status ?? '']))
}

const messageOf = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.failure.kind}: ${result.failure.message}`

const rotate = (
  current: string,
  options: { connect?: ConnectIam; adminSecret?: string; secrets?: Record<string, string>; now?: () => number } = {},
) =>
  drive(
    createAwsIamRotator(options.connect ?? connectIam),
    { kind: 'aws-iam-access-key', endpointUrl: moto.url, adminSecret: options.adminSecret ?? null },
    { current, secrets: { 'prod/thing': current, ...options.secrets } },
    options.now,
  )

describe('an access key', () => {
  test('gets a second one, which is tried; the first is switched off, and deleted after a week', async () => {
    const key = await makeUser()
    let now = Date.now()
    const run = rotate(secretOf(key, { CreateDate: '2024-01-01T00:00:00Z' }), { now: () => now })
    unwrap(await run.create())
    const fresh = JSON.parse(run.pending ?? '')
    expect(Object.keys(fresh)).toEqual(['note', 'AccessKeyId', 'SecretAccessKey', 'CreateDate'])
    expect(fresh.note).toBe('kept')
    expect(new Date(fresh.CreateDate).getTime()).toBeGreaterThan(now - 60_000)
    expect(await keysOf(key.UserName)).toEqual({ [key.AccessKeyId]: 'Active', [fresh.AccessKeyId]: 'Active' })
    expect(messageOf(await run.set())).toBe('ok')
    expect(messageOf(await run.test())).toBe('ok')
    const laterAt = now + 7 * day
    expect(unwrap(await run.finish())).toEqual({ laterAt })
    now += day
    expect(unwrap(await run.finish())).toEqual({ laterAt })
    expect(await keysOf(key.UserName)).toEqual({ [key.AccessKeyId]: 'Inactive', [fresh.AccessKeyId]: 'Active' })
    run.secrets.set('prod/thing', run.pending ?? '')
    for (let time = 0; time < 2; time += 1) expect(messageOf(await run.later())).toBe('ok')
    expect(await keysOf(key.UserName)).toEqual({ [fresh.AccessKeyId]: 'Active' })
    expect(messageOf(await run.finish())).toBe('ok')
  })

  test('keeps the spelling that its programs read', async () => {
    const key = await makeUser()
    const run = rotate(
      JSON.stringify({ aws_access_key_id: key.AccessKeyId, aws_secret_access_key: key.SecretAccessKey }),
    )
    unwrap(await run.create())
    expect(Object.keys(JSON.parse(run.pending ?? ''))).toEqual(['aws_access_key_id', 'aws_secret_access_key'])
    expect(messageOf(await run.test())).toBe('ok')
  })

  test('has no place for a third: the message says which is in the way', async () => {
    const key = await makeUser()
    const other = await newKey(root, key.UserName)
    const made = messageOf(await rotate(secretOf(key)).create())
    expect(made).toMatch(/^limit-exceeded: A user has two access keys at most/)
    expect(made).toContain(`${other.AccessKeyId} (active, made ${other.madeOn}, never used)`)
    expect(made).toContain(`aws iam delete-access-key --user-name ${key.UserName} --access-key-id ${other.AccessKeyId}`)
    expect(Object.keys(await keysOf(key.UserName))).toHaveLength(2)
  })

  test('killed after IAM made it and before its secret was kept: the lost one is deleted, another is made', async () => {
    const key = await makeUser()
    for (const killed of ['before the answer', 'after the answer']) {
      const run = rotate(secretOf(key))
      unwrap(await run.create())
      const lost = idOf(run.pending)
      if (killed === 'before the answer') run.notes.delete('newKey')
      run.pending = null
      unwrap(await run.create())
      const made = idOf(run.pending)
      expect(made).not.toBe(lost)
      expect(await keysOf(key.UserName)).toEqual({ [key.AccessKeyId]: 'Active', [made]: 'Active' })
      expect(messageOf(await run.cancel())).toBe('ok')
      expect(await keysOf(key.UserName)).toEqual({ [key.AccessKeyId]: 'Active' })
    }
  })

  test('a second key that somebody uses is never taken for a lost one', async () => {
    const key = await makeUser()
    const run = rotate(secretOf(key))
    unwrap(await run.create())
    const used = JSON.parse(run.pending ?? '')
    run.notes.delete('newKey')
    const client = clientWith({ accessKeyId: used.AccessKeyId, secretAccessKey: used.SecretAccessKey })
    await client.send(new ListAccessKeysCommand({ UserName: key.UserName }))
    client.destroy()
    expect(messageOf(await run.create())).toMatch(/^limit-exceeded: .*last used/)
    expect(await keysOf(key.UserName)).toHaveProperty(used.AccessKeyId)
  })

  test('cancelled, it leaves the first as it was', async () => {
    const key = await makeUser()
    const run = rotate(secretOf(key))
    expect(messageOf(await run.cancel())).toBe('ok')
    unwrap(await run.create())
    for (let time = 0; time < 2; time += 1) expect(messageOf(await run.cancel())).toBe('ok')
    expect(await keysOf(key.UserName)).toEqual({ [key.AccessKeyId]: 'Active' })
  })

  test('may be changed by an administrator instead of by itself', async () => {
    const [key, admin] = [await makeUser(), await makeUser()]
    const run = rotate(secretOf(key), { adminSecret: 'admin', secrets: { admin: secretOf(admin) } })
    unwrap(await run.create())
    expect(messageOf(await run.test())).toBe('ok')
    unwrap(await run.finish())
    run.secrets.delete('prod/thing')
    expect(messageOf(await run.later())).toBe('ok')
    expect(await keysOf(key.UserName)).toEqual({ [idOf(run.pending)]: 'Active' })
    expect(Object.values(await keysOf(admin.UserName))).toEqual(['Active'])
  })

  test('that was switched on again is not deleted', async () => {
    const key = await makeUser()
    const run = rotate(secretOf(key))
    unwrap(await run.create())
    unwrap(await run.finish())
    await root.send(
      new UpdateAccessKeyCommand({ UserName: key.UserName, AccessKeyId: key.AccessKeyId, Status: 'Active' }),
    )
    expect(messageOf(await run.later())).toMatch(/^refused: .*was switched on again/)
    expect(await keysOf(key.UserName)).toHaveProperty(key.AccessKeyId, 'Active')
  })

  test('whose secret is wrong, or which is gone, is told so', async () => {
    const key = await makeUser()
    const wrong = rotate(secretOf({ ...key, SecretAccessKey: 'x'.repeat(40) }))
    expect(messageOf(await wrong.create())).toMatch(
      /^aws: The secret access key of the secret "prod\/thing" does not belong/,
    )
    const gone = rotate(secretOf({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', SecretAccessKey: 'x'.repeat(40) }))
    expect(messageOf(await gone.create())).toMatch(/^aws: AWS does not know the access key/)
  })

  test('that ends by itself is not rotated', async () => {
    const current = secretOf({ AccessKeyId: 'ASIAIOSFODNN7EXAMPLE', SecretAccessKey: 'x' }, { SessionToken: 't' })
    expect(messageOf(await rotate(current).create())).toMatch(/^invalid: This is a temporary key/)
  })

  test('that IAM does not know everywhere yet is tried again until it does', async () => {
    const key = await makeUser()
    let refusals = 2
    const slow: ConnectIam = async (...words) => {
      const iam = await connectIam(...words)
      const identify: Iam['identify'] = async (signal) => {
        if (words[0].accessKeyId === key.AccessKeyId || refusals === 0) return iam.identify(signal)
        refusals -= 1
        return fail({ kind: 'aws', code: 'InvalidClientTokenId', message: 'AWS does not know the access key.' })
      }
      return { ...iam, identify }
    }
    const run = rotate(secretOf(key), { connect: slow })
    unwrap(await run.create())
    expect(messageOf(await run.test())).toBe('ok')
    expect(refusals).toBe(0)
    expect((await run.test(AbortSignal.abort())).ok).toBe(false)
  })
})
