/** What a target's credentials are and may do, region by region, without changing anything. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import type { TargetCheck } from '../../../shared/sync-model.ts'
import type { RemoteIdentity } from '../sync/remote.ts'
import type { CredentialProvider } from './credentials.ts'
import type { Identify } from './identity.ts'
import { type ProbeScope, probePermissions } from './probes.ts'
import type { Send } from './send.ts'
import type { Transport } from './transport.ts'

export interface CheckScope extends ProbeScope {
  readonly regions: readonly string[]
}

/** What a check needs of one region. */
export interface RegionLink {
  readonly region: string
  readonly provider: CredentialProvider
  readonly transport: Transport
  readonly send: Send
  readonly identify: Identify
}

type RegionCheck = TargetCheck['regions'][number]

/** Fails only where no region answers: then nothing is known, not even the account. */
export async function checkTarget(
  scope: CheckScope,
  linkOf: (region: string) => RegionLink,
  now: () => number,
  signal?: AbortSignal,
): Promise<Result<TargetCheck>> {
  let identity: RemoteIdentity | null = null
  let refusal: Failure = { kind: 'unavailable', message: 'The target has no region.' }
  const regions: RegionCheck[] = []
  for (const region of scope.regions) {
    const link = linkOf(region)
    const identified = await link.identify(signal)
    if (identified.ok) identity ??= identified.value
    else refusal = identified.failure
    regions.push(await checkRegion(link, scope, identified, now, signal))
  }
  return identity === null ? fail(refusal) : succeed({ ...identity, regions })
}

async function checkRegion(
  { region, provider, transport, send }: RegionLink,
  scope: ProbeScope,
  identified: Result<RemoteIdentity>,
  now: () => number,
  signal: AbortSignal | undefined,
): Promise<RegionCheck> {
  let clockOffsetMs: number | null = null
  const onAnswer = (date: string | undefined): void => {
    const serverAt = date === undefined ? Number.NaN : Date.parse(date)
    if (!Number.isNaN(serverAt)) clockOffsetMs = serverAt - now()
  }
  const message = identified.ok ? null : identified.failure.message
  if (!identified.ok && identified.failure.kind !== 'aws') {
    return { region, reachable: false, clockOffsetMs, message, permissions: [] }
  }
  const client = new SecretsManagerClient({ ...transport.clientDefaults({ onAnswer }), region, credentials: provider })
  const permissions = identified.ok ? await probePermissions(client, send, scope, signal) : []
  return { region, reachable: true, clockOffsetMs, message, permissions }
}
