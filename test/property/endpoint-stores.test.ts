import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OperationName, SecretsStore } from '../../main/core/endpoint/port.ts'
import { execute } from '../../main/core/endpoint/protocol/wire.ts'
import { createReadLog } from '../../main/core/endpoint/read-log.ts'
import { createVaultStore, noLinks } from '../../main/core/endpoint/vault-store.ts'
import { vaultTools } from '../../main/core/local-endpoint.ts'
import { everything } from '../support/aws/direct.ts'
import { createMemoryStore } from '../support/aws/memory-store.ts'
import { createWorld } from '../support/aws/world.ts'
import { actor, makeVault } from '../support/vault.ts'

type Step = {
  readonly operation: OperationName
  readonly input: Readonly<Record<string, unknown>>
  readonly passMs: number
}

const REGION = 'eu-central-1'
const name = fc.constantFrom('a', 'b/c', 'd-a1b2c3')
const token = fc.constantFrom(...['1', '2', '3', '4', '5'].map((digit) => digit.repeat(36)))
const stage = fc.constantFrom('AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING', 'blue', '__proto__')
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('x', 'y', '{"a":1}').map((SecretString) => ({ SecretString })) },
  { weight: 1, arbitrary: fc.constant({ SecretBinary: 'AP8=' }) },
  { weight: 1, arbitrary: fc.constant({}) },
)
const tags = fc
  .uniqueArray(fc.constantFrom('k', 'team', '__proto__', '10', '9'), { maxLength: 3 })
  .map((keys) => keys.map((Key) => ({ Key, Value: `of ${Key}` })))

/** A step as record of arbitraries; undefined members are left out of the request. */
const step = (operation: OperationName, input: Record<string, fc.Arbitrary<unknown>>, spread = fc.constant({})) =>
  fc.tuple(fc.record(input), spread, fc.integer({ min: 0, max: 3 })).map(
    ([members, more, days]): Step => ({
      operation,
      input: Object.fromEntries(Object.entries({ ...members, ...more }).filter(([, member]) => member !== undefined)),
      passMs: days === 3 ? 5 * 86_400_000 : days,
    }),
  )

const steps = fc.oneof(
  step(
    'CreateSecret',
    {
      Name: name,
      ClientRequestToken: token,
      Description: maybe(fc.constant('d')),
      Tags: maybe(tags),
      KmsKeyId: maybe(fc.constant('k')),
    },
    value,
  ),
  step(
    'PutSecretValue',
    {
      SecretId: name,
      ClientRequestToken: token,
      VersionStages: maybe(fc.uniqueArray(stage, { minLength: 1, maxLength: 3 })),
    },
    value,
  ),
  step(
    'UpdateSecret',
    {
      SecretId: name,
      ClientRequestToken: token,
      Description: maybe(fc.constantFrom('e', '')),
      KmsKeyId: maybe(fc.constantFrom('k', '')),
      Type: maybe(fc.constant('T')),
    },
    value,
  ),
  step('UpdateSecretVersionStage', {
    SecretId: name,
    VersionStage: stage,
    MoveToVersionId: maybe(token),
    RemoveFromVersionId: maybe(token),
  }),
  step('GetSecretValue', { SecretId: name, VersionId: maybe(token), VersionStage: maybe(stage) }),
  step('DescribeSecret', { SecretId: name }),
  step('ListSecretVersionIds', { SecretId: name, IncludeDeprecated: maybe(fc.boolean()) }),
  step('ListSecrets', { IncludePlannedDeletion: maybe(fc.boolean()), SortBy: maybe(fc.constant('name')) }),
  step('BatchGetSecretValue', { SecretIdList: fc.uniqueArray(name, { minLength: 1 }) }),
  step('TagResource', { SecretId: name, Tags: tags }),
  step('UntagResource', { SecretId: name, TagKeys: fc.constant(['k', '9']) }),
  step('DeleteSecret', {
    SecretId: name,
    RecoveryWindowInDays: maybe(fc.constantFrom(7, 30, 31)),
    ForceDeleteWithoutRecovery: maybe(fc.boolean()),
  }),
  step('RestoreSecret', { SecretId: name }),
  step('PutResourcePolicy', {
    SecretId: name,
    ResourcePolicy: fc.constant('{"Statement":{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"*","Resource":"*"}}'),
  }),
  step('GetResourcePolicy', { SecretId: name }),
  step('DeleteResourcePolicy', { SecretId: name }),
)

/**
 * What may differ: the random end of an ARN, the order of labels, tags and versions, which AWS leaves open, and the key
 * of a version, since the vault seals with its own and shows the secret's.
 */
function comparable(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(comparable).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof json === 'string') return json.replace(/(secret:.+)-[A-Za-z0-9]{6}(\.?)$/, '$1$2')
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([key, member]) => [key, key === 'KmsKeyIds' ? 'a key' : comparable(member)]),
  )
}

function answerOf(store: SecretsStore, now: number, { operation, input }: Step): unknown {
  const answer = execute(
    { operation, input: JSON.parse(JSON.stringify(input)) },
    { store, access: everything, now, random: randomBytes },
  )
  return comparable(JSON.parse(JSON.stringify(answer.ok ? answer.value : answer.failure)))
}

describe('the vault and the test server', () => {
  it(
    'answer any sequence of calls alike',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 30 }), async (sequence) => {
          const { home, vault } = await makeVault()
          const world = createWorld({}, () => home.clock)
          const reads = createReadLog(() => home.clock)
          const options = { vault, actor, region: REGION, tools: vaultTools, links: noLinks, reads }
          const ours = createVaultStore(options)
          const theirs = createMemoryStore(world, ours.accountId, REGION)
          try {
            for (const each of sequence) {
              home.clock += each.passMs
              world.clock.settle()
              vault.purgeExpired()
              expect([each, answerOf(ours, home.clock, each)]).toEqual([each, answerOf(theirs, home.clock, each)])
            }
          } finally {
            reads.flush()
            vault.close()
            home.remove()
          }
        }),
        { numRuns: process.env.SLOW ? 2_000 : 60 },
      )
    },
    60 * 60_000,
  )
})
