import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OperationName } from '../../main/core/endpoint/port.ts'
import { callAws, sendHttp } from '../support/aws/client.ts'
import type { Credentials } from '../support/aws/sign.ts'
import { startVaultEndpoint, type VaultEndpoint } from '../support/local-endpoint.ts'
import { actor, kindOf, revealText, textVersion, unwrap } from '../support/vault.ts'

let started: VaultEndpoint
beforeEach(async () => {
  started = await startVaultEndpoint()
})
afterEach(() => started.close())

type Json = Readonly<Record<string, unknown>>
const call = (credentials: Credentials, operation: OperationName, input: Json, region = 'us-east-1') =>
  callAws(started.url, operation, input, { credentials, region })
const code = async (credentials: Credentials, operation: OperationName, input: Json): Promise<string> => {
  const { json } = await call(credentials, operation, input)
  return typeof json.__type === 'string' ? json.__type : 'ok'
}
const put = (name: string, value: string): string => {
  const versionId = randomUUID()
  unwrap(started.vault().create(actor, { name, kind: 'note', version: textVersion(value, versionId) }))
  return versionId
}

describe('the vault answers as Secrets Manager', () => {
  it('what the window saved is read by a program, and the other way round', async () => {
    const key = started.addKey('app')
    put('prod/db', 'from the window')
    expect((await call(key, 'GetSecretValue', { SecretId: 'prod/db' })).json).toMatchObject({
      SecretString: 'from the window',
    })
    const ClientRequestToken = randomUUID()
    await call(key, 'PutSecretValue', { SecretId: 'prod/db', SecretString: 'from the program', ClientRequestToken })
    expect(revealText(started.vault(), 'prod/db')).toBe('from the program')
    expect(unwrap(started.vault().describe('prod/db')).stages).toMatchObject({ AWSCURRENT: ClientRequestToken })
  })

  it('every region shows the same secrets, each under an ARN of its own that stays', async () => {
    const key = started.addKey('app')
    put('prod/db', 'v')
    const [home, away] = await Promise.all(
      ['us-east-1', 'eu-central-1'].map((region) => call(key, 'DescribeSecret', { SecretId: 'prod/db' }, region)),
    )
    const arn = String(home?.json.ARN)
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:prod\/db-[A-Za-z0-9]{6}$/)
    expect(away?.json.ARN).toBe(arn.replace('us-east-1', 'eu-central-1'))
    expect((await call(key, 'GetSecretValue', { SecretId: arn })).json).toMatchObject({ SecretString: 'v' })
    expect((await call(key, 'GetSecretValue', { SecretId: arn.slice(0, -7) })).json).toMatchObject({
      SecretString: 'v',
    })
    expect(await code(key, 'GetSecretValue', { SecretId: `${arn.slice(0, -6)}AAAAAA` })).toBe(
      'ResourceNotFoundException',
    )
    expect(await code(key, 'GetSecretValue', { SecretId: arn.replace('us-east-1', 'eu-west-1') })).toBe(
      'ResourceNotFoundException',
    )
    expect(await code(key, 'GetSecretValue', { SecretId: arn.replace('000000000000', '111122223333') })).toBe(
      'ResourceNotFoundException',
    )
  })

  it('a linked secret answers with the ARN of its target, in that region only', async () => {
    await started.close()
    const remote = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/prod/db-AbCdEf'
    started = await startVaultEndpoint({
      links: {
        arnOf: (name, region) => (name === 'prod/db' && region === 'eu-central-1' ? remote : undefined),
        nameOf: (address) =>
          address.arn?.accountId === '111122223333' && address.name === 'team/prod/db' ? 'prod/db' : undefined,
        revision: () => 0,
      },
    })
    const key = started.addKey('app', [{ glob: 'prod/*', write: false }])
    put('prod/db', 'v')
    expect((await call(key, 'GetSecretValue', { SecretId: 'prod/db' }, 'eu-central-1')).json).toMatchObject({
      ARN: remote,
    })
    expect((await call(key, 'GetSecretValue', { SecretId: remote }, 'eu-central-1')).json).toMatchObject({
      SecretString: 'v',
    })
    expect((await call(key, 'DescribeSecret', { SecretId: 'prod/db' })).json.ARN).toMatch(/:us-east-1:000000000000:/)
    expect((await call(key, 'ListSecrets', {}, 'eu-central-1')).json).toMatchObject({ SecretList: [{ ARN: remote }] })
  })

  it('kinds are recognised, and what the vault has no place for is kept with the secret', async () => {
    const key = started.addKey('app')
    const SecretString = '{"engine":"postgres","host":"h","username":"u","password":"p","port":5432}'
    const Tags = [{ Key: 'k', Value: 'v' }]
    await call(key, 'CreateSecret', {
      Name: 'prod/db',
      SecretString,
      KmsKeyId: 'alias/k',
      Type: 'X',
      Tags,
      ClientRequestToken: randomUUID(),
    })
    expect(unwrap(started.vault().describe('prod/db'))).toMatchObject({ kind: 'database', tags: { k: 'v' } })
    const ResourcePolicy = JSON.stringify({
      Statement: { Effect: 'Allow', Principal: { AWS: '1' }, Action: '*', Resource: '*' },
    })
    await call(key, 'PutResourcePolicy', { SecretId: 'prod/db', ResourcePolicy })
    await call(key, 'UpdateSecret', { SecretId: 'prod/db', Description: 'd', ClientRequestToken: randomUUID() })
    await call(key, 'UntagResource', { SecretId: 'prod/db', TagKeys: ['k'] })
    expect((await call(key, 'DescribeSecret', { SecretId: 'prod/db' })).json).toMatchObject({
      KmsKeyId: 'alias/k',
      Type: 'X',
      Description: 'd',
      Tags: [],
    })
    expect((await call(key, 'GetResourcePolicy', { SecretId: 'prod/db' })).json).toMatchObject({ ResourcePolicy })
    await call(key, 'UpdateSecret', {
      SecretId: 'prod/db',
      Description: '',
      KmsKeyId: '',
      ClientRequestToken: randomUUID(),
    })
    await call(key, 'DeleteResourcePolicy', { SecretId: 'prod/db' })
    const after = (await call(key, 'DescribeSecret', { SecretId: 'prod/db' })).json
    expect(after).not.toHaveProperty('Description')
    expect(after).not.toHaveProperty('KmsKeyId')
    expect((await call(key, 'GetResourcePolicy', { SecretId: 'prod/db' })).json).not.toHaveProperty('ResourcePolicy')
  })

  it('what needs a cloud is refused in words', async () => {
    const key = started.addKey('app')
    put('n', 'v')
    const ClientRequestToken = randomUUID()
    expect(
      await code(key, 'ReplicateSecretToRegions', { SecretId: 'n', AddReplicaRegions: [{ Region: 'eu-west-1' }] }),
    ).toBe('InvalidRequestException')
    expect(await code(key, 'RotateSecret', { SecretId: 'n', RotationLambdaARN: 'arn:f', ClientRequestToken })).toBe(
      'AccessDeniedException',
    )
    expect(await code(key, 'RotateSecret', { SecretId: 'n', ClientRequestToken })).toBe('InvalidRequestException')
  })
})

