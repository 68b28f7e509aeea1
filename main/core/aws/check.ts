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
  const checked: (readonly [Result<RemoteIdentity>, RegionCheck])[] = []
  for (let at = 0; at < scope.regions.length; at += AT_ONCE) {
    const links = scope.regions.slice(at, at + AT_ONCE).map(linkOf)
    checked.push(...(await Promise.all(links.map((link) => checkRegion(link, scope, now, signal)))))
  }
  if (signal?.aborted) return fail({ kind: 'refused', message: 'Cancelled.' })
  const identities = checked.map(([identity]) => identity)
  const identity = identities.find(({ ok }) => ok) ?? identities[0] ?? noRegion
  return identity.ok ? succeed({ ...identity.value, regions: checked.map(([, region]) => region) }) : identity
}

/** Regions in parallel: each has rates of its own. */
const AT_ONCE = 4

const noRegion = fail<Failure>({ kind: 'unavailable', message: 'The target has no region.' })

async function checkRegion(
  { region, provider, transport, send, identify }: RegionLink,
  scope: ProbeScope,
  now: () => number,
  signal: AbortSignal | undefined,
): Promise<readonly [Result<RemoteIdentity>, RegionCheck]> {
  const identified = await identify(signal)
  let clockOffsetMs: number | null = null
  const onAnswer = (date: string | undefined): void => {
    const serverAt = date === undefined ? Number.NaN : Date.parse(date)
    if (!Number.isNaN(serverAt)) clockOffsetMs = serverAt - now()
  }
  const message = identified.ok ? null : identified.failure.message
  if (!identified.ok && identified.failure.kind !== 'aws') {
    return [identified, { region, reachable: false, clockOffsetMs, message, permissions: [] }]
  }
  const client = new SecretsManagerClient({ ...transport.clientDefaults({ onAnswer }), region, credentials: provider })
  const permissions = identified.ok ? await probePermissions(client, send, scope, signal) : []
  return [identified, { region, reachable: true, clockOffsetMs, message, permissions }]
}
