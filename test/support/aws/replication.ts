/** Replicas in other regions: made, followed, failed, removed and set free (reference section 7). */
import type { Replica, ReplicaRequest, SecretRecord } from '../../../main/core/endpoint/port.ts'
import { type Result, succeed } from '../../../shared/failure.ts'
import type { Region, StoredSecret, World } from './world.ts'

/** Lets every change of a primary reach its replicas after the replication delay. */
export function connectReplication(world: World): void {
  world.onChange.add((region, secret) => {
    if (!secret.record.replicas || secret.record.primaryRegion !== region.name) return
    for (const replica of secret.record.replicas) {
      if (replica.status === 'InSync') later(world, () => follow(world, region, secret, replica.region))
    }
  })
}

export function beginReplication(
  world: World,
  region: Region,
  secret: StoredSecret,
  requests: readonly ReplicaRequest[],
  overwrite: boolean,
): Result<SecretRecord> {
  const asked = new Map(requests.map((request) => [request.region, request]))
  const kept = (secret.record.replicas ?? []).filter((replica) => !asked.has(replica.region))
  const begun = requests.map(
    ({ region: name, kmsKeyId }): Replica => ({ region: name, kmsKeyId, status: 'InProgress' }),
  )
  const record = world.change(region, secret, {
    replicas: [...kept, ...begun],
    primaryRegion: region.name,
    changedAt: world.clock.now(),
  })
  for (const request of requests) later(world, () => makeReplica(world, region, secret, request, overwrite))
  return succeed(record)
}

function makeReplica(
  world: World,
  region: Region,
  secret: StoredSecret,
  request: ReplicaRequest,
  overwrite: boolean,
): void {
  if (!isAsked(secret, request.region)) return
  const target = world.region(region.accountId, request.region)
  const problem = replicaProblem(world, target, secret, request, overwrite)
  if (problem !== undefined) {
    setStatus(world, region, secret, request.region, 'Failed', problem)
    return
  }
  const existing = target.secrets.get(secret.record.name)
  if (existing && existing.record.arn !== replicaArn(secret, request.region)) world.remove(target, existing)
  setStatus(world, region, secret, request.region, 'InSync', undefined)
  follow(world, region, secret, request.region)
}

function replicaProblem(
  world: World,
  target: Region,
  secret: StoredSecret,
  request: ReplicaRequest,
  overwrite: boolean,
): string | undefined {
  if (world.disabledRegions.has(request.region)) return 'The region is not enabled for this account'
  if (request.kmsKeyId && target.disabledKeys.has(request.kmsKeyId)) return 'Access to the KMS key was denied'
  const existing = target.secrets.get(secret.record.name)
  const own = existing?.record.arn === replicaArn(secret, request.region)
  return existing && !own && !overwrite ? 'Secret with this name already exists in this region' : undefined
}

/** Brings one replica to where its primary is: all labelled versions, metadata, tags, policy, rotation. */
function follow(world: World, region: Region, primary: StoredSecret, name: string): void {
  const state = primary.record.replicas?.find((replica) => replica.region === name)
  if (state?.status !== 'InSync') return
  const target = world.region(region.accountId, name)
  const arn = replicaArn(primary, name)
  const known = target.secrets.get(primary.record.name)
  const replica: StoredSecret = known ?? { record: primary.record, versions: new Map() }
  for (const versionId of primary.record.stages.values()) {
    const version = primary.versions.get(versionId)
    if (version && !replica.versions.has(versionId)) {
      replica.versions.set(versionId, { ...version, kmsKeyId: state.kmsKeyId, accessedAt: undefined })
    }
  }
  const accessedAt = known?.record.accessedAt
  target.secrets.set(primary.record.name, replica)
  const { replicas: _, ...copied } = primary.record
  replica.record = { ...copied, arn, accessedAt, kmsKeyId: state.kmsKeyId }
  world.change(target, replica, {})
}

export function removeReplicas(
  world: World,
  region: Region,
  secret: StoredSecret,
  names: readonly string[],
): Result<SecretRecord> {
  for (const name of names) {
    const target = world.region(region.accountId, name)
    const replica = target.secrets.get(secret.record.name)
    if (replica?.record.arn === replicaArn(secret, name)) world.remove(target, replica)
  }
  return succeed(withoutReplicas(world, region, secret, names))
}

/** The replica becomes a secret of its own; its former primary no longer knows it. */
export function detachReplica(world: World, region: Region, replica: StoredSecret): Result<SecretRecord> {
  const home = world.region(region.accountId, replica.record.primaryRegion ?? region.name)
  const primary = home.secrets.get(replica.record.name)
  if (primary && replicaArn(primary, region.name) === replica.record.arn) {
    withoutReplicas(world, home, primary, [region.name])
  }
  return succeed(world.change(region, replica, { primaryRegion: undefined, changedAt: world.clock.now() }))
}

function withoutReplicas(world: World, region: Region, secret: StoredSecret, names: readonly string[]): SecretRecord {
  const left = (secret.record.replicas ?? []).filter((replica) => !names.includes(replica.region))
  return world.change(region, secret, {
    replicas: left.length > 0 ? left : undefined,
    primaryRegion: left.length > 0 ? region.name : undefined,
    changedAt: world.clock.now(),
  })
}

function setStatus(
  world: World,
  region: Region,
  secret: StoredSecret,
  name: string,
  status: Replica['status'],
  message: string | undefined,
): void {
  const replicas = (secret.record.replicas ?? []).map((replica) =>
    replica.region === name ? { ...replica, status, message } : replica,
  )
  world.change(region, secret, { replicas })
}

const isAsked = (secret: StoredSecret, name: string): boolean =>
  secret.record.replicas?.some((replica) => replica.region === name && replica.status === 'InProgress') ?? false

/** The primary's ARN with the region changed, suffix and all. */
const replicaArn = (primary: StoredSecret, region: string): string =>
  primary.record.arn.replace(/^((?:[^:]*:){3})[^:]*/, `$1${region}`)

const later = (world: World, event: () => void): void =>
  world.clock.schedule(world.clock.now() + world.options.replicationDelayMs, event)