describe('grants, over the wire: program × secret × stage × operation × locked', () => {
  const programs = {
    reader: [{ glob: 'prod/*', write: false }],
    writer: [{ glob: 'prod/*', write: true }],
    current: [{ glob: 'prod/*', stages: ['AWSCURRENT'], write: false }],
    expired: [{ glob: 'prod/*', until: 1 }],
    other: [{ glob: 'dev/**' }],
  } as const
  const secrets = ['prod/db', 'prod/team/db', 'dev/db', 'none/such'] as const
  const exists = (name: string) => !name.startsWith('none')
  const stages = ['AWSCURRENT', 'AWSPREVIOUS'] as const
  type Program = keyof typeof programs

  const covers = (program: Program, name: string): boolean =>
    program === 'other' ? name.startsWith('dev/') : program !== 'expired' && /^prod\/[^/]+$/.test(name)

  const expectedRead = (program: Program, name: string, stage: string): string => {
    if (!covers(program, name)) return 'AccessDeniedException'
    if (!exists(name)) return 'ResourceNotFoundException'
    return program === 'current' && stage !== 'AWSCURRENT' ? 'AccessDeniedException' : 'ok'
  }
  const expectedWrite = (program: Program, name: string): string => {
    const mayWrite = program === 'writer' || program === 'other'
    if (!mayWrite || !covers(program, name)) return 'AccessDeniedException'
    return exists(name) ? 'ok' : 'ResourceNotFoundException'
  }

  it.each(Object.keys(programs) as Program[])('%s', async (program) => {
    const key = started.addKey(program, programs[program])
    const ids = new Map<string, { current: string; previous: string }>()
    for (const name of secrets.filter(exists)) {
      const previous = put(name, 'old')
      const current = unwrap(started.vault().put(actor, name, textVersion('new'))).versionId
      ids.set(name, { current, previous })
    }
    const seen: Record<string, string> = {}
    const wanted: Record<string, string> = {}
    const note = (what: string, found: string, expected: string) => {
      seen[what] = found
      wanted[what] = expected
    }
    for (const name of secrets) {
      for (const stage of stages) {
        const expected = expectedRead(program, name, stage)
        note(
          `get ${name} ${stage}`,
          await code(key, 'GetSecretValue', { SecretId: name, VersionStage: stage }),
          expected,
        )
        const id = ids.get(name)
        const versionId = stage === 'AWSCURRENT' ? id?.current : id?.previous
        if (versionId)
          note(
            `get ${name} by id of ${stage}`,
            await code(key, 'GetSecretValue', { SecretId: name, VersionId: versionId }),
            expected,
          )
      }
      const described = covers(program, name)
        ? exists(name)
          ? 'ok'
          : 'ResourceNotFoundException'
        : 'AccessDeniedException'
      note(`describe ${name}`, await code(key, 'DescribeSecret', { SecretId: name }), described)
      note(`versions ${name}`, await code(key, 'ListSecretVersionIds', { SecretId: name }), described)
      note(
        `tag ${name}`,
        await code(key, 'TagResource', { SecretId: name, Tags: [{ Key: 'k', Value: 'v' }] }),
        expectedWrite(program, name),
      )
      note(
        `put ${name}`,
        await code(key, 'PutSecretValue', {
          SecretId: name,
          SecretString: 's',
          ClientRequestToken: randomUUID(),
          VersionStages: ['blue'],
        }),
        expectedWrite(program, name),
      )
      note(`delete ${name}`, await code(key, 'DeleteSecret', { SecretId: name }), expectedWrite(program, name))
      if (expectedWrite(program, name) === 'ok')
        note(`restore ${name}`, await code(key, 'RestoreSecret', { SecretId: name }), 'ok')
    }
    expect(seen).toEqual(wanted)

    const listed = (await call(key, 'ListSecrets', {})).json.SecretList as readonly { readonly Name: string }[]
    expect(listed.map(({ Name }) => Name).sort()).toEqual(
      secrets.filter((name) => exists(name) && covers(program, name)).sort(),
    )
    const batch = (await call(key, 'BatchGetSecretValue', { SecretIdList: [...secrets] })).json
    const values = batch.SecretValues as readonly { readonly Name: string }[]
    expect(values.map(({ Name }) => Name).sort()).toEqual(
      secrets.filter((name) => expectedRead(program, name, 'AWSCURRENT') === 'ok').sort(),
    )

    started.setLocked(true)
    for (const operation of ['GetSecretValue', 'DescribeSecret', 'ListSecrets', 'DeleteSecret'] as const) {
      const { status, json } = await call(key, operation, { SecretId: 'prod/db' })
      expect([operation, status, json.__type]).toEqual([operation, 503, 'ServiceUnavailable'])
    }
  })

  it('a name that is not granted answers the same whether it exists or not', async () => {
    const key = started.addKey('reader', programs.reader)
    put('dev/db', 'v')
    const [there, missing] = await Promise.all(
      ['dev/db', 'dev/no'].map((name) => call(key, 'GetSecretValue', { SecretId: name })),
    )
    expect(there?.text.replaceAll('dev/db', 'X')).toBe(missing?.text.replaceAll('dev/no', 'X'))
  })

  it('a put may not reach past the granted stages', async () => {
    const key = started.addKey('blue', [{ stages: ['blue'], write: true }])
    put('n', 'v')
    const input = { SecretId: 'n', SecretString: 's', ClientRequestToken: randomUUID() }
    expect(await code(key, 'PutSecretValue', input)).toBe('AccessDeniedException')
    expect(await code(key, 'PutSecretValue', { ...input, VersionStages: ['blue'] })).toBe('ok')
    expect(await code(key, 'UpdateSecret', { ...input, ClientRequestToken: randomUUID() })).toBe(
      'AccessDeniedException',
    )
    expect(revealText(started.vault(), 'n')).toBe('v')
  })
})

