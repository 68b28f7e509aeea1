/** The rows of the fidelity table where moto can be trusted, each as what two servers have to show alike. */
import type { OperationName } from '../../../main/core/endpoint/port.ts'

type Json = Readonly<Record<string, unknown>>
export type Call = (operation: OperationName, input: Json, region?: string) => Promise<Json>

/** One row of the fidelity table that is marked as trusted: what both servers have to show alike. */
export type Row = {
  readonly row: string
  /** Also asked of the vault, which has one region and no functions. */
  readonly vault: boolean
  readonly see: (call: Call, name: string) => Promise<unknown>
}

const pick = (json: Json, ...members: readonly string[]): Json =>
  Object.fromEntries(members.filter((member) => member in json).map((member) => [member, json[member]]))
const value = (json: Json): Json =>
  pick(json, 'SecretString', 'SecretBinary', 'VersionId', 'VersionStages', 'Name', 'error', 'message')
const stages = async (call: Call, name: string): Promise<unknown> => {
  const { VersionIdsToStages } = await call('DescribeSecret', { SecretId: name })
  const entries = Object.entries(VersionIdsToStages as Readonly<Record<string, readonly string[]>>)
  return Object.fromEntries(entries.filter(([, held]) => held.length > 0).map(([id, held]) => [id, held.toSorted()]))
}
/** Ids that are the same on every server, and different in every row. */
const ids = (name: string): readonly [string, string, string] => [
  `${name}-1`.padEnd(36, '0'),
  `${name}-2`.padEnd(36, '0'),
  `${name}-3`.padEnd(36, '0'),
]

