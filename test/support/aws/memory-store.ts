/** The protocol's store over the test server's world, for one account and region. */
import { randomBytes } from 'node:crypto'
import type { NewSecret, SecretRecord, SecretsStore } from '../../../main/core/endpoint/port.ts'
import { addressMatches, arnSuffix, buildArn, partitionOf } from '../../../main/core/endpoint/protocol/secret-id.ts'
import { execute } from '../../../main/core/endpoint/protocol/wire.ts'
import { CURRENT, moveStage, PENDING, PREVIOUS, type StageResult } from '../../../main/core/vault/stages.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { isDisabled, keyFailure, putVersion, readValue, regionOf, storedOf } from './memory-values.ts'
import { beginReplication, detachReplica, removeReplicas } from './replication.ts'
import { cancelRotation, type RotationClient, startRotation } from './rotation.ts'
import type { Region, StoredSecret, World } from './world.ts'

export function createMemoryStore(world: World, accountId: string, regionName: string): SecretsStore {
  const region = world.region(accountId, regionName)
  const changed = (secret: SecretRecord, change: Partial<SecretRecord>): Result<SecretRecord> =>
    succeed(world.change(regionOf(world, secret), storedOf(world, secret), { ...change, changedAt: world.clock.now() }))
  const store: SecretsStore = {
    accountId,
    region: regionName,
    find: (address) => {
      if (address.arn && address.arn.region !== regionName) return undefined
      const at = address.arn ? world.region(address.arn.accountId, regionName) : region
      const secret = at.secrets.get(address.name)
      return secret && addressMatches(address, secret.record.arn) ? secret.record : undefined
    },
    isForeign: (secret) => secret.arn.split(':')[4] !== accountId,
    list: () => [...region.listed.values()],
    versions: (secret) => [...storedOf(world, secret).versions.values()],
    version: (secret, versionId) => storedOf(world, secret).versions.get(versionId),
    read: (secret, versionId) => readValue(world, secret, versionId),
    create: (secret) => createStored(world, region, secret),
    putVersion: (secret, version) => putVersion(world, secret, version),
    moveStage: (secret, move) => {
      const { versions } = storedOf(world, secret)
      return withStages(
        moveStage(secret.stages, move, (id) => versions.has(id)),
        (stages) => changed(secret, { stages }),
      )
    },
    update: (secret, { description, kmsKeyId, type }) => {
      if (kmsKeyId !== undefined) reseal(storedOf(world, secret), kmsKeyId || undefined)
      return changed(secret, {
        description: description === undefined ? secret.description : description || undefined,
        kmsKeyId: kmsKeyId === undefined ? secret.kmsKeyId : kmsKeyId || undefined,
        type: type === undefined ? secret.type : type || undefined,
      })
    },
    setTags: (secret, tags) => changed(secret, { tags }),
    setPolicy: (secret, policy) => changed(secret, { policy }),
    scheduleDeletion: (secret, days) => scheduleDeletion(world, secret, days),
    purge: (secret) => purge(world, secret),
    restore: (secret) => changed(secret, { deletionAt: undefined }),
    replicate: (secret, regions, overwrite) =>
      beginReplication(world, region, storedOf(world, secret), regions, overwrite),
    removeReplicas: (secret, regions) => removeReplicas(world, region, storedOf(world, secret), regions),
    detachReplica: (secret) => detachReplica(world, region, storedOf(world, secret)),
    rotate: (secret, request) =>
      startRotation({ world, region, secret: storedOf(world, secret), client: createClient(world, store) }, request),
    cancelRotation: (secret) => cancelRotation(world, region, storedOf(world, secret)),
  }
  return store
}

const withStages = <T>(result: StageResult, next: (stages: SecretRecord['stages']) => Result<T>): Result<T> =>
  result.ok ? next(result.value) : fail(result.failure)

/** What a rotation function calls with: this account's own store, and every permission. */
function createClient(world: World, store: SecretsStore): RotationClient {
  return (operation, input) => {
    const access = { denial: () => undefined, sees: () => true }
    const context = { store, access, now: world.clock.now(), random: randomBytes }
    const answer = execute({ operation, input }, context)
    if (answer.ok) return answer.value
    throw Object.assign(new Error(answer.failure.message), { name: answer.failure.code })
  }
}

function createStored(world: World, region: Region, secret: NewSecret): Result<SecretRecord> {
  if (region.secrets.size >= world.options.secretsPerRegion) {
    return fail({ kind: 'limit-exceeded', message: "You've exceeded the quota of secrets in this region." })
  }
  if (isDisabled(region, secret.kmsKeyId)) return fail(keyFailure('EncryptionFailure', 'encrypt'))
  const now = world.clock.now()
  const at = { partition: partitionOf(region.name), region: region.name, accountId: region.accountId }
  const record: SecretRecord = {
    name: secret.name,
    arn: buildArn(at, secret.name, arnSuffix(randomBytes)),
    description: secret.description,
    kmsKeyId: secret.kmsKeyId,
    type: secret.type,
    tags: secret.tags,
    stages: new Map(),
    createdAt: now,
    changedAt: now,
  }
  const created: StoredSecret = { record, versions: new Map() }
  region.secrets.set(secret.name, created)
  if (secret.version) return putVersion(world, record, secret.version)
  return succeed(world.change(region, created, {}))
}

/** A new key seals what AWS's own stages hold anew; versions without them stay under theirs (section 11). */
function reseal(secret: StoredSecret, kmsKeyId: string | undefined): void {
  for (const stage of [CURRENT, PREVIOUS, PENDING]) {
    const version = secret.versions.get(secret.record.stages.get(stage) ?? '')
    if (version) secret.versions.set(version.versionId, { ...version, kmsKeyId })
  }
}

function scheduleDeletion(world: World, record: SecretRecord, days: number): Result<SecretRecord> {
  const region = regionOf(world, record)
  const secret = storedOf(world, record)
  const now = world.clock.now()
  const deletionAt = now + days * 86_400_000
  world.clock.schedule(deletionAt, () => {
    if (secret.record.deletionAt === deletionAt) world.remove(region, secret)
  })
  return succeed(world.change(region, secret, { deletionAt, changedAt: now }))
}

function purge(world: World, record: SecretRecord): Result<void> {
  const region = regionOf(world, record)
  const secret = storedOf(world, record)
  const { purgeDelayMs } = world.options
  if (purgeDelayMs === 0) world.remove(region, secret)
  else {
    world.change(region, secret, { purging: true })
    world.clock.schedule(world.clock.now() + purgeDelayMs, () => world.remove(region, secret))
  }
  return succeed(undefined)
}
