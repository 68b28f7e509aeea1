/** One connection: its transport, its credentials, and a remote for each region. */
import type { Remote } from '../sync/remote.ts'
import { createAccountPin } from './account-pin.ts'
import { checkTarget, type RegionLink } from './check.ts'
import type { AwsConnectionsOptions, Connection, ConnectionCredentials, ConnectionSpec } from './connections.ts'
import { type Credentials, createCredentials, type ResolveKeys } from './credentials.ts'
import { awsRates, createLimits, type Limits, localRates } from './limits.ts'
import { isLoopback } from './loopback.ts'
import type { Place } from './place.ts'
import { createProfileKeys } from './profile-keys.ts'
import { createRemote } from './secrets-manager.ts'
import { awsBackoff, type Backoff, createSend, localBackoff } from './send.ts'
import type { Context } from './translate.ts'
import { createTransport, type Transport } from './transport.ts'

export interface OpenedConnection {
  readonly connection: Connection
  /** Resolves the credentials now, with the code of a device if one is asked for. */
  readonly ready: Credentials['ready']
  readonly close: () => void
}

/** `key` stands for the account until STS has named it; `release` is the connection's own. */
export type Open = (spec: ConnectionSpec, place: Place, key: string, release: () => void) => OpenedConnection

type Settings = Required<Pick<AwsConnectionsOptions, 'now' | 'onFallback' | 'random'>> & AwsConnectionsOptions

export function createOpen(options: AwsConnectionsOptions): Open {
  const settings: Settings = { now: Date.now, onFallback: () => undefined, random: Math.random, ...options }
  const limitsOf = createLimitsByPlace(settings)
  return (spec, place, key, release) => {
    const transport = createTransport(spec.endpointUrl, { ...place, answerWithinMs: options.answerWithinMs })
    return openConnection(spec, transport, settings, limitsOf, key, release)
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
): OpenedConnection {
  const { endpointUrl } = spec
  const title = credentialsTitle(spec.credentials)
  const context: Context = { region: spec.region, credentials: title, endpointUrl }
  const credentials = createCredentials(createResolve(spec, transport), settings.now, context)
  const backoff = settings.backoff ?? (isLoopback(endpointUrl) ? localBackoff : awsBackoff)
  const account = { id: key }
  const linkTo = (region: string, patience: Backoff): RegionLink => {
    const limits = (): Limits => limitsOf(`${endpointUrl ?? ''} ${account.id} ${region}`, endpointUrl)
    const { renewal, provider } = credentials
    const { random } = settings
    const send = createSend({ limits, backoff: patience, random, context: { ...context, region }, renewal })
    const pin = createAccountPin({ region, provider, transport, send }, (id) => {
      account.id = id
    })
    return { region, transport, send, ...pin }
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
