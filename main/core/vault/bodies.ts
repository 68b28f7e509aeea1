/** What is inside the sealed bodies, as JSON. Fields are added, never renamed; absent means the default said here. */
import { localArn } from '../../../shared/local-aws.ts'
import type { Facts, Kind, SecretSummary, Tags, ValueForm, VersionSummary } from '../../../shared/model.ts'
import { stagesOf } from './stages.ts'

/** The sealed body of a `secret` row: everything a list shows, and the staging labels. Never a value. */
export interface SecretBody {
  readonly name: string
  readonly kind: Kind
  readonly description: string
  readonly tags: Tags
  readonly favourite: boolean
  /** Stage → version id. Kept here, so the file shows neither labels nor their moves. */
  readonly stages: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly changedAt: number
  readonly accessedAt: number | null
  readonly deletionAt: number | null
  /** Of the version that holds AWSCURRENT. */
  readonly current: ValueOutline | null
  /** The six characters that end the secret's ARN at the local endpoint; never change. */
  readonly arnSuffix: string
  /** What other rooms keep with a secret (policy, KMS key, rotation rule), each under its own key. */
  readonly extension: Readonly<Record<string, unknown>>
}

/** What is known of a value without it. */
export interface ValueOutline {
  readonly form: ValueForm
  readonly sizeBytes: number
  readonly facts: Facts
  /** Keys of a JSON object in their order; null when the value is none. */
  readonly keys: readonly string[] | null
  /** When the version was made. Absent in what an older Coffer wrote: the version itself says it. */
  readonly createdAt?: number
}

/** The sealed body of a `version` row. */
export interface VersionBody extends ValueOutline {
  readonly versionId: string
  readonly createdAt: number
  readonly accessedAt: number | null
  readonly note: string
  readonly extension: Readonly<Record<string, unknown>>
}

export const stageMap = (body: SecretBody): ReadonlyMap<string, string> => new Map(Object.entries(body.stages))

export const arnOf = ({ name, arnSuffix }: SecretBody): string => localArn(name, arnSuffix)

export const summarise = (body: SecretBody): SecretSummary => ({
  name: body.name,
  arn: arnOf(body),
  kind: body.kind,
  description: body.description,
  tags: body.tags,
  facts: body.current?.facts ?? {},
  favourite: body.favourite,
  stages: body.stages,
  createdAt: body.createdAt,
  changedAt: body.changedAt,
  accessedAt: body.accessedAt,
  deletionAt: body.deletionAt,
})

export const summariseVersion = (secret: SecretBody, body: VersionBody): VersionSummary => ({
  versionId: body.versionId,
  stages: stagesOf(stageMap(secret), body.versionId),
  createdAt: body.createdAt,
  form: body.form,
  sizeBytes: body.sizeBytes,
  accessedAt: body.accessedAt,
  facts: body.facts,
  note: body.note,
})

/** Midnight UTC of the day of `at`: the granularity of LastAccessedDate. */
export const dayOf = (at: number): number => at - (at % 86_400_000)
