/**
 * The port of sync straight onto the test server's world, in this process: the same rules of Secrets Manager without HTTP,
 * signatures and the SDK, for tests of thousands of runs. What AWS answers is read as the adapter reads it; in particular a
 * refused move, deletion or restore that is already so counts as done.
 */
import type { Remote, RemoteSecret, RemoteValue, RemoteVersion, ReplicaStatus } from '../../../main/core/sync/remote.ts'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { ValueForm } from '../../../shared/model.ts'
import type { Answered, Direct } from './direct.ts'

type Json = Readonly<Record<string, unknown>>

export interface MemoryRemoteOptions {
  readonly direct: Direct
  readonly accountId: string
  readonly region: string
  /**
   * Stands between a call and its effect: may answer instead of AWS (before or after the effect), throw, or let something
   * else happen first. Called with the operation's name, its input and the effect.
   */
  readonly send?: (operation: string, input: Json, effect: () => Answered) => Result<Answered>
}

type Operation = Parameters<Direct['call']>[0]

export function createMemoryRemote({ direct, accountId, region, send }: MemoryRemoteOptions): Remote {
  let calls = 0
  const call = (operation: Operation, input: Json): Result<Json> => {
    calls += 1
    const effect = (): Answered => direct.call(operation, input, region)
    const answer = send === undefined ? succeed(effect()) : send(operation, input, effect)
    if (!answer.ok) return answer
    const { error, message = '' } = answer.value
    return error === undefined ? answer : fail({ kind: 'aws', code: error, message })
  }
  const describe = (name: string): Result<RemoteSecret & { readonly replicas: readonly ReplicaStatus[] }> => {
    const described = call('DescribeSecret', { SecretId: name })
    return described.ok ? succeed({ ...toSecret(described.value), replicas: toReplicas(described.value) }) : described
  }
  const plain = (answer: Result<Json>): Result<null> => (answer.ok ? succeed(null) : answer)
  const unlessAlready = <T>(
    answer: Result<Json>,
    name: string,
    read: (secret: RemoteSecret) => T | undefined,
  ): Result<T> | null => {
    if (answer.ok || answer.failure.kind !== 'aws' || !answer.failure.code.startsWith('Invalid')) return null
    const seen = describe(name)
    const already = seen.ok ? read(seen.value) : undefined
    return already === undefined ? null : succeed(already)
  }
  return {
    region,
    identify: async () => {
      const answer = send?.('GetCallerIdentity', {}, () => ({}))
      if (answer !== undefined && !answer.ok) return answer
      return succeed({ accountId, arn: `arn:aws:iam::${accountId}:user/test`, partition: 'aws' })
    },
    list: async (prefix, onPage) => {
      const secrets: RemoteSecret[] = []
      let token: unknown
      do {
        const next = token === undefined ? {} : { NextToken: token }
        const page = call('ListSecrets', { MaxResults: 100, IncludePlannedDeletion: true, ...next })
        if (!page.ok) return page
        for (const entry of listOf(page.value.SecretList)) secrets.push(toSecret(entry))
        token = page.value.NextToken
        onPage?.(secrets.length)
      } while (token !== undefined)
      const now = direct.world.clock.now()
      return succeed({
        secrets: secrets.filter(({ name }) => name.startsWith(prefix)),
        clock: { serverAt: now, localAt: now },
      })
    },
    describe: async (name) => describe(name),
    readCurrent: async (names) => {
      const read = call('BatchGetSecretValue', { SecretIdList: names })
      if (!read.ok) return read
      const errors = listOf(read.value.Errors).map(({ SecretId, ErrorCode, Message }) => ({
        name: String(SecretId),
        code: String(ErrorCode),
        message: String(Message),
      }))
      return succeed({ values: listOf(read.value.SecretValues).map(toValue), errors })
    },
    readVersion: async (name, versionId) => {
      const read = call('GetSecretValue', { SecretId: name, VersionId: versionId })
      return read.ok ? succeed(toValue(read.value)) : read
    },
    listVersions: async (name) => {
      const versions: Json[] = []
      let token: unknown
      do {
        const next = token === undefined ? {} : { NextToken: token }
        const page = call('ListSecretVersionIds', { SecretId: name, IncludeDeprecated: true, MaxResults: 100, ...next })
        if (!page.ok) return page
        versions.push(...listOf(page.value.Versions))
        token = page.value.NextToken
      } while (token !== undefined)
      return succeed(versions.map(toVersion))
    },
    create: async ({ name, versionId, form, bytes, description, tags, kmsKeyId, replicas }) => {
      const created = call('CreateSecret', {
        Name: name,
        ClientRequestToken: versionId,
        ...fromValue(form, bytes),
        ...(description === '' ? {} : { Description: description }),
        ...(kmsKeyId === null ? {} : { KmsKeyId: kmsKeyId }),
        Tags: toTagList(tags),
        ...(replicas.length === 0
          ? {}
          : { AddReplicaRegions: replicas.map((replica) => ({ Region: replica.region })) }),
      })
      return created.ok ? succeed({ arn: String(created.value.ARN) }) : created
    },
    put: async ({ name, versionId, form, bytes, stages }) =>
      plain(
        call('PutSecretValue', {
          SecretId: name,
          ClientRequestToken: versionId,
          ...fromValue(form, bytes),
          VersionStages: stages,
        }),
      ),
    moveStage: async ({ name, stage, moveTo, removeFrom }) => {
      const moved = call('UpdateSecretVersionStage', {
        SecretId: name,
        VersionStage: stage,
        ...(moveTo === null ? {} : { MoveToVersionId: moveTo }),
        ...(removeFrom === null ? {} : { RemoveFromVersionId: removeFrom }),
      })
      const already = unlessAlready(moved, name, ({ stages }) =>
        (stages[stage] ?? null) === moveTo ? null : undefined,
      )
      return already ?? plain(moved)
    },
    update: async (name, { description, kmsKeyId }) =>
      plain(
        call('UpdateSecret', {
          SecretId: name,
          ...(description === undefined ? {} : { Description: description }),
          ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }),
        }),
      ),
    tag: async (name, tags) => plain(call('TagResource', { SecretId: name, Tags: toTagList(tags) })),
    untag: async (name, keys) => plain(call('UntagResource', { SecretId: name, TagKeys: keys })),
    scheduleDeletion: async (name, days) => {
      const deleted = call('DeleteSecret', { SecretId: name, RecoveryWindowInDays: days })
      const already = unlessAlready(deleted, name, ({ deletedAt }) =>
        deletedAt === null ? undefined : { deletionAt: deletedAt },
      )
      if (already !== null) return already
      return deleted.ok ? succeed({ deletionAt: msOf(deleted.value.DeletionDate) ?? 0 }) : deleted
    },
    restore: async (name) => {
      const restored = call('RestoreSecret', { SecretId: name })
      return (
        unlessAlready(restored, name, ({ deletedAt }) => (deletedAt === null ? null : undefined)) ?? plain(restored)
      )
    },
    replicate: async (name, regions) => {
      const replicas = regions.map((replica) => ({ Region: replica.region }))
      const replicated = call('ReplicateSecretToRegions', { SecretId: name, AddReplicaRegions: replicas })
      return replicated.ok ? succeed(toReplicas(replicated.value)) : replicated
    },
    rotate: async (name, versionId) => plain(call('RotateSecret', { SecretId: name, ClientRequestToken: versionId })),
    calls: () => calls,
  }
}