describe('while the vault is locked', () => {
  it('signed or not, nobody is served, the user is prompted once, and the agent says so too', async () => {
    const key = started.addKey('app')
    started.setLocked(true)
    await call(key, 'GetSecretValue', { SecretId: 'n' })
    await call({ accessKeyId: 'CFFRUNKNOWN', secretAccessKey: 'x' }, 'GetSecretValue', { SecretId: 'n' })
    const agent = await sendHttp(started.url, {
      path: '/v1/n',
      headers: { 'x-aws-parameters-secrets-token': key.agentToken },
    })
    expect([agent.status, JSON.parse(agent.text).__type]).toEqual([503, 'ServiceUnavailable'])
    expect((await sendHttp(started.url, { path: '/ping' })).text).toBe('healthy')
    expect(started.lockedCalls()).toBe(1)
    expect(kindOf(started.endpoint.keys())).toBe('locked')
  })
})

describe('keys', () => {
  it('a removed key is unknown at once', async () => {
    const key = started.addKey('app')
    expect(await code(key, 'ListSecrets', {})).toBe('ok')
    unwrap(started.endpoint.removeKey('app', actor))
    expect(await code(key, 'ListSecrets', {})).toBe('UnrecognizedClientException')
  })

  it('are kept sealed: no file holds one', async () => {
    const key = started.addKey('app')
    const files = ['vault.db', 'vault.db-wal', 'endpoint.json'].map((name) =>
      readFileSync(join(started.home.folder, name)),
    )
    for (const secret of [key.secretAccessKey, key.agentToken, key.accessKeyId]) {
      for (const file of files) expect(file.includes(secret)).toBe(false)
    }
  })

  it("reads and denials are in the audit log under the program's name, without values", async () => {
    const key = started.addKey('app', [{ glob: 'prod/*', write: false }])
    const versionId = put('prod/db', 'PLANTED-VALUE')
    await call(key, 'GetSecretValue', { SecretId: 'prod/db' })
    await code(key, 'GetSecretValue', { SecretId: 'dev/db' })
    await code(key, 'GetSecretValue', { SecretId: 'dev/db' })
    expect(await started.vault().verifyAudit()).toMatchObject({ fault: null })
    const seen = started.auditOf('app')
    expect(JSON.stringify(seen)).not.toContain('PLANTED')
    expect(seen).toMatchObject([
      { action: 'secret.reveal', secret: 'prod/db', versionId, actor: { door: 'endpoint', program: 'app' } },
      { action: 'vault.refused', secret: 'dev/db', detail: 'GetSecretValue denied' },
    ])
  })
})

