/** The calls of rotation rules, reminders and rotations. */
import { z } from 'zod'
import { call, secretName as name, nothing, windowOnly } from './contract-call.ts'
import { KINDS } from './limits.ts'
import {
  type CalendarDay,
  type DueList,
  type RotationCard,
  type RotationRun,
  type RotationTemplate,
  rotationRule,
  rotatorConfig,
} from './rotation-model.ts'

/** The end of a snooze: the next morning, in seven days, or a moment; null ends it now. */
const snoozeUntil = z.union([z.enum(['tomorrow', 'week']), z.number().int().min(0), z.null()])
export type SnoozeUntil = z.infer<typeof snoozeUntil>

export const rotationCalls = {
  'rotation.show': call<RotationCard>()(z.strictObject({ name })),
  /** Sets or replaces the rule. `invalid` says which limit of AWS a schedule breaks. */
  'rotation.set': call<RotationCard>()(
    z.strictObject({
      name,
      rule: rotationRule,
      /** Null: the user replaces the value; Coffer reminds. */
      rotator: rotatorConfig.nullable().default(null),
      /** Needs a rotator: runs when due, without asking. */
      automatic: z.boolean().default(false),
    }),
  ),
  /** Forgets rule and rotator; a rotation under way is to be cancelled first. False: there was none. */
  'rotation.off': call<boolean>()(z.strictObject({ name })),
  /** The rule set for many secrets at once: `template` gives each kind its own. With `dryRun` it only says which. */
  'rotation.setMany': call<{ readonly names: readonly string[]; readonly skipped: readonly string[] }>()(
    z.strictObject({
      glob: z.string().min(1).max(1_024).optional(),
      kind: z.enum(KINDS).optional(),
      tag: z.strictObject({ key: z.string().max(512), value: z.string().max(1_024).optional() }).optional(),
      rule: z.union([rotationRule, z.literal('template')]),
      /** Secrets that have a rule already keep it unless this is true. */
      replace: z.boolean().default(false),
      dryRun: z.boolean().default(false),
    }),
  ),
  'rotation.templates': call<readonly RotationTemplate[]>()(nothing),
  /** The next windows of a rule, as if set now for this secret (or for one rotated now); checks it too. */
  'rotation.preview': call<readonly { readonly startAt: number; readonly endAt: number }[]>()(
    z.strictObject({ rule: rotationRule, name: name.optional(), count: z.number().int().min(1).max(50).default(5) }),
  ),
  /** What needs somebody now, or will within so many days. */
  'rotation.due': call<DueList>()(
    z.strictObject({
      withinDays: z.number().int().min(0).max(3_660).default(0),
      snoozed: z.boolean().default(false),
    }),
  ),
  'rotation.snooze': call<{ readonly snoozedUntil: number | null }>()(z.strictObject({ name, until: snoozeUntil })),
  /** Starts a rotation and answers when it has ended, waits for the user, or failed: the run says which. */
  'rotation.run': call<RotationRun>()(z.strictObject({ name, rotator: rotatorConfig.optional() })),
  /** "I have done what the rotation waits for": it goes on with its test. */
  'rotation.confirm': call<RotationRun>()(z.strictObject({ name })),
  /** Goes on with a failed rotation at the step that failed. */
  'rotation.resume': call<RotationRun>()(z.strictObject({ name })),
  /** Ends it: takes AWSPENDING away and undoes at the service what can be undone. AWSCURRENT stays where it is. */
  'rotation.cancel': call<RotationRun>()(z.strictObject({ name })),
  /** Rotations under way in the whole vault. */
  'rotation.runs': call<readonly RotationRun[]>()(nothing),
  /** Newest first; of one secret, or of all. */
  'rotation.history': call<readonly RotationRun[]>()(
    z.strictObject({ name: name.optional(), limit: z.number().int().min(1).max(500).default(50) }),
  ),
  /** Days on which something falls due, from today (UTC) on. */
  'rotation.calendar': call<readonly CalendarDay[]>()(
    z.strictObject({ days: z.number().int().min(1).max(1_096).default(366) }),
  ),
  /** The same as an iCalendar file. Names of secrets are in it. */
  'rotation.ics': call<{ readonly text: string }>()(
    z.strictObject({ days: z.number().int().min(1).max(1_096).default(366) }),
  ),
  /** Saves that file where the user says; null when the user chose none. */
  'rotation.saveIcs': call<{ readonly path: string | null }>()(
    z.strictObject({ days: z.number().int().min(1).max(1_096).default(366) }),
    windowOnly,
  ),
} as const
