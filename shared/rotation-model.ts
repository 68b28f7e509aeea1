/** Shapes of rotation that core, window and terminal share. Nothing here ever holds a value. */
import { z } from 'zod'
import type { FailureKind } from './failure.ts'
import { type Kind, limits } from './limits.ts'
import type { RotationStep } from './rotation-kinds.ts'

const secretName = z.string().min(1).max(limits.nameLength)

/** As AWS has it: `AutomaticallyAfterDays`, or a `ScheduleExpression` (`rate(…)`, `cron(…)`), never both. */
export const rotationSchedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(1_000) }),
  z.strictObject({ kind: z.literal('expression'), expression: z.string().min(1).max(256) }),
])
export type RotationSchedule = z.infer<typeof rotationSchedule>

/** Null duration: one hour for a schedule in hours, to the end of the UTC day for one in days. */
export const rotationRule = z.strictObject({
  schedule: rotationSchedule,
  durationHours: z.number().int().min(1).max(24).nullable().default(null),
})
export type RotationRule = z.output<typeof rotationRule>

const host = z.string().min(1).max(255)
const port = z.number().int().min(1).max(65_535)
/** The program and its arguments; no shell. */
const argv = z.array(z.string().max(4_096)).min(1).max(100)

const generate = z.strictObject({
  kind: z.literal('generate'),
  length: z.number().int().min(8).max(4_096).default(32),
  /** Characters that the new value may not hold. */
  exclude: z.string().max(256).default(''),
  /** The key of a JSON value that is replaced; null: the whole value. */
  field: z.string().min(1).max(512).nullable().default(null),
})

const sshKey = z.strictObject({
  kind: z.literal('ssh-key'),
  /** Where both keys are tried; null: nobody logs in, the user's word counts. */
  check: z
    .strictObject({
      host,
      port: port.default(22),
      user: z.string().min(1).max(64),
      /** A line of known_hosts without the host ("ssh-ed25519 AAAA…"); null: whatever answers is believed and noted. */
      hostKey: z.string().min(1).max(8_192).nullable().default(null),
    })
    .nullable()
    .default(null),
})

const database = {
  /** `single`: the user's own password changes. `alternating`: `app` and `app_clone` take turns. */
  strategy: z.enum(['single', 'alternating']).default('single'),
  /** The secret with credentials that may make users; needed for `alternating` unless the value names a `masterarn`. */
  adminSecret: secretName.nullable().default(null),
  /** Certificates (PEM) of the authority that signed the server's; null: those that Node and the system trust. */
  ca: z.string().max(262_144).nullable().default(null),
}
const postgres = z.strictObject({ kind: z.literal('postgres'), ...database })
const mysql = z.strictObject({ kind: z.literal('mysql'), ...database })

const awsIamAccessKey = z.strictObject({
  kind: z.literal('aws-iam-access-key'),
  /** After these the old key, deactivated at the end of the rotation, is deleted. */
  deleteAfterDays: z.number().int().min(0).max(365).default(7),
  /** The secret with the access key that changes the other one's; null: the key changes itself. */
  adminSecret: secretName.nullable().default(null),
  /** Of IAM and STS, for tests and private endpoints; null: AWS's own. */
  endpointUrl: z.url().max(2_048).nullable().default(null),
})

const command = z.strictObject({
  kind: z.literal('command'),
  create: argv,
  set: argv.nullable().default(null),
  test: argv.nullable().default(null),
  finish: argv.nullable().default(null),
  /** Of each step. */
  timeoutSeconds: z.number().int().min(1).max(3_600).default(60),
})

export const rotatorConfig = z.discriminatedUnion('kind', [generate, sshKey, postgres, mysql, awsIamAccessKey, command])
export type RotatorConfig = z.output<typeof rotatorConfig>
export type RotatorDraft = z.input<typeof rotatorConfig>
export type RotatorKind = RotatorConfig['kind']
export type RotatorConfigOf<K extends RotatorKind> = Extract<RotatorConfig, { readonly kind: K }>

