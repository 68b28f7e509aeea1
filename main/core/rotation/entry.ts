/** The rule of a secret, kept in its sealed body: it goes with the secret into backups and away with it. */
import { CURRENT } from '../../../shared/model.ts'
import { type RotationRule, type RotatorConfig, rotationRule, rotatorConfig } from '../../../shared/rotation-model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { readRule, type Schedule } from './schedule.ts'

export const extensionKey = 'rotation'

export interface RotationEntry {
  /** Null: no rule, only a snooze of the other reminders. */
  readonly rule: RotationRule | null
  readonly rotator: RotatorConfig | null
  readonly automatic: boolean
  readonly setAt: number
  readonly snoozedUntil: number | null
  /** The last finished rotation: its version was made earlier, before the user confirmed it, perhaps by days. */
  readonly rotated: { readonly versionId: string; readonly at: number } | null
}

export const noEntry: RotationEntry = {
  rule: null,
  rotator: null,
  automatic: false,
  setAt: 0,
  snoozedUntil: null,
  rotated: null,
}

/** What is kept is never changed, only replaced: each is looked at once. */
const entries = new WeakMap<object, RotationEntry>()

/** What an older or newer Coffer wrote in another shape counts as none, part by part. */
export function entryOf({ extension }: Pick<SecretBody, 'extension'>): RotationEntry {
  const kept = extension[extensionKey]
  if (kept === null || typeof kept !== 'object') return noEntry
  const known = entries.get(kept)
  if (known !== undefined) return known
  const entry = readEntry(kept)
  entries.set(kept, entry)
  return entry
}

type Kept = { readonly [K in keyof RotationEntry]?: unknown }

function readEntry({ rule, rotator, automatic, setAt, snoozedUntil, rotated }: Kept): RotationEntry {
  return {
    rule: readKeptRule(rule),
    rotator: rotator === null || rotator === undefined ? null : (rotatorConfig.safeParse(rotator).data ?? null),
    automatic: automatic === true,
    setAt: typeof setAt === 'number' ? setAt : 0,
    snoozedUntil: typeof snoozedUntil === 'number' ? snoozedUntil : null,
    rotated: isRotated(rotated) ? rotated : null,
  }
}

const isRotated = (kept: unknown): kept is NonNullable<RotationEntry['rotated']> =>
  kept !== null &&
  typeof kept === 'object' &&
  'versionId' in kept &&
  typeof kept.versionId === 'string' &&
  'at' in kept &&
  typeof kept.at === 'number'

/** By its text: most secrets share a few rules, and 10,000 of them must not take a noticeable time. */
const rules = new Map<string, RotationRule | null>()
const schedules = new WeakMap<RotationRule, Schedule>()
const maxRules = 10_000

function readKeptRule(kept: unknown): RotationRule | null {
  if (kept === null || kept === undefined) return null
  const text = JSON.stringify(kept)
  const known = rules.get(text)
  if (known !== undefined) return known
  const rule = rotationRule.safeParse(kept).data ?? null
  if (rules.size >= maxRules) rules.clear()
  rules.set(text, rule)
  return rule
}

/** Null for a rule that the limits refuse, which only a file from elsewhere can hold. */
export function scheduleOf(rule: RotationRule): Schedule | null {
  const known = schedules.get(rule)
  if (known !== undefined) return known
  const read = readRule(rule)
  if (!read.ok) return null
  schedules.set(rule, read.value)
  return read.value
}

/**
 * When the value on AWSCURRENT came to be there. A put by hand counts; a label moved back to an older version brings that
 * one's age back. `createdAtOf` answers for a body that an older Coffer wrote.
 */
export function rotatedAtOf(body: SecretBody, createdAtOf: (body: SecretBody) => number | null): number | null {
  const versionId = body.stages[CURRENT]
  if (versionId === undefined || body.current === null) return null
  const { rotated } = entryOf(body)
  if (rotated?.versionId === versionId) return rotated.at
  return body.current.createdAt ?? createdAtOf(body)
}
