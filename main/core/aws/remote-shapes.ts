/** The SDK's shapes as the port's. Members that AWS leaves out become null, empty text or an empty set. */
import type {
  GetSecretValueCommandOutput,
  ReplicationStatusType,
  RotationRulesType,
  SecretListEntry,
  SecretVersionsListEntry,
  Tag,
} from '@aws-sdk/client-secrets-manager'
import type { Tags, ValueForm } from '../../../shared/model.ts'
import type { RemoteSecret, RemoteValue, RemoteVersion, ReplicaStatus } from '../sync/remote.ts'

/** A list's entry and a description differ in the name of one member. */
export type Described = Omit<SecretListEntry, 'SecretVersionsToStages'> & {
  readonly VersionIdsToStages?: Readonly<Record<string, readonly string[]>> | undefined
}

export const fromListEntry = ({ SecretVersionsToStages, ...entry }: SecretListEntry): RemoteSecret =>
  toRemoteSecret({ ...entry, VersionIdsToStages: SecretVersionsToStages })

export function toRemoteSecret(described: Described): RemoteSecret {
  const stages = stagesOf(described.VersionIdsToStages)
  return {
    arn: described.ARN ?? '',
    name: described.Name ?? '',
    current: stages.AWSCURRENT ?? null,
    stages,
    description: described.Description ?? '',
    tags: tagsOf(described.Tags),
    kmsKeyId: described.KmsKeyId || null,
    changedAt: epochMs(described.LastChangedDate),
    deletedAt: epochMs(described.DeletedDate),
    owningService: described.OwningService ?? null,
    rotation: described.RotationEnabled
      ? { schedule: scheduleOf(described.RotationRules), nextAt: epochMs(described.NextRotationDate) }
      : null,
    primaryRegion: described.PrimaryRegion ?? null,
  }
}

function stagesOf(byVersion: Described['VersionIdsToStages']): Readonly<Record<string, string>> {
  const stages: Record<string, string> = {}
  for (const [versionId, labels] of Object.entries(byVersion ?? {})) {
    for (const label of labels) stages[label] = versionId
  }
  return stages
}

/** Tags that AWS keeps for itself (`aws:…`) are left out: nobody else may write them, so there is nothing to agree on. */
function tagsOf(tags: readonly Tag[] | undefined): Tags {
  const own = (tags ?? []).filter(({ Key }) => Key !== undefined && !Key.toLowerCase().startsWith('aws:'))
  return Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key, Value]))
}

export const toTagList = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** As AWS writes it; days alone are what they stand for, and a service that rotates its own secret says nothing. */
function scheduleOf(rules: RotationRulesType | undefined): string {
  if (rules?.ScheduleExpression) return rules.ScheduleExpression
  const days = rules?.AutomaticallyAfterDays
  if (days !== undefined) return `rate(${days} ${days === 1 ? 'day' : 'days'})`
  return 'by AWS'
}

const epochMs = (date: Date | undefined): number | null => (date === undefined ? null : date.getTime())

/** Null: an answer without a value, which AWS gives for a version that rotation reserved. */
export function toRemoteValue(
  got: Pick<GetSecretValueCommandOutput, 'Name' | 'VersionId' | 'SecretString' | 'SecretBinary' | 'CreatedDate'>,
): RemoteValue | null {
  const { form, bytes } = formOf(got.SecretString, got.SecretBinary)
  if (bytes === undefined) return null
  const createdAt = epochMs(got.CreatedDate) ?? 0
  return { name: got.Name ?? '', versionId: got.VersionId ?? '', form, bytes, createdAt }
}

export const toRemoteVersion = ({ VersionId, VersionStages, CreatedDate }: SecretVersionsListEntry): RemoteVersion => ({
  versionId: VersionId ?? '',
  createdAt: epochMs(CreatedDate) ?? 0,
  stages: VersionStages ?? [],
})

function formOf(
  text: string | undefined,
  binary: Uint8Array | undefined,
): { readonly form: ValueForm; readonly bytes: Uint8Array | undefined } {
  if (text !== undefined) return { form: 'text', bytes: new TextEncoder().encode(text) }
  return { form: 'binary', bytes: binary }
}

/** Byte for byte: a byte order mark is part of a value, and what is no text fails rather than going there changed. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The SDK wants text as a string; it can neither be wiped nor avoided, and lives as long as the request. */
export const toSecretValue = (
  form: ValueForm,
  bytes: Uint8Array,
): { SecretString: string } | { SecretBinary: Uint8Array } =>
  form === 'text' ? { SecretString: strict.decode(bytes) } : { SecretBinary: bytes }

export const toReplicaStatuses = (statuses: readonly ReplicationStatusType[] | undefined): readonly ReplicaStatus[] =>
  (statuses ?? []).map(({ Region = '', Status = 'InProgress', StatusMessage }) => ({
    region: Region,
    status: Status,
    message: StatusMessage ?? null,
  }))
