/**
 * Connections to AWS, one for each target's credentials and endpoint, kept so that a device's code is asked for once.
 * The SDK is large: it is loaded with the first connection, not with the core.
 */
import { createHash } from 'node:crypto'
import { type Result, succeed } from '../../../shared/failure.ts'
import type { AwsProfile, AwsRegion, TargetCheck } from '../../../shared/sync-model.ts'
import type { ConnectRemote } from '../sync/remote.ts'
import type { CheckScope } from './check.ts'
import type { AwsKeys } from './credentials.ts'
import type { Rates } from './limits.ts'
import type { Open, OpenedConnection } from './open-connection.ts'
import { checkPlace } from './place.ts'
import { listProfiles } from './profiles.ts'
import { listRegions } from './regions.ts'
import type { Backoff } from './send.ts'

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

/** No name and no value: the call, AWS's code, the region. */
export interface Fallback {
  readonly call: string
  readonly code: string
  readonly region: string
}

export interface AwsConnectionsOptions {
  /** Epoch ms. */
  readonly now?: () => number
  /** For the log: a call that is done another way from now on, and why. */
  readonly onFallback?: (fallback: Fallback) => void
  readonly random?: () => number
  /** Absent: 20 reads and 20 writes a second, and as good as no limit on this machine's own endpoints. */
  readonly rates?: Rates
  readonly backoff?: Backoff
  /** A try without an answer is given up after this long; absent: 30 s. */
  readonly answerWithinMs?: number
}

export function createAwsConnections(options: AwsConnectionsOptions = {}): AwsConnections {
  const opener = createOpener(options)
  const kept = new Map<string, OpenedConnection & { readonly writtenAs: string }>()
  /** How many have a connection and have not released it: a check must not end the sync beside it. */
  const users = new Map<string, number>()
  /** Of a profile that was written anew the old credentials are not used again, though AWS would still take them. */
  const fitting = (key: string, writtenAs: string): OpenedConnection | undefined => {
    const known = kept.get(key)
    if (known === undefined || known.writtenAs === writtenAs) return known
    known.close()
    return undefined
  }
  return {
    connect: async (spec, mfaCode) => {
      const place = await checkPlace(spec)
      if (!place.ok) return place
      const { useFipsEndpoint, writtenAs } = place.value
      const key = `${keyOf(spec)} ${useFipsEndpoint}`
      const open = await opener()
      const release = (): void => {
        const left = (users.get(key) ?? 1) - 1
        users.set(key, left)
        if (spec.credentials.from !== 'vault' || left > 0) return
        kept.get(key)?.close()
        kept.delete(key)
      }
      const known = fitting(key, writtenAs) ?? open(spec, place.value, key, release)
      kept.set(key, { ...known, writtenAs })
      users.set(key, (users.get(key) ?? 0) + 1)
      const ready = await known.ready(mfaCode)
      if (ready.ok) return succeed(known.connection)
      release()
      return ready
    },
    profiles: () => listProfiles(),
    regions: listRegions,
    close: () => {
      for (const { close } of kept.values()) close()
      kept.clear()
    },
  }
}

function createOpener(options: AwsConnectionsOptions): () => Promise<Open> {
  let loading: Promise<Open> | null = null
  return () => {
    loading ??= import('./open-connection.ts').then(({ createOpen }) => createOpen(options))
    return loading
  }
}

function keyOf({ credentials, endpointUrl }: ConnectionSpec): string {
  if (credentials.from === 'profile') return `profile ${credentials.profile} ${endpointUrl ?? ''}`
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials.keys
  const digest = createHash('sha256').update(`${accessKeyId} ${secretAccessKey} ${sessionToken}`).digest('base64')
  return `vault ${credentials.secret} ${digest} ${endpointUrl ?? ''}`
}
