/** The rule of a secret, kept in its sealed body: it goes with the secret into backups and away with it. */
import { z } from 'zod'
import { CURRENT } from '../../../shared/model.ts'
import { type RotationRule, rotationRule, rotatorConfig } from '../../../shared/rotation-model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { readRule, type Schedule } from './schedule.ts'

export const extensionKey = 'rotation'

const entrySchema = z.object({
  /** Null: no rule, only a snooze of the other reminders. */
  rule: rotationRule.nullable(),
  rotator: rotatorConfig.nullable(),
  automatic: z.boolean(),
  setAt: z.number(),
  snoozedUntil: z.number().nullable(),
  /** The last finished rotation: its version was made earlier, before the user confirmed it, perhaps by days. */
  rotated: z.object({ versionId: z.string(), at: z.number() }).nullable(),
})
export type RotationEntry = z.output<typeof entrySchema>

export const noEntry: RotationEntry = {
  rule: null,
  rotator: null,
  automatic: false,
  setAt: 0,
  snoozedUntil: null,
  rotated: null,
}

/** Parsing 10,000 of them each time would cost more than everything else: bodies never change, they are replaced. */
const parsed = new WeakMap<object, RotationEntry>()

/** What an older or newer Coffer wrote in another shape counts as none. */
export function entryOf({ extension }: Pick<SecretBody, 'extension'>): RotationEntry {
  const kept = extension[extensionKey]
  if (kept === null || typeof kept !== 'object') return noEntry
  const known = parsed.get(kept)
  if (known !== undefined) return known
  const read = entrySchema.safeParse(kept)
  const entry = read.success ? read.data : noEntry
  parsed.set(kept, entry)
  return entry
}

const schedules = new Map<string, Schedule | null>()
const maxSchedules = 1_000

/** Null for a rule that the limits refuse, which only a file from elsewhere can hold. */
export function scheduleOf(rule: RotationRule): Schedule | null {
  const key = JSON.stringify(rule)
  const known = schedules.get(key)
  if (known !== undefined) return known
  const read = readRule(rule)
  const schedule = read.ok ? read.value : null
  if (schedules.size >= maxSchedules) schedules.clear()
  schedules.set(key, schedule)
  return schedule
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
