/** Shapes of rotation that core, window and terminal share. Nothing here ever holds a value. */
import { z } from 'zod'
import { limits } from './limits.ts'

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

export const rotatorKinds = [
  'generate',
  'ssh-key',
  'postgres',
  'mysql',
  'aws-iam-access-key',
  'command',
] as const satisfies readonly RotatorKind[]

/** AWS's four: createSecret, setSecret, testSecret, finishSecret. */
export const rotationSteps = ['create', 'set', 'test', 'finish'] as const
export type RotationStep = (typeof rotationSteps)[number]