/** The network broke; whether the call had its effect is not known. */
export const broken: Failure = { kind: 'unavailable', message: 'The connection broke (ECONNRESET).' }
export const awsFailure = (code: string): Failure => ({ kind: 'aws', code, message: 'Asked for by a test.' })

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const nullableText = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const msOf = (value: unknown): number | null => (typeof value === 'number' ? Math.round(value * 1_000) : null)

function toSecret(entry: Json): RemoteSecret {
  const versions = (entry.SecretVersionsToStages ?? entry.VersionIdsToStages ?? {}) as Readonly<
    Record<string, readonly string[]>
  >
  const stages = Object.fromEntries(
    Object.entries(versions).flatMap(([id, held]) => held.map((stage) => [stage, id] as const)),
  )
  return {
    arn: textOf(entry.ARN),
    name: textOf(entry.Name),
    current: stages.AWSCURRENT ?? null,
    stages,
    description: textOf(entry.Description),
    tags: Object.fromEntries(listOf(entry.Tags).map(({ Key, Value }) => [String(Key), String(Value)])),
    kmsKeyId: nullableText(entry.KmsKeyId),
    changedAt: msOf(entry.LastChangedDate),
    deletedAt: msOf(entry.DeletedDate),
    owningService: nullableText(entry.OwningService),
    rotation: null,
    primaryRegion: nullableText(entry.PrimaryRegion),
  }
}

const toReplicas = ({ ReplicationStatus }: Json): readonly ReplicaStatus[] =>
  listOf(ReplicationStatus).map(({ Region, Status, StatusMessage }) => ({
    region: String(Region),
    status: Status as ReplicaStatus['status'],
    message: nullableText(StatusMessage),
  }))

function toValue(answer: Json): RemoteValue {
  const { Name, VersionId, SecretString, SecretBinary, CreatedDate } = answer
  const form: ValueForm = typeof SecretString === 'string' ? 'text' : 'binary'
  const bytes = form === 'text' ? Buffer.from(textOf(SecretString)) : Buffer.from(textOf(SecretBinary), 'base64')
  return {
    name: String(Name),
    versionId: String(VersionId),
    form,
    bytes: Uint8Array.from(bytes),
    createdAt: msOf(CreatedDate) ?? 0,
  }
}

const toVersion = ({ VersionId, CreatedDate, VersionStages }: Json): RemoteVersion => ({
  versionId: String(VersionId),
  createdAt: msOf(CreatedDate) ?? 0,
  stages: Array.isArray(VersionStages) ? VersionStages.map(String) : [],
})

function fromValue(form: ValueForm, bytes: Uint8Array): Json {
  const buffer = Buffer.from(bytes)
  return form === 'text' ? { SecretString: buffer.toString('utf8') } : { SecretBinary: buffer.toString('base64') }
}

const toTagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
