/** The user's settings: read at unlock, kept sealed in the vault, known to windows and shell by event. */
import type { CallParsed } from '../../shared/contract.ts'
import type { Result } from '../../shared/failure.ts'
import { defaultSettings, type Settings, settingsSchema } from '../../shared/model.ts'
import type { Actor } from './vault/audit.ts'
import { collections } from './vault/records.ts'
import type { Vault } from './vault/vault.ts'

export type SettingsChange = CallParsed<'settings.set'>['change']

/** Settings of an older or newer Coffer: what does not fit falls back to its default, one by one. */
export function readSettings(vault: Vault): Settings {
  const kept = vault.getRecord<Record<string, unknown>>(collections.settings, 'settings') ?? {}
  const settings: Record<string, unknown> = { ...defaultSettings }
  for (const [key, schema] of Object.entries(settingsSchema.shape)) {
    const parsed = schema.safeParse(kept[key])
    if (parsed.success) settings[key] = parsed.data
  }
  return settingsSchema.parse(settings)
}

/** Keeps a change, with its audit entry in the same transaction, and answers the settings as they are now. */
export function changeSettings(vault: Vault, change: SettingsChange, actor: Actor, now: number): Result<Settings> {
  const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const next = settingsSchema.parse({ ...readSettings(vault), ...named })
  const kept = vault.putRecord(collections.settings, 'settings', next, {
    at: now,
    actor,
    action: 'setting.change',
    detail: Object.keys(named).join(' '),
  })
  return kept.ok ? { ok: true, value: next } : kept
}

export interface SettingsHolder {
  /** The settings of the open vault; defaults before. */
  current(): Settings
  read(vault: Vault): void
  change(vault: Vault, change: SettingsChange, actor: Actor, now: number): Result<Settings>
}

/** Keeps the settings in memory; `onChange` is told at each read and change. */
export function createSettingsHolder(onChange: (settings: Settings) => void): SettingsHolder {
  let settings = defaultSettings
  const hold = (next: Settings) => {
    settings = next
    onChange(next)
  }
  return {
    current: () => settings,
    read: (vault) => hold(readSettings(vault)),
    change(vault, change, actor, now) {
      const changed = changeSettings(vault, change, actor, now)
      if (changed.ok) hold(changed.value)
      return changed
    },
  }
}
