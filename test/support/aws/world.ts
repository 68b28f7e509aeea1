/** All accounts and regions of the test server, in memory, and the rules for how a change becomes visible. */
import type { Replica, SecretRecord } from '../../../main/core/endpoint/port.ts'
import type { ValueForm } from '../../../shared/model.ts'
import { type Clock, createChance, createClock } from './clock.ts'
import type { RotationFunction } from './rotation.ts'

export type StoredVersion = {
  readonly versionId: string
  readonly form: ValueForm
  readonly bytes: Buffer
  readonly createdAt: number
  readonly kmsKeyId: string | undefined
  accessedAt: number | undefined
}

/** `record` is replaced, never changed, so that a list that lags can keep showing an older one. */
export type StoredSecret = {
  record: SecretRecord
  readonly versions: Map<string, StoredVersion>
}

export type Region = {
  readonly name: string
  readonly accountId: string
  readonly secrets: Map<string, StoredSecret>
  /** What ListSecrets knows, by ARN, oldest first; behind `secrets` by the list lag. */
  readonly listed: Map<string, SecretRecord>
  /** Keys that are disabled or not allowed: values can neither be sealed nor opened with them. */
  readonly disabledKeys: Set<string>
}

export type WorldOptions = {
  /** Changes show in ListSecrets after up to this long (AWS: minutes). */
  readonly listLagMs?: number
  /** A replica follows its primary after this long. */
  readonly replicationDelayMs?: number
  /** A forced deletion keeps the name taken for this long (AWS: up to two minutes). */
  readonly purgeDelayMs?: number
  /** A rotation's function starts after this long. */
  readonly rotationDelayMs?: number
  /** How often the steps of a rotation are tried. */
  readonly rotationAttempts?: number
  /** Versions kept per secret; above it unlabelled ones older than `pruneAfterMs` go, and if none can, puts are refused. */
  readonly versionsPerSecret?: number
  /** Unlabelled versions younger than this are kept (AWS: 24 h). 0: they go with the next write, the worst case. */
  readonly pruneAfterMs?: number
  readonly secretsPerRegion?: number
  /** For everything that chance decides. */
  readonly seed?: number
}

export type World = {
  readonly clock: Clock
  readonly chance: () => number
  readonly options: Required<WorldOptions>
  readonly region: (accountId: string, name: string) => Region
  readonly secretByArn: (arn: string) => StoredSecret | undefined
  /** Rotation functions by their ARN, external rotators by the secret's type. */
  readonly functions: Map<string, RotationFunction>
  /** Replaces a secret's record and lets the list follow in its time. */
  readonly change: (region: Region, secret: StoredSecret, change: Partial<SecretRecord>) => SecretRecord
  readonly remove: (region: Region, secret: StoredSecret) => void
  /** Called after each change of a primary; set by replication. */
  readonly onChange: Set<(region: Region, secret: StoredSecret) => void>
  /** Regions that this account has not enabled. */
  readonly disabledRegions: Set<string>
}

const DAY_MS = 86_400_000

const defaults: Required<WorldOptions> = {
  listLagMs: 0,
  replicationDelayMs: 0,
  purgeDelayMs: 0,
  rotationDelayMs: 0,
  rotationAttempts: 3,
  versionsPerSecret: 100,
  pruneAfterMs: DAY_MS,
  secretsPerRegion: 500_000,
  seed: 1,
}

export function createWorld(given: WorldOptions = {}, machineNow?: () => number): World {
  const options = { ...defaults, ...given }
  const clock = createClock(machineNow)
  const chance = createChance(options.seed)
  const regions = new Map<string, Region>()
  const onChange: World['onChange'] = new Set()
  const region: World['region'] = (accountId, name) => {
    const key = `${accountId}/${name}`
    const known = regions.get(key) ?? createRegion(accountId, name)
    regions.set(key, known)
    return known
  }
  const gone = new Set<string>()
  /** `record` undefined: the secret is gone, and whatever comes late about it is ignored. */
  const publish = (at: Region, arn: string, record: SecretRecord | undefined): void => {
    const show = (): void => {
      if (record === undefined) {
        gone.add(arn)
        at.listed.delete(arn)
      } else if (!gone.has(arn) && isNewer(record, at.listed.get(arn))) at.listed.set(arn, record)
    }
    if (options.listLagMs === 0) show()
    else clock.schedule(clock.now() + chance() * options.listLagMs, show)
  }
  return {
    clock,
    chance,
    options,
    region,
    onChange,
    functions: new Map(),
    disabledRegions: new Set(),
    secretByArn: (arn) => {
      const [, , , regionName = '', accountId = '', , name = ''] = arn.split(':')
      const secret = regions.get(`${accountId}/${regionName}`)?.secrets.get(name.slice(0, -7))
      return secret?.record.arn === arn ? secret : undefined
    },
    change: (at, secret, change) => {
      secret.record = { ...secret.record, ...change }
      publish(at, secret.record.arn, secret.record)
      for (const listener of onChange) listener(at, secret)
      return secret.record
    },
    remove: (at, secret) => {
      if (at.secrets.get(secret.record.name) === secret) at.secrets.delete(secret.record.name)
      publish(at, secret.record.arn, undefined)
    },
  }
}

/** Two delayed changes may come due the wrong way round; a list never goes back in time. */
const isNewer = (record: SecretRecord, listed: SecretRecord | undefined): boolean =>
  listed === undefined || record.changedAt >= listed.changedAt

const createRegion = (accountId: string, name: string): Region => ({
  name,
  accountId,
  secrets: new Map(),
  listed: new Map(),
  disabledKeys: new Set(),
})

export const midnightUtc = (at: number): number => at - (at % DAY_MS)

export const replicaOf = (secret: StoredSecret, region: string): Replica | undefined =>
  secret.record.replicas?.find((replica) => replica.region === region)
