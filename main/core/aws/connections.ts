/** Connections to AWS, one for each target's credentials and endpoint, kept so that a device's code is asked for once. */
import { createHash } from 'node:crypto'
import { type Result, succeed } from '../../../shared/failure.ts'
import type { AwsProfile, AwsRegion, TargetCheck } from '../../../shared/sync-model.ts'
import type { ConnectRemote, Remote } from '../sync/remote.ts'
import { type CheckScope, checkTarget, type RegionLink } from './check.ts'
import { type AwsKeys, type Credentials, createCredentials, type ResolveKeys } from './credentials.ts'
import { createIdentify } from './identity.ts'
import { awsRates, createLimits, type Limits, localRates, type Rates } from './limits.ts'
import { checkPlace, type Place } from './place.ts'
import { createProfileKeys } from './profile-keys.ts'
import { listProfiles } from './profiles.ts'
import { listRegions } from './regions.ts'
import { createRemote } from './secrets-manager.ts'
import { awsBackoff, type Backoff, createSend, localBackoff } from './send.ts'
import type { Context } from './translate.ts'
import { createTransport, isLoopback, type Transport } from './transport.ts'

export type ConnectionCredentials =
  | { readonly from: 'profile'; readonly profile: string }
  /** `name` of the secret, for messages; `keys` as they were read just now. */
  | { readonly from: 'vault'; readonly secret: string; readonly keys: AwsKeys }

export interface ConnectionSpec {
  readonly credentials: ConnectionCredentials
  /** Null: AWS's own hosts. */
  readonly endpointUrl: string | null
  /** The first region of the target, for STS. */
  readonly region: string
}

export interface Connection {
  /** One remote for each region, the same each time. */
  readonly remote: ConnectRemote
  /** Someone is waiting for it: an unreachable region is tried twice, not five times. */
  readonly check: (scope: CheckScope, signal?: AbortSignal) => Promise<Result<TargetCheck>>
  /** After a run: keys that came out of the vault are let go of; the next `connect` brings them again. */
  readonly release: () => void
}

export interface AwsConnections {
  /**
   * Resolves credentials before it answers. Failures: `mfa-needed` with the device; `not-found` for a profile that is
   * not there; `refused` for one that points elsewhere; `aws` and `unavailable` as they come.
   */
  readonly connect: (spec: ConnectionSpec, mfaCode?: string) => Promise<Result<Connection>>
  readonly profiles: () => Promise<readonly AwsProfile[]>
  readonly regions: () => readonly AwsRegion[]
  /** Forgets all credentials and closes all sockets. */
  readonly close: () => void
}

export interface AwsConnectionsOptions {
  /** Epoch ms. */
  readonly now?: () => number
  /** Sentences for the log: no value, no key. */
  readonly log?: (message: string) => void
  readonly random?: () => number
  /** Absent: 20 reads and 5 writes a second, and as good as no limit on this machine's own endpoints. */
  readonly rates?: Rates
  readonly backoff?: Backoff
}

type Settings = Required<Pick<AwsConnectionsOptions, 'now' | 'log' | 'random'>> & AwsConnectionsOptions

interface Kept {
  readonly connection: Connection
  readonly ready: Credentials['ready']
  readonly close: () => void
}

export function createAwsConnections(options: AwsConnectionsOptions = {}): AwsConnections {
  const settings: Settings = { now: Date.now, log: () => undefined, random: Math.random, ...options }
  const kept = new Map<string, Kept>()
  const limitsOf = createLimitsByPlace(settings)
  const open = (spec: ConnectionSpec, place: Place, key: string): Kept => {
    const release = (): void => {
      if (spec.credentials.from !== 'vault') return
      kept.get(key)?.close()
      kept.delete(key)
    }
    return openConnection(
      spec,
      createTransport(spec.endpointUrl, place.useFipsEndpoint),
      settings,
      limitsOf,
      key,
      release,
    )
  }
  return {
    connect: async (spec, mfaCode) => {
      const place = await checkPlace(spec)
      if (!place.ok) return place
      const key = `${keyOf(spec)} ${place.value.useFipsEndpoint}`
      const known = kept.get(key) ?? open(spec, place.value, key)
      kept.set(key, known)
      const ready = await known.ready(mfaCode)
      return ready.ok ? succeed(known.connection) : ready
    },
    profiles: () => listProfiles(),
    regions: listRegions,
    close: () => {
      for (const { close } of kept.values()) close()
      kept.clear()
    },
  }
}

type LimitsOf = (place: string, endpointUrl: string | null) => Limits

/** Shared by all targets of an account and region, which share AWS's quotas. */
function createLimitsByPlace({ rates, now }: Settings): LimitsOf {
  const byPlace = new Map<string, Limits>()
  return (place, endpointUrl) => {
    const known = byPlace.get(place) ?? createLimits(rates ?? (isLoopback(endpointUrl) ? localRates : awsRates), now)
    byPlace.set(place, known)
    return known
  }
}

function openConnection(
  spec: ConnectionSpec,
  transport: Transport,
  settings: Settings,
  limitsOf: LimitsOf,
  key: string,
  release: () => void,
): Kept {
  const { endpointUrl } = spec
  const title = credentialsTitle(spec.credentials)
  const context: Context = { region: spec.region, credentials: title, endpointUrl }
  const credentials = createCredentials(createResolve(spec, transport), settings.now, context)
  const backoff = settings.backoff ?? (isLoopback(endpointUrl) ? localBackoff : awsBackoff)
  const account = { id: key }
  const linkTo = (region: string, patience: Backoff): RegionLink => {
    const limits = (): Limits => limitsOf(`${endpointUrl ?? ''} ${account.id} ${region}`, endpointUrl)
    const { renew, provider } = credentials
    const { random } = settings
    const send = createSend({ limits, backoff: patience, random, renew, context: { ...context, region } })
    const identify = createIdentify({ region, provider, transport, send }, (accountId) => {
      account.id = accountId
    })
    return { region, provider, transport, send, identify }
  }
  const remotes = new Map<string, Remote>()
  const remote = (region: string): Remote => {
    const known = remotes.get(region) ?? createRemote({ ...linkTo(region, backoff), ...settings })
    remotes.set(region, known)
    return known
  }
  const impatient = { ...backoff, attempts: 2 }
  const check: Connection['check'] = (scope, signal) =>
    checkTarget(scope, (region) => linkTo(region, impatient), settings.now, signal)
  const close = (): void => {
    credentials.forget()
    transport.destroy()
  }
  return { connection: { release, remote, check }, ready: credentials.ready, close }
}

function createResolve({ credentials, region }: ConnectionSpec, transport: Transport): ResolveKeys {
  if (credentials.from === 'profile') return createProfileKeys({ profile: credentials.profile, region, transport })
  return () => Promise.resolve(credentials.keys)
}

const credentialsTitle = (credentials: ConnectionCredentials): string =>
  credentials.from === 'profile' ? `profile "${credentials.profile}"` : `secret "${credentials.secret}"`

function keyOf({ credentials, endpointUrl }: ConnectionSpec): string {
  if (credentials.from === 'profile') return `profile ${credentials.profile} ${endpointUrl ?? ''}`
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials.keys
  const digest = createHash('sha256').update(`${accessKeyId} ${secretAccessKey} ${sessionToken}`).digest('base64')
  return `vault ${credentials.secret} ${digest} ${endpointUrl ?? ''}`
}
