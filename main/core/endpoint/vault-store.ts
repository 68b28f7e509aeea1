/** The protocol's store over an open vault: every region shows the same secrets, under ARNs that never change. */
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { LOCAL_ACCOUNT } from '../../../shared/local-aws.ts'
import type { Kind } from '../../../shared/model.ts'
import { describeRotation } from '../rotation/describe.ts'
import type { Actor } from '../vault/audit.ts'
import type { SecretBody } from '../vault/bodies.ts'
import type { Redacted } from '../vault/redacted.ts'
import type { NewVersion as VaultVersion } from '../vault/secret-writes.ts'
import type { Vault } from '../vault/vault.ts'
import type { NewVersion, SecretAddress, SecretRecord, SecretsStore, StoredValue, VersionRecord } from './port.ts'
import { texts } from './protocol/aws-error.ts'
import { buildArn, partitionOf } from './protocol/secret-id.ts'
import type { ReadLog } from './read-log.ts'

/** What a door may not import is handed to it. */
export type VaultTools = {
  /** The value's kind and what may be kept of it in clear. Takes the bytes over. */
  readonly prepare: (
    name: string,
    kind: Kind | undefined,
    value: StoredValue,
  ) => Result<{ readonly kind: Kind; readonly version: VaultVersion }>
  readonly expose: (value: Redacted) => Uint8Array
  readonly wipe: (value: Redacted) => void
}

/** Secrets that a target in AWS holds too: a region's own ARN answers there, and finds the local secret. */
export type Links = {
  readonly arnOf: (name: string, region: string) => string | undefined
  readonly nameOf: (address: SecretAddress) => string | undefined
  /** Rises when a link is made or ends. */
  readonly revision: () => number
}

export const noLinks: Links = { arnOf: () => undefined, nameOf: () => undefined, revision: () => 0 }

/** Members of AWS that the vault itself has no place for, under this key of a secret's extension. */
const EXTENSION = 'aws'

type Extension = {
  readonly kmsKeyId?: string
  readonly type?: string
  readonly policy?: string
  /** It had tags once: without any it shows an empty list. */
  readonly tagged?: boolean
}

export type VaultStoreOptions = {
  readonly vault: Vault
  readonly actor: Actor
  readonly region: string
  readonly tools: VaultTools
  readonly links: Links
  readonly reads: ReadLog
}

export const createVaultStore = (options: VaultStoreOptions): SecretsStore => ({
  accountId: LOCAL_ACCOUNT,
  region: options.region,
  isForeign: () => false,
  ...reads(options),
  ...writes(options),
  ...metadataWrites(options),
  replicate: () => fail(localOnly),
  removeReplicas: () => fail(localOnly),
  detachReplica: () => fail(localOnly),
  rotate: () => fail({ kind: 'aws', code: 'AccessDeniedException', message: texts.functionNotInvokable }),
  cancelRotation: () => fail(localOnly),
})

function reads(options: VaultStoreOptions): Pick<SecretsStore, 'find' | 'list' | 'versions' | 'version' | 'read'> {
  const { vault, actor, region, tools, links } = options
  return {
    find: (address) => {
      const linked = address.arn && links.nameOf(address)
      if (linked !== undefined) return findRecord(options, linked)
      const record = findRecord(options, address.name)
      return record && isMeant(record, address, region) ? record : undefined
    },
    list: () => listRecords(options),
    versions: (secret) => listVersions(vault, secret),
    version: (secret, versionId) => listVersions(vault, secret).find((version) => version.versionId === versionId),
    read: (secret, versionId) => {
      const opened = options.reads.read(vault, actor, { name: secret.name, versionId })
      if (!opened.ok) return opened
      const { form, createdAt, value } = opened.value
      const bytes = Uint8Array.from(tools.expose(value))
      tools.wipe(value)
      return succeed({ form, bytes, createdAt })
    },
  }
}

type Writes = Pick<SecretsStore, 'create' | 'putVersion' | 'moveStage' | 'scheduleDeletion' | 'purge' | 'restore'>

function writes(options: VaultStoreOptions): Writes {
  const { vault, actor, tools } = options
  return {
    create: (secret) => {
      const { name, description = '', version } = secret
      const tags = Object.fromEntries((secret.tags ?? []).map((tag) => [tag.Key, tag.Value]))
      const kept = present({ kmsKeyId: secret.kmsKeyId, type: secret.type, tagged: secret.tags ? true : undefined })
      const rest = { name, description, tags, extension: { [EXTENSION]: kept } }
      const created = version
        ? withVersion(tools, name, undefined, version, (kind, ready) =>
            vault.create(actor, { ...rest, kind, version: ready }),
          )
        : vault.create(actor, { ...rest, kind: 'note' })
      return changed(options, name, created)
    },
    putVersion: ({ name }, version) => {
      const body = vault.body(name)
      const kind = body.ok ? body.value.kind : undefined
      const { stages } = version
      const put = withVersion(tools, name, kind, version, (_, ready) => vault.put(actor, name, ready, { stages }))
      return changed(options, name, put)
    },
    moveStage: ({ name }, move) => changed(options, name, vault.moveStage(actor, name, move)),
    scheduleDeletion: ({ name }, days) => changed(options, name, vault.scheduleDeletion(actor, name, days)),
    purge: ({ name }) => {
      const purged = vault.purge(actor, name)
      return purged.ok ? succeed(undefined) : purged
    },
    restore: ({ name }) => changed(options, name, vault.restore(actor, name)),
  }
}

