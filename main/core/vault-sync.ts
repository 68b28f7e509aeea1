/** Joins sync with the rest of the core: vault, AWS, kinds, the local endpoint and the events of windows. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { SyncProgress } from '../../shared/sync-model.ts'
import { type AwsConnections, createAwsConnections } from './aws/connections.ts'
import type { Links } from './endpoint/vault-store.ts'
import { recogniseKind } from './kinds/index.ts'
import type { Log } from './log.ts'
import { prepareVersion } from './procedures/values.ts'
import { createSync, type Sync } from './sync/create-sync.ts'
import type { PrepareValue } from './sync/remote-value.ts'
import type { SyncService } from './sync/service.ts'
import type { Vault } from './vault/vault.ts'

export interface SyncWiring {
  readonly log: Log
  readonly now: () => number
  readonly emitProgress: (progress: SyncProgress | null) => void
  readonly emitChanged: () => void
}

/** The sync of the vault that is open, once it is. */
export interface SyncHolder {
  start(vault: Vault): void
  /** `vault`: the open one, or why there is none. */
  service(vault: Result<Vault>): Result<SyncService>
  /** Of the local endpoint, which listens while the vault is locked too: then nothing is linked. */
  readonly links: Links
  close(): Promise<void>
}

export function createSyncHolder(wiring: SyncWiring): SyncHolder {
  const connections = createAwsConnections({
    now: wiring.now,
    onFallback: ({ call, code, region }) => wiring.log.info('aws.fallback', { call, code, where: region }),
  })
  let sync: Sync | undefined
  const start = (vault: Vault): Sync => {
    sync ??= startSync(vault, connections, wiring)
    return sync
  }
  return {
    start,
    service: (vault) => (vault.ok ? succeed(start(vault.value)) : fail(vault.failure)),
    links: {
      arnOf: (name, region) => sync?.links.arnOf(name, region),
      nameOf: (address) => sync?.links.nameOf(address),
      revision: () => sync?.links.revision() ?? 0,
    },
    close: async () => {
      await sync?.close()
      connections.close()
    },
  }
}

const startSync = (vault: Vault, connections: AwsConnections, { now, emitProgress, emitChanged }: SyncWiring): Sync =>
  createSync({
    vault,
    now,
    connect: connections.connect,
    profiles: connections.profiles,
    regions: connections.regions,
    prepare: prepareValue,
    emitProgress,
    emitChanged,
  })

/** As it came: a version keeps the bytes that AWS has, and gets the kind it looks like. */
export const prepareValue: PrepareValue = (name, known, { form, bytes }) => {
  const owned = Uint8Array.from(bytes)
  bytes.fill(0)
  const kind = known ?? recogniseKind(owned, { name }).kind
  const version = prepareVersion(kind, form, owned, false)
  return version.ok ? succeed({ kind, version: version.value }) : version
}
