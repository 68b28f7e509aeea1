/**
 * What changes a secret in AWS. Each may be sent again after an answer was lost: version ids are ClientRequestTokens,
 * and where AWS refuses what is already so, a look at the secret turns the refusal into success.
 */
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { ReplicaRegion } from '../../../shared/sync-model.ts'
import type { Remote, RemoteSecret } from '../sync/remote.ts'
import { toReplicaStatuses, toSecretValue, toTagList } from './remote-shapes.ts'
import type { Send } from './send.ts'

type Describe = Remote['describe']

export type Writes = Pick<
  Remote,
  'create' | 'put' | 'moveStage' | 'update' | 'tag' | 'untag' | 'scheduleDeletion' | 'restore' | 'replicate' | 'rotate'
>

export function createWrites(client: SecretsManagerClient, send: Send, describe: Describe): Writes {
  return {
    ...createValueWrites(client, send),
    ...createMetadataWrites(client, send),
    moveStage: createMoveStage(client, send, describe),
    scheduleDeletion: createScheduleDeletion(client, send, describe),
    restore: createRestore(client, send, describe),
    replicate: createReplicate(client, send, describe),
    rotate: async (name, versionId, signal) =>
      done(
        await send('write', signal, (options) =>
          client.send(new RotateSecretCommand({ SecretId: name, ClientRequestToken: versionId }), options),
        ),
      ),
  }
}

const done = <T>(result: Result<T>): Result<null> => (result.ok ? succeed(null) : result)

function createValueWrites(client: SecretsManagerClient, send: Send): Pick<Writes, 'create' | 'put'> {
  return {
    create: async (input, signal) => {
      const created = await send('write', signal, (options) =>
        client.send(
          new CreateSecretCommand({
            Name: input.name,
            ClientRequestToken: input.versionId,
            ...toSecretValue(input.form, input.bytes),
            ...(input.description === '' ? {} : { Description: input.description }),
            ...(input.kmsKeyId === null ? {} : { KmsKeyId: input.kmsKeyId }),
            ...(Object.keys(input.tags).length === 0 ? {} : { Tags: toTagList(input.tags) }),
            ...(input.replicas.length === 0 ? {} : { AddReplicaRegions: toReplicaRegions(input.replicas) }),
          }),
          options,
        ),
      )
      return created.ok ? succeed({ arn: created.value.ARN ?? '' }) : withoutValue(created, input.bytes)
    },
    put: async (input, signal) => {
      const put = await send('write', signal, (options) =>
        client.send(
          new PutSecretValueCommand({
            SecretId: input.name,
            ClientRequestToken: input.versionId,
            ...toSecretValue(input.form, input.bytes),
            VersionStages: [...input.stages],
          }),
          options,
        ),
      )
      return put.ok ? succeed(null) : withoutValue(put, input.bytes)
    },
  }
}

/** AWS hides values in its messages; a server that is not AWS may not, and may say them as they came: in JSON, in base64. */
function withoutValue(refused: { readonly ok: false; readonly failure: Failure }, bytes: Uint8Array): typeof refused {
  const value = new TextDecoder().decode(bytes)
  const written = [value, JSON.stringify(value).slice(1, -1), Buffer.from(bytes).toString('base64')]
  const message = written
    .filter((form) => form !== '')
    .reduce((text, form) => text.replaceAll(form, '…'), refused.failure.message)
  return message === refused.failure.message ? refused : fail({ ...refused.failure, message })
}

function createMetadataWrites(client: SecretsManagerClient, send: Send): Pick<Writes, 'update' | 'tag' | 'untag'> {
  return {
    update: async (name, { description, kmsKeyId }, signal) => {
      const change = {
        ...(description === undefined ? {} : { Description: description }),
        ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }),
      }
      return done(
        await send('write', signal, (options) =>
          client.send(new UpdateSecretCommand({ SecretId: name, ...change }), options),
        ),
      )
    },
    tag: async (name, tags, signal) =>
      done(
        await send('write', signal, (options) =>
          client.send(new TagResourceCommand({ SecretId: name, Tags: toTagList(tags) }), options),
        ),
      ),
    untag: async (name, keys, signal) =>
      done(
        await send('write', signal, (options) =>
          client.send(new UntagResourceCommand({ SecretId: name, TagKeys: [...keys] }), options),
        ),
      ),
  }
}