export type { RotationStep } from './rotation-kinds.ts'

/** A rotation under way or past, as anybody may see it. Its id is the version id of the new value. */
export interface RotationRun {
  readonly id: string
  readonly name: string
  readonly rotator: RotatorKind
  readonly startedBy: 'user' | 'schedule'
  readonly startedAt: number
  /**
   * `waiting`: for the user, who does what `message` says and confirms. `failed`: `message` says why and what to do;
   * resume or cancel. `retiring`: the new value is AWSCURRENT; the old one is to be retired at `laterAt`.
   */
  readonly state: 'running' | 'waiting' | 'failed' | 'retiring' | 'finished' | 'cancelled'
  /** The step that runs, waits or failed; the last one when it has ended. */
  readonly step: RotationStep
  /** What the user is told; null while there is nothing to say. */
  readonly message: string | null
  /** The kind of what failed; null unless `failed`. */
  readonly failure: FailureKind | null
  /** A public text to install or copy (a public key); null: none. */
  readonly show: string | null
  /** The automatic next try of a failed run; null: none. */
  readonly retryAt: number | null
  readonly laterAt: number | null
  readonly endedAt: number | null
  readonly steps: readonly {
    readonly step: RotationStep
    readonly at: number
    readonly outcome: 'done' | 'waiting' | 'failed'
    readonly message: string | null
  }[]
  readonly notes: Readonly<Record<string, string | number | boolean | null>>
}

/** `none`: no rule and no known end. `unknown`: the last rotation lies in the future of this computer's clock. */
export type RotationStanding = 'none' | 'scheduled' | 'due' | 'overdue' | 'unknown'

/** The rotation card of one secret. */
export interface RotationCard {
  readonly name: string
  readonly rule: RotationRule | null
  /** "every 30 days", or the expression. */
  readonly ruleInWords: string | null
  readonly rotator: RotatorConfig | null
  /** Rotated by itself when due; otherwise Coffer reminds. */
  readonly automatic: boolean
  readonly standing: RotationStanding
  readonly lastRotatedAt: number | null
  /** The window of the next rotation, also when it has passed: [nextAt, windowEndsAt). */
  readonly nextAt: number | null
  readonly windowEndsAt: number | null
  /** No reminder before. */
  readonly snoozedUntil: number | null
  /** When the value itself ends: a certificate, a token. */
  readonly expiresAt: number | null
  /** Of the rotation under way; null when there is none. */
  readonly run: RotationRun | null
  /** Newest first, at most 20. */
  readonly past: readonly RotationRun[]
  /** Where AWS rotates this secret; Coffer then only pulls. */
  readonly inAws: readonly {
    readonly target: string
    readonly region: string
    readonly schedule: string
    readonly nextAt: number | null
  }[]
}

/** Why a secret needs somebody: its rule, the end of its value, nobody reads it, a rotation that waits or failed. */
export type DueReason = 'rotation' | 'expiry' | 'unread' | 'run'

export interface DueItem {
  readonly name: string
  readonly kind: Kind
  readonly reason: DueReason
  /** The start of the window; the end of the value; 90 days after the last read; when the run stopped. */
  readonly dueAt: number
  /** Past its window, or expired. */
  readonly overdue: boolean
  readonly snoozedUntil: number | null
  readonly rotator: RotatorKind | null
  /** "Due since 3 November", "Expires on 1 December": a sentence for a row. */
  readonly message: string
}

export interface DueList {
  /** The most urgent first. */
  readonly items: readonly DueItem[]
  /** How many more are snoozed now and so not in `items`. */
  readonly snoozed: number
  /** When something more falls due; null: nothing known. */
  readonly nextAt: number | null
}

export interface RotationTemplate {
  readonly kind: Kind
  readonly rule: RotationRule
  /** Why this long, as a sentence. */
  readonly why: string
}

export interface CalendarDay {
  /** "2026-11-24", UTC. */
  readonly day: string
  readonly rotations: number
  readonly expiries: number
  /** At most 20. */
  readonly names: readonly string[]
}
