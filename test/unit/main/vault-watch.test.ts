import { describe, expect, test } from 'vitest'
import { createVaultWatch } from '../../../main/vault-watch.ts'
import { defaultSettings } from '../../../shared/model.ts'

function situation() {
  const limits: number[] = []
  const shown: boolean[] = []
  const applied: unknown[] = []
  const watch = createVaultWatch({
    watchIdle: (limitMs) => limits.push(limitMs),
    showUnlocked: (unlocked) => shown.push(unlocked),
    apply: (settings) => applied.push(settings),
  })
  return { watch, limits, shown, applied }
}
const minute = 60_000

describe('what the shell knows of the vault', () => {
  test('before an unlock it assumes the cautious settings, which are the defaults', () => {
    const { watch } = situation()
    expect(defaultSettings).toMatchObject(watch.settings())
  })
  test('an unlocked vault is watched for idleness by its own setting', () => {
    const { watch, limits, shown } = situation()
    watch.onState({ state: 'unlocked', readOnly: false, behindBy: 0, faults: [] })
    watch.onSettings({ ...defaultSettings, autoLockMinutes: 3 })
    expect(limits).toEqual([10 * minute, 3 * minute])
    expect(shown).toEqual([true, true])
  })
  test('0 minutes means never', () => {
    const { watch, limits } = situation()
    watch.onState({ state: 'unlocked', readOnly: true, behindBy: 0, faults: [] })
    watch.onSettings({ ...defaultSettings, autoLockMinutes: 0 })
    expect(limits.at(-1)).toBe(0)
  })
  test('a locked, missing or unusable vault and a core that is gone are not watched', () => {
    const { watch, limits, shown } = situation()
    watch.onState({ state: 'locked' })
    watch.onState({ state: 'none' })
    watch.onState({ state: 'unusable', failure: 'vault-newer', reason: 'Newer.' })
    watch.onState({ state: 'unlocked', readOnly: false, behindBy: 0, faults: [] })
    watch.onGone()
    expect(limits).toEqual([0, 0, 0, 10 * minute, 0])
    expect(shown).toEqual([false, false, false, true, false])
  })
  test('a lock does not forget the settings', () => {
    const { watch, applied } = situation()
    const settings = { ...defaultSettings, closeToTray: true, lockOnSuspend: false }
    watch.onSettings(settings)
    watch.onGone()
    expect(watch.settings()).toMatchObject({ closeToTray: true, lockOnSuspend: false })
    expect(applied).toEqual([settings])
  })
})