function metadataWrites(options: VaultStoreOptions): Pick<SecretsStore, 'update' | 'setTags' | 'setPolicy'> {
  const { vault, actor } = options
  const update = (name: string, extension: Extension, rest: Parameters<Vault['update']>[2]): Result<SecretRecord> => {
    const body = vault.body(name)
    if (!body.ok) return body
    const kept = { [EXTENSION]: { ...extensionOf(body.value), ...extension } }
    return changed(options, name, vault.update(actor, name, { ...rest, extension: kept }))
  }
  return {
    update: ({ name }, { description, kmsKeyId, type }) => update(name, present({ kmsKeyId, type }), { description }),
    setTags: ({ name }, tags) =>
      update(name, { tagged: true }, { tags: Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value])) }),
    setPolicy: ({ name }, policy) => update(name, { policy: policy ?? '' }, {}),
  }
}

/** The secret as it is after a change, or why there was none. */
function changed(options: VaultStoreOptions, name: string, change: Result<unknown>): Result<SecretRecord> {
  if (!change.ok) return change
  const record = findRecord(options, name)
  return record ? succeed(record) : fail(gone)
}

function findRecord(options: VaultStoreOptions, name: string): SecretRecord | undefined {
  const body = options.vault.body(name)
  return body.ok ? recordOf(body.value, options) : undefined
}

function recordOf(body: SecretBody, { region, links }: VaultStoreOptions): SecretRecord {
  const { kmsKeyId, type, policy, tagged } = extensionOf(body)
  const tags = Object.entries(body.tags).map(([Key, Value]) => ({ Key, Value }))
  return {
    name: body.name,
    arn: links.arnOf(body.name, region) ?? localArn(body, region),
    description: body.description || undefined,
    kmsKeyId: kmsKeyId || undefined,
    type: type || undefined,
    policy: policy || undefined,
    tags: tags.length > 0 || tagged ? tags : undefined,
    stages: new Map(Object.entries(body.stages)),
    createdAt: body.createdAt,
    changedAt: body.changedAt,
    accessedAt: body.accessedAt ?? undefined,
    deletionAt: body.deletionAt ?? undefined,
    rotation: describeRotation(body),
  }
}

const localArn = ({ name, arnSuffix }: SecretBody, region: string): string =>
  buildArn({ partition: partitionOf(region), region, accountId: LOCAL_ACCOUNT }, name, arnSuffix)

/** A full ARN has to be the secret's own; a partial one has to name this region and the secret's account. */
function isMeant(record: SecretRecord, address: SecretAddress, region: string): boolean {
  if (!address.arn) return true
  const { partition, accountId, suffix } = address.arn
  if (address.arn.region !== region) return false
  const named = buildArn({ partition, region, accountId }, address.name, suffix ?? record.arn.slice(-6))
  return named === record.arn
}

type Listed = { readonly revision: string; readonly records: readonly SecretRecord[] }

/** Lists of many pages ask again for each: made anew only when the vault or the links changed. */
const listed = new WeakMap<Vault, Map<string, Listed>>()

/** Oldest first. */
function listRecords(options: VaultStoreOptions): readonly SecretRecord[] {
  const { vault, region, links } = options
  const byRegion = listed.get(vault) ?? new Map<string, Listed>()
  listed.set(vault, byRegion)
  const revision = `${vault.revision()}/${links.revision()}`
  const known = byRegion.get(region)
  if (known?.revision === revision) return known.records
  const bodies = [...vault.bodies()].sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1))
  const records = bodies.map((body) => recordOf(body, options))
  if (byRegion.size >= MAX_LISTED_REGIONS) byRegion.clear()
  byRegion.set(region, { revision, records })
  return records
}

const MAX_LISTED_REGIONS = 4

function listVersions(vault: Vault, secret: SecretRecord): readonly VersionRecord[] {
  const versions = vault.versions(secret.name)
  if (!versions.ok) return []
  return versions.value
    .map((version) => ({
      versionId: version.versionId,
      createdAt: version.createdAt,
      accessedAt: version.accessedAt ?? undefined,
      kmsKeyId: secret.kmsKeyId,
    }))
    .reverse()
}

/** Runs `body` with the version sealed up for the vault, and wipes it whatever came of it. */
function withVersion<T>(
  tools: VaultTools,
  name: string,
  kind: Kind | undefined,
  { versionId, value }: NewVersion,
  body: (kind: Kind, version: VaultVersion) => Result<T>,
): Result<T> {
  const prepared = tools.prepare(name, kind, value)
  if (!prepared.ok) return prepared
  const { version } = prepared.value
  try {
    return body(prepared.value.kind, { ...version, versionId })
  } finally {
    tools.wipe(version.value)
  }
}

/** Of a vault that an older or newer Coffer wrote: what is no text there is left out. */
function extensionOf(body: SecretBody): Extension {
  const kept = body.extension[EXTENSION]
  if (typeof kept !== 'object' || kept === null) return {}
  const { kmsKeyId, type, policy, tagged } = kept as Readonly<Record<string, unknown>>
  return present({
    kmsKeyId: text(kmsKeyId),
    type: text(type),
    policy: text(policy),
    tagged: tagged === true ? true : undefined,
  })
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Without the members that are undefined. */
function present(extension: { readonly [K in keyof Extension]: Extension[K] | undefined }): Extension {
  return Object.fromEntries(Object.entries(extension).filter(([, value]) => value !== undefined))
}

const gone: Failure = { kind: 'unavailable', message: 'The secret changed while it was worked on. Try again.' }

const localOnly: Failure = {
  kind: 'aws',
  code: 'InvalidRequestException',
  message: 'This secret is kept in a local vault, which has neither other regions nor rotation functions.',
}
