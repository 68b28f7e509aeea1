import { fail, type Result, succeed } from '../../../../../shared/failure.ts'
import { stagesOf } from '../../../vault/stages.ts'
import type { CallContext, SecretRecord, VersionRecord } from '../../port.ts'
import type { AwsError } from '../aws-error.ts'
import { accessDenied } from '../aws-error.ts'
import { describeListed, seconds } from '../describe.ts'
import { completeFilters, type Filter, filtersShape, matchesFilters } from '../filters.ts'
import { locate, nameAndArn, nextTokenShape, type Output, operation, secretIdShape } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { flag, must, record, text, whole } from '../shape.ts'

const SORT_KEYS = ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] as const
const pageSizeShape = whole({ min: 1, max: 100 })

export const listSecrets = operation(
  record({
    IncludePlannedDeletion: flag,
    MaxResults: pageSizeShape,
    NextToken: nextTokenShape,
    Filters: filtersShape,
    SortOrder: text({ oneOf: ['asc', 'desc'] }),
    SortBy: text({ oneOf: SORT_KEYS }),
  }),
  (input, context) => {
    const denial = context.access.denial('ListSecrets', undefined)
    if (denial !== undefined) return fail(accessDenied(denial))
    const filters = completeFilters(input.Filters ?? [])
    if (!filters.ok) return filters
    const scheduled = input.IncludePlannedDeletion ?? false
    const { SortBy, SortOrder } = input
    const secrets = sorted(selectSecrets(filters.value, scheduled, context), SortBy, SortOrder)
    const about = ['secrets', filters.value, scheduled, SortBy ?? '', SortOrder ?? '']
    const request = { nextToken: input.NextToken, size: input.MaxResults ?? 100, about }
    const page = pageOf(secrets, (secret) => secret.arn, request)
    if (!page.ok) return page
    return succeed({ SecretList: page.value.items.map(describeListed), NextToken: page.value.nextToken })
  },
)

/** What the caller may see and the filters let through, oldest first. */
export function selectSecrets(
  filters: readonly Filter[],
  scheduled: boolean,
  { store, access }: CallContext,
): readonly SecretRecord[] {
  return store
    .list()
    .filter((secret) => (scheduled || secret.deletionAt === undefined) && !secret.purging)
    .filter((secret) => access.sees(secret) && matchesFilters(secret, filters))
}

/** Oldest first unless asked otherwise, which is the order of a store's own list. */
function sorted(
  secrets: readonly SecretRecord[],
  by: string | undefined,
  order: string | undefined,
): readonly SecretRecord[] {
  if ((by === undefined || by === 'created-date') && order !== 'desc') return secrets
  const direction = order === 'desc' ? -1 : 1
  const rank = RANKS[by ?? 'created-date'] ?? createdRank
  return [...secrets].sort((a, b) => direction * compare(rank(a), rank(b)))
}

const createdRank = (secret: SecretRecord): number | string => secret.createdAt

const RANKS: Readonly<Record<string, (secret: SecretRecord) => number | string>> = {
  'created-date': createdRank,
  'last-accessed-date': (secret) => secret.accessedAt ?? 0,
  'last-changed-date': (secret) => secret.changedAt,
  name: (secret) => secret.name,
}

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0)

export const listSecretVersionIds = operation(
  record({
    SecretId: must(secretIdShape),
    MaxResults: pageSizeShape,
    NextToken: nextTokenShape,
    IncludeDeprecated: flag,
  }),
  (input, context) => {
    const secret = locate('ListSecretVersionIds', input.SecretId, context, { scheduled: true })
    return secret.ok ? listVersions(secret.value, input, context) : secret
  },
)

type VersionsInput = {
  readonly MaxResults: number | undefined
  readonly NextToken: string | undefined
  readonly IncludeDeprecated: boolean | undefined
}

function listVersions(secret: SecretRecord, input: VersionsInput, context: CallContext): Result<Output, AwsError> {
  const deprecated = input.IncludeDeprecated ?? false
  const versions = context.store
    .versions(secret)
    .map((version) => ({ version, stages: stagesOf(secret.stages, version.versionId) }))
    .filter(({ stages }) => deprecated || stages.length > 0)
  const about = ['versions', secret.arn, deprecated]
  const request = { nextToken: input.NextToken, size: input.MaxResults ?? 100, about }
  const page = pageOf(versions, ({ version }) => version.versionId, request)
  if (!page.ok) return page
  return succeed({
    Versions: page.value.items.map(({ version, stages }) => versionOutput(version, stages)),
    NextToken: page.value.nextToken,
    ...nameAndArn(secret),
  })
}

/** A deprecated version has no VersionStages member at all. */
const versionOutput = (version: VersionRecord, stages: readonly string[]): Output => ({
  VersionId: version.versionId,
  VersionStages: stages.length > 0 ? stages : undefined,
  LastAccessedDate: version.accessedAt === undefined ? undefined : seconds(version.accessedAt),
  CreatedDate: seconds(version.createdAt),
  KmsKeyIds: [version.kmsKeyId ?? 'DefaultEncryptionKey'],
})
