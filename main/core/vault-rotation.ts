/** Joins rotation with the rest of the core: vault, AWS, sync, settings and shell. */
import { type Result, succeed } from '../../shared/failure.ts'
import type { Settings } from '../../shared/model.ts'
import { connectIam } from './aws/iam.ts'
import { believedUntil, clockKey, readClockMemory } from './clock-guard.ts'
import type { Host } from './host-port.ts'
import type { Log } from './log.ts'
import { prepareVersion } from './procedures/values.ts'
import { createRotation } from './rotation/rotation.ts'
import { createRotators } from './rotation/rotators/index.ts'
import type { RotationService } from './rotation/service.ts'
import type { SyncService } from './sync/service.ts'
import { collections } from './vault/records.ts'
import type { Vault } from './vault/vault.ts'

export interface RotationWiring {
  readonly host: Host
  readonly log: Log
  readonly now: () => number
  readonly settings: () => Settings
  readonly sync: () => Result<SyncService>
  readonly emit: (counts: { readonly due: number; readonly working: number }) => void
}

/** The rotation of the vault that is open, once it is. */
export interface RotationHolder {
  start(vault: Vault): void
  /** `vault`: the open one, or why there is none. */
  service(vault: Result<Vault>): Result<RotationService>
  lookAgain(): void
  close(): Promise<void>
}

export function createRotationHolder(wiring: RotationWiring): RotationHolder {
  let rotation: RotationService | undefined
  return {
    start: (vault) => {
      rotation = startRotation(vault, wiring)
    },
    service: (vault) => {
      if (!vault.ok) return vault
      rotation ??= startRotation(vault.value, wiring)
      return succeed(rotation)
    },
    lookAgain: () => rotation?.lookAgain(),
    close: async () => rotation?.close(),
  }
}

function startRotation(vault: Vault, { host, log, now, settings, sync, emit }: RotationWiring): RotationService {
  return createRotation({
    vault,
    log,
    now,
    settings,
    monotonic: () => performance.now(),
    steadyUntil: () => steadyUntil(vault),
    rotators: createRotators({ connectIam }),
    prepareVersion: (kind, form, bytes) => prepareVersion(kind, form, bytes, false),
    approve: (name, versionId) => approveRotated(sync, name, versionId),
    inAws: (name) => rotatedInAws(sync, name),
    notify: (title, body) => host.send({ kind: 'notify', title, body }),
    onDue: (count, working, nextAt) => {
      host.send({ kind: 'due', count, nextAt })
      // An idle lock between two steps would leave a service with the new value and programs with the old one.
      if (working > 0) host.send({ kind: 'activity' })
      emit({ due: count, working })
    },
  })
}

/** As for purges: a clock that jumped retires nothing for a day. */
function steadyUntil(vault: Vault): number | null {
  const memory = readClockMemory(vault.getRecord(collections.settings, clockKey))
  return memory === null ? null : believedUntil(memory)
}

/** Its test is the approval: what vetting says against the version is told, and it then waits for the user's own. */
async function approveRotated(sync: RotationWiring['sync'], name: string, versionId: string): Promise<string | null> {
  const service = sync()
  if (!service.ok) return null
  const approved = await service.value.approve({ door: 'core', program: 'rotation' }, name, versionId, 'all')
  return approved.ok ? null : `Rotated, but not approved for AWS: ${approved.failure.message}`
}

function rotatedInAws(sync: RotationWiring['sync'], name: string) {
  const service = sync()
  const targets = service.ok ? service.value.targetsOf(name) : service
  if (!targets.ok) return []
  return targets.value.flatMap(({ target, region, rotation }) =>
    rotation === null ? [] : [{ target, region, schedule: rotation.schedule, nextAt: rotation.nextAt }],
  )
}