/** AWS refuses a move that has happened, since RemoveFromVersionId no longer holds the stage. */
function createMoveStage(client: SecretsManagerClient, send: Send, describe: Describe): Writes['moveStage'] {
  return async ({ name, stage, moveTo, removeFrom }, signal) => {
    const moved = await send('write', signal, (options) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: name,
          VersionStage: stage,
          ...(moveTo === null ? {} : { MoveToVersionId: moveTo }),
          ...(removeFrom === null ? {} : { RemoveFromVersionId: removeFrom }),
        }),
        options,
      ),
    )
    if (moved.ok) return succeed(null)
    return unlessAlready(moved.failure, describe, name, signal, (secret) =>
      (Object.hasOwn(secret.stages, stage) ? secret.stages[stage] : null) === moveTo ? null : undefined,
    )
  }
}

/** The window is AWS's whole protection against a mistake: there is no way past it here. */
function createScheduleDeletion(
  client: SecretsManagerClient,
  send: Send,
  describe: Describe,
): Writes['scheduleDeletion'] {
  return async (name, days, signal) => {
    const deleted = await send('write', signal, (options) =>
      client.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: days }), options),
    )
    if (deleted.ok) return succeed({ deletionAt: deleted.value.DeletionDate?.getTime() ?? 0 })
    return unlessAlready(deleted.failure, describe, name, signal, ({ deletedAt }) =>
      deletedAt === null ? undefined : { deletionAt: deletedAt },
    )
  }
}

function createRestore(client: SecretsManagerClient, send: Send, describe: Describe): Writes['restore'] {
  return async (name, signal) => {
    const restored = await send('write', signal, (options) =>
      client.send(new RestoreSecretCommand({ SecretId: name }), options),
    )
    if (restored.ok) return succeed(null)
    return unlessAlready(restored.failure, describe, name, signal, ({ deletedAt }) =>
      deletedAt === null ? null : undefined,
    )
  }
}

function createReplicate(client: SecretsManagerClient, send: Send, describe: Describe): Writes['replicate'] {
  return async (name, regions, signal) => {
    const replicated = await send('write', signal, (options) =>
      client.send(
        new ReplicateSecretToRegionsCommand({ SecretId: name, AddReplicaRegions: toReplicaRegions(regions) }),
        options,
      ),
    )
    if (replicated.ok) return succeed(toReplicaStatuses(replicated.value.ReplicationStatus))
    return unlessAlready(replicated.failure, describe, name, signal, ({ replicas }) =>
      regions.every(({ region }) =>
        replicas.some((replica) => replica.region === region && replica.status !== 'Failed'),
      )
        ? replicas
        : undefined,
    )
  }
}

const toReplicaRegions = (replicas: readonly ReplicaRegion[]) =>
  replicas.map(({ region, kmsKeyId }) => ({ Region: region, ...(kmsKeyId === null ? {} : { KmsKeyId: kmsKeyId }) }))

/** `read` gives undefined when the secret is not as wanted: then the refusal stands. */
async function unlessAlready<T>(
  refusal: Failure,
  describe: Describe,
  name: string,
  signal: AbortSignal | undefined,
  read: (secret: RemoteSecret & Pick<DescribedSecret, 'replicas'>) => T | undefined,
): Promise<Result<T>> {
  if (refusal.kind !== 'aws' || !REFUSALS.has(refusal.code)) return fail(refusal)
  const described = await describe(name, signal)
  const already = described.ok ? read(described.value) : undefined
  return already === undefined ? fail(refusal) : succeed(already)
}

type DescribedSecret = Extract<Awaited<ReturnType<Describe>>, { readonly ok: true }>['value']

/** Codes by which AWS says that a secret is not in the state for this. */
const REFUSALS: ReadonlySet<string> = new Set([
  'InvalidParameterException',
  'InvalidRequestException',
  'ResourceExistsException',
])