describe('a key that is to be confirmed', () => {
  it('asks at the first use of a secret, and the answer is kept as said', async () => {
    const key = started.addKey('app', [{}], true)
    put('n', 'v')
    put('m', 'v')
    started.answer = 'deny'
    expect(await code(key, 'GetSecretValue', { SecretId: 'n' })).toBe('AccessDeniedException')
    started.answer = 'once'
    expect(await code(key, 'GetSecretValue', { SecretId: 'm' })).toBe('ok')
    expect(await code(key, 'GetSecretValue', { SecretId: 'm' })).toBe('ok')
    expect(started.asked).toEqual([
      { program: 'app', secret: 'n', write: false },
      { program: 'app', secret: 'm', write: false },
      { program: 'app', secret: 'm', write: false },
    ])
    started.answer = 'session'
    await code(key, 'GetSecretValue', { SecretId: 'm' })
    await code(key, 'GetSecretValue', { SecretId: 'm' })
    expect(started.asked).toHaveLength(4)
  })

  it('is not asked for what the grants refuse, nor for lists; writing is another question', async () => {
    const key = started.addKey('app', [{ glob: 'prod/*', write: true }], true)
    put('prod/db', 'v')
    started.answer = 'always'
    expect(await code(key, 'GetSecretValue', { SecretId: 'dev/x' })).toBe('AccessDeniedException')
    expect(await code(key, 'ListSecrets', {})).toBe('ok')
    expect(started.asked).toEqual([])
    expect(await code(key, 'TagResource', { SecretId: 'prod/db', Tags: [{ Key: 'a', Value: 'b' }] })).toBe('ok')
    expect(started.asked).toEqual([{ program: 'app', secret: 'prod/db', write: true }])
  })

  it('nobody there means no', async () => {
    const key = started.addKey('app', [{}], true)
    put('n', 'v')
    started.answer = 'nothing'
    expect(await code(key, 'GetSecretValue', { SecretId: 'n' })).toBe('AccessDeniedException')
  })
})

describe('on and off', () => {
  it('off ends connections and frees the port; on again keeps it', async () => {
    const key = started.addKey('app')
    const before = started.endpoint.status()
    expect(unwrap(await started.endpoint.turnOff())).toEqual({ on: false, port: before.port })
    await expect(call(key, 'ListSecrets', {})).rejects.toThrow()
    const again = unwrap(await started.endpoint.turnOn())
    expect(again).toMatchObject({ on: true, port: before.port })
    expect(await code(key, 'ListSecrets', {})).toBe('ok')
    expect(JSON.parse(readFileSync(join(started.home.folder, 'endpoint.json'), 'utf8'))).toEqual({
      on: true,
      port: before.port,
    })
  })
})
