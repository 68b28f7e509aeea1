/** The rotation service over a vault of its own, in time that the test moves. */
import { vi } from 'vitest'
import { prepareVersion } from '../../../main/core/procedures/values.ts'
import { createRotation } from '../../../main/core/rotation/rotation.ts'
import type { RotationService } from '../../../main/core/rotation/service.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import { defaultSettings, type Kind } from '../../../shared/model.ts'
import { type RotationCard, type RotationRule, rotationRule, rotatorConfig } from '../../../shared/rotation-model.ts'
import { actor, makeVault, type TestHome, textVersion, unwrap } from '../vault.ts'
import { createMemoryService, type MemoryService } from './memory-rotator.ts'

export const day = 86_400_000
export const generate = rotatorConfig.parse({ kind: 'generate' })
export const every = (days: number): RotationRule => rotationRule.parse({ schedule: { kind: 'days', days } })

export interface Situation {
  readonly home: TestHome
  readonly service: MemoryService
  readonly notified: string[]
  readonly counts: { due: number; working: number; nextAt: number | null }
  vault: Vault
  rotation: RotationService
  inAws: RotationCard['inAws']
  settings: typeof defaultSettings
  /** Another service over `over`, such as a vault that answers differently; `rotation` stays. */
  over(over: Vault): RotationService
  /** As after a lock and an unlock, with the same vault. */
  restart(): Promise<void>
  /** So much time goes by while the computer is awake; timers see a minute of it. */
  pass(ms: number): Promise<void>
  make(name: string, kind?: Kind): void
  set(name: string, days: number, automatic?: boolean): ReturnType<RotationService['set']>
  end(): Promise<void>
}

/** Quiet hours are off. Timers are the test's from here to `end`. */
export async function openSituation(): Promise<Situation> {
  const { home, vault } = await makeVault()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let monotonic = 0
  const start = (over: Vault): RotationService =>
    createRotation({
      vault: over,
      rotators: situation.service.rotators,
      log: { info: () => {}, error: () => {} },
      now: () => home.clock,
      monotonic: () => monotonic,
      settings: () => situation.settings,
      prepareVersion: (kind, form, value) => prepareVersion(kind, form, value, false),
      approve: () => null,
      inAws: () => situation.inAws,
      notify: (_title, text) => situation.notified.push(text),
      onDue: (due, working, nextAt) => Object.assign(situation.counts, { due, working, nextAt }),
    })
  const situation: Omit<Situation, 'rotation'> & { rotation?: RotationService } = {
    home,
    service: createMemoryService('old'),
    notified: [],
    counts: { due: 0, working: 0, nextAt: null },
    vault,
    inAws: [],
    settings: { ...defaultSettings, quietFromHour: 0, quietToHour: 0 },
    over: start,
    async restart() {
      await situation.rotation?.close()
      situation.rotation = start(situation.vault)
    },
    async pass(ms) {
      home.clock += ms
      monotonic += ms
      await vi.advanceTimersByTimeAsync(61_000)
    },
    make(name, kind = 'api-key') {
      unwrap(situation.vault.create(actor, { name, kind, version: textVersion('old') }))
    },
    set: (name, days, automatic = false) =>
      rotationOf(situation).set(actor, name, { rule: every(days), rotator: automatic ? generate : null, automatic }),
    async end() {
      await situation.rotation?.close()
      situation.vault.close()
      home.remove()
      vi.useRealTimers()
    },
  }
  return Object.assign(situation, { rotation: start(vault) })
}

function rotationOf({ rotation }: { readonly rotation?: RotationService }): RotationService {
  if (rotation === undefined) throw new Error('not started')
  return rotation
}
