/** The engine of rotations over a real vault, as the core puts it together. */
import { connectIam } from '../../../main/core/aws/iam.ts'
import { prepareVersion } from '../../../main/core/procedures/values.ts'
import type { Rotators } from '../../../main/core/rotation/rotator.ts'
import { createRotators } from '../../../main/core/rotation/rotators/index.ts'
import { createRunEngine, type RunEngine } from '../../../main/core/rotation/run.ts'
import { openRunStore, type RunStore } from '../../../main/core/rotation/run-store.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import type { Kind } from '../../../shared/model.ts'
import { actor, revealText, unwrap } from '../vault.ts'

export const realRotators = (): Rotators => createRotators({ connectIam })

export interface RotationEngine {
  readonly engine: RunEngine
  readonly runs: RunStore
}

export function startEngine(
  vault: Vault,
  options: { rotators?: Rotators; onChange?: () => void; onApprove?: () => void; now?: () => number } = {},
): RotationEngine {
  const runs = openRunStore(vault)
  const engine = createRunEngine({
    vault,
    runs,
    rotators: options.rotators ?? realRotators(),
    log: { info: () => undefined, error: (event, fields) => console.error(event, fields) },
    now: options.now ?? Date.now,
    onChange: () => options.onChange?.(),
    rotatedInAws: () => null,
    prepareVersion: (kind, form, bytes) => prepareVersion(kind, form, bytes, false),
    approve: () => {
      options.onApprove?.()
      return null
    },
  })
  return { engine, runs }
}

export function addSecret(vault: Vault, name: string, kind: Kind, value: string): void {
  const version = unwrap(prepareVersion(kind, 'text', new TextEncoder().encode(value), false))
  unwrap(vault.create(actor, { name, kind, version }))
}

/** Stage → the value on it. */
export function valuesByStage(vault: Vault, name: string): Readonly<Record<string, string>> {
  const { stages } = unwrap(vault.body(name))
  return Object.fromEntries(Object.keys(stages).map((stage) => [stage, revealText(vault, name, { stage })]))
}
