/** What `--json` prints where Secrets Manager has a shape for it. Times are epoch seconds; what is not set is absent. */
import type { RevealedValue, SecretDetail, SecretSummary, VersionSummary } from '../../shared/model.ts'

const seconds = (epochMs: number): number => epochMs / 1_000

/** GetSecretValue without its ARN: the command line contract lists what `get --json` prints. */
export function secretValue({ name, versionId, stages, createdAt, form, bytes }: RevealedValue): object {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    Name: name,
    VersionId: versionId,
    VersionStages: stages,
    ...(form === 'text' ? { SecretString: buffer.toString('utf8') } : { SecretBinary: buffer.toString('base64') }),
    CreatedDate: seconds(createdAt),
  }
}

/** An entry of ListSecrets. */
export function listEntry(secret: SecretSummary): object {
  const stages = versionsToStages(secret.stages)
  return { ...common(secret), ...(stages === null ? {} : { SecretVersionsToStages: stages }) }
}

/** DescribeSecret. */
export function description(secret: SecretDetail): object {
  const stages = versionsToStages(secret.stages)
  return { ...common(secret), ...(stages === null ? {} : { VersionIdsToStages: stages }) }
}

function common(secret: SecretSummary): object {
  const tags = Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value }))
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === '' ? {} : { Description: secret.description }),
    CreatedDate: seconds(secret.createdAt),
    LastChangedDate: seconds(secret.changedAt),
    ...(secret.accessedAt === null ? {} : { LastAccessedDate: seconds(secret.accessedAt) }),
    ...(secret.deletionAt === null ? {} : { DeletedDate: seconds(secret.deletionAt) }),
    ...(tags.length === 0 ? {} : { Tags: tags }),
  }
}

/** Null while no version has a stage. */
function versionsToStages(stages: Readonly<Record<string, string>>): Record<string, string[]> | null {
  const entries = new Map<string, string[]>()
  for (const [stage, versionId] of Object.entries(stages))
    entries.set(versionId, [...(entries.get(versionId) ?? []), stage])
  return entries.size === 0 ? null : Object.fromEntries(entries)
}

/** ListSecretVersionIds with IncludeDeprecated: a version without stages has no VersionStages. */
export function versionList({ arn, name }: SecretSummary, versions: readonly VersionSummary[]): object {
  return {
    Versions: versions.map(({ versionId, stages, createdAt, accessedAt }) => ({
      VersionId: versionId,
      ...(stages.length === 0 ? {} : { VersionStages: stages }),
      ...(accessedAt === null ? {} : { LastAccessedDate: seconds(accessedAt) }),
      CreatedDate: seconds(createdAt),
    })),
    ARN: arn,
    Name: name,
  }
}

/** DeleteSecret. */
export const deletion = (name: string, deletionAt: number | null): object => ({
  Name: name,
  ...(deletionAt === null ? {} : { DeletionDate: seconds(deletionAt) }),
})