export const rows: readonly Row[] = [
  {
    row: 'Create string / binary / no value',
    vault: true,
    see: async (call, name) => {
      const [token] = ids(name)
      return [
        pick(
          await call('CreateSecret', { Name: name, SecretString: 's', ClientRequestToken: token }),
          'Name',
          'VersionId',
        ),
        pick(
          await call('CreateSecret', { Name: `${name}b`, SecretBinary: 'AAEC', ClientRequestToken: token }),
          'Name',
          'VersionId',
        ),
        pick(await call('CreateSecret', { Name: `${name}c` }), 'Name', 'VersionId'),
      ]
    },
  },
  {
    row: 'Name taken, other token',
    vault: true,
    see: async (call, name) => {
      await call('CreateSecret', { Name: name, SecretString: 's' })
      return call('CreateSecret', { Name: name, SecretString: 's' })
    },
  },
  {
    row: 'Same token + same value / other value (Create, Put, Update)',
    vault: true,
    see: async (call, name) => {
      const [token] = ids(name)
      const { ARN } = await call('CreateSecret', { Name: name, SecretString: 's', ClientRequestToken: token })
      const seen: unknown[] = []
      for (const SecretString of ['s', 'other']) {
        for (const operation of ['CreateSecret', 'PutSecretValue', 'UpdateSecret'] as const) {
          const answer = await call(operation, { Name: name, SecretId: name, SecretString, ClientRequestToken: token })
          seen.push(pick(answer, 'VersionId', 'error'), String(answer.message).replace(String(ARN), 'ARN'))
        }
      }
      return seen
    },
  },
  {
    row: 'Get by name, ARN, ARN without suffix',
    vault: true,
    see: async (call, name) => {
      const [token] = ids(name)
      const arn = String((await call('CreateSecret', { Name: name, SecretString: 's', ClientRequestToken: token })).ARN)
      return Promise.all(
        [name, arn, arn.slice(0, -7)].map(async (SecretId) => value(await call('GetSecretValue', { SecretId }))),
      )
    },
  },
  {
    row: 'By VersionId; by stage AWSPREVIOUS/AWSPENDING',
    vault: true,
    see: async (call, name) => {
      const [one, two, three] = ids(name)
      await call('CreateSecret', { Name: name, SecretString: '1', ClientRequestToken: one })
      await call('PutSecretValue', { SecretId: name, SecretString: '2', ClientRequestToken: two })
      await call('PutSecretValue', {
        SecretId: name,
        SecretString: '3',
        ClientRequestToken: three,
        VersionStages: ['AWSPENDING'],
      })
      const selections = [{ VersionId: one }, { VersionStage: 'AWSPREVIOUS' }, { VersionStage: 'AWSPENDING' }]
      return Promise.all(
        selections.map(async (selection) => value(await call('GetSecretValue', { SecretId: name, ...selection }))),
      )
    },
  },
  {
    row: 'Put without stages',
    vault: true,
    see: async (call, name) => {
      const [one, two, three] = ids(name)
      await call('CreateSecret', { Name: name, SecretString: '1', ClientRequestToken: one })
      const put = await call('PutSecretValue', { SecretId: name, SecretString: '2', ClientRequestToken: two })
      await call('PutSecretValue', { SecretId: name, SecretString: '3', ClientRequestToken: three })
      return [value(put), await stages(call, name), value(await call('GetSecretValue', { SecretId: name }))]
    },
  },
  {
    row: 'Put with custom stages / AWSPENDING: current untouched, labels stolen',
    vault: true,
    see: async (call, name) => {
      const [one, two, three] = ids(name)
      await call('CreateSecret', { Name: name, SecretString: '1', ClientRequestToken: one })
      await call('PutSecretValue', {
        SecretId: name,
        SecretString: '2',
        ClientRequestToken: two,
        VersionStages: ['blue', 'AWSPENDING'],
      })
      await call('PutSecretValue', {
        SecretId: name,
        SecretString: '3',
        ClientRequestToken: three,
        VersionStages: ['blue'],
      })
      return [await stages(call, name), value(await call('GetSecretValue', { SecretId: name }))]
    },
  },
  {
    row: 'First Put with only a custom stage',
    vault: true,
    see: async (call, name) => {
      await call('CreateSecret', { Name: name })
      await call('PutSecretValue', {
        SecretId: name,
        SecretString: 's',
        ClientRequestToken: ids(name)[0],
        VersionStages: ['blue'],
      })
      return stages(call, name)
    },
  },
  {
    row: 'Update metadata only / value / nothing',
    vault: true,
    see: async (call, name) => {
      const [one, two] = ids(name)
      await call('CreateSecret', { Name: name, SecretString: '1', ClientRequestToken: one })
      const update = async (input: Json): Promise<Json> =>
        pick(await call('UpdateSecret', { SecretId: name, ...input }), 'Name', 'VersionId', 'error')
      const seen = [
        await update({ Description: 'd' }),
        await update({ SecretString: '2', ClientRequestToken: two }),
        await update({}),
      ]
      return [seen, pick(await call('DescribeSecret', { SecretId: name }), 'Description'), await stages(call, name)]
    },
  },
  {
    row: 'UpdateSecretVersionStage AWSCURRENT without RemoveFrom',
    vault: true,
    see: async (call, name) => {
      const [one, two] = ids(name)
      await call('CreateSecret', { Name: name, SecretString: '1', ClientRequestToken: one })
      await call('PutSecretValue', {
        SecretId: name,
        SecretString: '2',
        ClientRequestToken: two,
        VersionStages: ['AWSPENDING'],
      })
      return call('UpdateSecretVersionStage', { SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: two })
    },
  },
  {
    row: 'Detach a custom label: AWSPREVIOUS stays',
    vault: true,
    see: async (call, name) => {
      const [one, two, three] = ids(name)
      await call('CreateSecret', { Name: name, SecretString: '1', ClientRequestToken: one })
      await call('PutSecretValue', { SecretId: name, SecretString: '2', ClientRequestToken: two })
      await call('PutSecretValue', {
        SecretId: name,
        SecretString: '3',
        ClientRequestToken: three,
        VersionStages: ['blue'],
      })
      const answer = await call('UpdateSecretVersionStage', {
        SecretId: name,
        VersionStage: 'blue',
        RemoveFromVersionId: three,
      })
      return [pick(answer, 'Name', 'error'), await stages(call, name)]
    },
  },
  {
    row: 'Force on a nonexistent secret',
    vault: true,
    see: async (call, name) => {
      const answer = await call('DeleteSecret', { SecretId: name, ForceDeleteWithoutRecovery: true })
      return [answer.Name, typeof answer.DeletionDate, /:secret:.+-[A-Za-z0-9]{6}$/.test(String(answer.ARN))]
    },
  },
  {
    row: 'Describe on scheduled',
    vault: true,
    see: async (call, name) => {
      await call('CreateSecret', { Name: name, SecretString: 's' })
      await call('DeleteSecret', { SecretId: name })
      const answer = await call('DescribeSecret', { SecretId: name })
      return [answer.Name, typeof answer.DeletedDate]
    },
  },
  {
    row: 'List filters name, description, tag-key, tag-value, all, negation, AND/OR',
    vault: true,
    see: async (call, name) => {
      await call('CreateSecret', {
        Name: `${name}/one`,
        Description: 'Alpha beta',
        Tags: [{ Key: `${name}k`, Value: 'v1' }],
      })
      await call('CreateSecret', {
        Name: `${name}/two`,
        Description: 'gamma',
        Tags: [{ Key: `${name}K`, Value: 'v2' }],
      })
      await call('CreateSecret', { Name: `${name}/SecretFTag` })
      const mine = { Key: 'name', Values: [`${name}/`] }
      const filters: readonly (readonly Json[])[] = [
        [],
        [{ Key: 'name', Values: [`${name}/t`, `${name}/o`] }],
        [{ Key: 'description', Values: ['alpha'] }],
        [{ Key: 'description', Values: ['be al'] }],
        [{ Key: 'tag-key', Values: [`${name}k`] }],
        [{ Key: 'tag-value', Values: ['v'] }],
        [{ Key: 'all', Values: ['gamma'] }],
        [{ Key: 'all', Values: ['two'] }],
        [{ Key: 'all', Values: ['+'] }],
        [{ Key: 'name', Values: [`!${name}/o`] }],
        [
          { Key: 'description', Values: ['alpha'] },
          { Key: 'description', Values: ['beta'] },
        ],
      ]
      const seen: unknown[] = []
      for (const filter of filters) {
        const { SecretList } = await call('ListSecrets', { Filters: [mine, ...filter] })
        seen.push((SecretList as readonly { readonly Name: string }[]).map((secret) => secret.Name).sort())
      }
      return seen
    },
  },
  {
    row: 'Batch ids, errors array',
    vault: true,
    see: async (call, name) => {
      const [token] = ids(name)
      await call('CreateSecret', { Name: name, SecretString: 's', ClientRequestToken: token })
      const answer = await call('BatchGetSecretValue', { SecretIdList: [name, `${name}none`] })
      const errors = answer.Errors as readonly Json[]
      return [
        (answer.SecretValues as readonly Json[]).map(value),
        errors.map((error) => pick(error, 'SecretId', 'ErrorCode')),
      ]
    },
  },
  {
    row: 'Batch: both selectors / MaxResults without Filters refused',
    vault: true,
    see: async (call, name) => [
      pick(
        await call('BatchGetSecretValue', { SecretIdList: [name], Filters: [{ Key: 'name', Values: ['x'] }] }),
        'error',
      ),
      pick(await call('BatchGetSecretValue', { SecretIdList: [name], MaxResults: 5 }), 'error'),
    ],
  },
  {
    row: 'Replicate, read in region 2 by name and ARN, PrimaryRegion there, propagation of Put',
    vault: false,
    see: async (call, name) => {
      const arn = String(
        (await call('CreateSecret', { Name: name, SecretString: '1', ClientRequestToken: ids(name)[0] })).ARN,
      )
      await call('ReplicateSecretToRegions', { SecretId: name, AddReplicaRegions: [{ Region: 'us-west-2' }] })
      const away = arn.replace('us-east-1', 'us-west-2')
      const before = [
        await call('GetSecretValue', { SecretId: name }, 'us-west-2'),
        await call('GetSecretValue', { SecretId: away }, 'us-west-2'),
      ]
      await call('PutSecretValue', { SecretId: name, SecretString: '2', ClientRequestToken: ids(name)[1] })
      const after = await call('GetSecretValue', { SecretId: name }, 'us-west-2')
      return [
        before.map(value),
        value(after),
        pick(await call('DescribeSecret', { SecretId: name }, 'us-west-2'), 'PrimaryRegion'),
      ]
    },
  },
  {
    row: 'Delete primary with replicas; remove region',
    vault: false,
    see: async (call, name) => {
      await call('CreateSecret', { Name: name, SecretString: '1', AddReplicaRegions: [{ Region: 'us-west-2' }] })
      const refused = await call('DeleteSecret', { SecretId: name })
      await call('RemoveRegionsFromReplication', { SecretId: name, RemoveReplicaRegions: ['us-west-2'] })
      return [pick(refused, 'error'), pick(await call('GetSecretValue', { SecretId: name }, 'us-west-2'), 'error')]
    },
  },
  {
    row: 'Tags add/overwrite/remove, [] after the last, unknown key',
    vault: true,
    see: async (call, name) => {
      await call('CreateSecret', { Name: name, Tags: [{ Key: 'a', Value: '1' }] })
      await call('TagResource', {
        SecretId: name,
        Tags: [
          { Key: 'a', Value: '2' },
          { Key: 'b', Value: '3' },
        ],
      })
      const seen = [(await call('DescribeSecret', { SecretId: name })).Tags]
      await call('UntagResource', { SecretId: name, TagKeys: ['a', 'b', 'c'] })
      return [...seen, (await call('DescribeSecret', { SecretId: name })).Tags]
    },
  },
  {
    row: 'Policy put/get/delete',
    vault: true,
    see: async (call, name) => {
      await call('CreateSecret', { Name: name })
      const ResourcePolicy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: '1' }, Action: 'secretsmanager:GetSecretValue', Resource: '*' },
        ],
      })
      const put = await call('PutResourcePolicy', { SecretId: name, ResourcePolicy })
      const got = await call('GetResourcePolicy', { SecretId: name })
      await call('DeleteResourcePolicy', { SecretId: name })
      const after = await call('GetResourcePolicy', { SecretId: name })
      return [put.Name, got.ResourcePolicy, after.ResourcePolicy ?? null]
    },
  },
  {
    row: 'Binary round trip incl. string↔binary change',
    vault: true,
    see: async (call, name) => {
      const [one, two, three] = ids(name)
      await call('CreateSecret', { Name: name, SecretBinary: 'AP+A', ClientRequestToken: one })
      const seen = [value(await call('GetSecretValue', { SecretId: name }))]
      await call('PutSecretValue', { SecretId: name, SecretString: 's', ClientRequestToken: two })
      seen.push(value(await call('GetSecretValue', { SecretId: name })))
      await call('PutSecretValue', { SecretId: name, SecretBinary: 'AAA=', ClientRequestToken: three })
      return [...seen, value(await call('GetSecretValue', { SecretId: name }))]
    },
  },
]
