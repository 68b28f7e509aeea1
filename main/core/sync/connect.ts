/** The way to a target's AWS: its profile, or keys that are taken out of the vault for as long as they are needed. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT } from '../../../shared/model.ts'
import type { Target, TargetCheck } from '../../../shared/sync-model.ts'
import { type AwsKeys, readAwsKeys } from '../kinds/aws-credentials.ts'
import type { Actor } from '../vault/audit.ts'
import { expose, wipe } from '../vault/redacted.ts'
import type { Vault } from '../vault/vault.ts'
import type { ConnectRemote } from './remote.ts'

/** What `aws/` offers of a connection, as far as sync uses it. */
export interface TargetConnection {
  readonly remote: ConnectRemote
  readonly check: (scope: CheckScope, signal?: AbortSignal) => Promise<Result<TargetCheck>>
  readonly release: () => void
}

export interface CheckScope {
  readonly prefix: string
  readonly writes: boolean
  readonly deletes: boolean
  readonly replicates: boolean
  readonly regions: readonly string[]
}

export type ConnectSpec = {
  readonly credentials:
    | { readonly from: 'profile'; readonly profile: string }
    | { readonly from: 'vault'; readonly secret: string; readonly keys: AwsKeys }
  readonly endpointUrl: string | null
  readonly region: string
}

export type Connect = (spec: ConnectSpec, mfaCode?: string) => Promise<Result<TargetConnection>>

/** What may be known of a target before it is one. */
export type Reachable = Pick<Target, 'credentials' | 'endpointUrl' | 'regions'>

/** Sync itself, as the audit log names it. */
export const syncActor: Actor = { door: 'core', program: 'sync' }

/** `noted`: versions of keys whose read is in the audit log already, of this session. */
export async function connectTarget(
  vault: Vault,
  connect: Connect,
  { credentials, endpointUrl, regions }: Reachable,
  mfaCode: string | undefined,
  noted: Set<string>,
): Promise<Result<TargetConnection>> {
  const region = regions[0] ?? ''
  if (credentials.from === 'profile') {
    return connect({ credentials: { from: 'profile', profile: credentials.profile }, endpointUrl, region }, mfaCode)
  }
  const keys = keysOf(vault, credentials.secret, noted)
  if (!keys.ok) return keys
  return connect(
    { credentials: { from: 'vault', secret: credentials.secret, keys: keys.value }, endpointUrl, region },
    mfaCode,
  )
}

/**
 * The SDK takes keys as texts, which cannot be wiped: they live as long as the connection holds them. The first read of a
 * version is in the audit log; a sync every few minutes would only fill it.
 */
function keysOf(vault: Vault, secret: string, noted: Set<string>): Result<AwsKeys> {
  const body = vault.body(secret)
  const version = body.ok ? `${secret} ${body.value.stages[CURRENT]}` : secret
  const opened = vault.reveal(syncActor, { name: secret }, noted.has(version) ? null : 'secret.reveal')
  if (!opened.ok) return opened
  noted.add(version)
  const { value } = opened.value
  const copy = Uint8Array.from(expose(value))
  wipe(value)
  const keys = readAwsKeys(copy)
  copy.fill(0)
  if (!keys) {
    return fail({
      kind: 'invalid',
      field: 'credentials',
      message: `${secret} holds no AWS access key: an AccessKeyId and a SecretAccessKey.`,
    })
  }
  return succeed(keys)
}
