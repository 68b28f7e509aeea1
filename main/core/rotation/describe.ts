/** A rule as Secrets Manager's DescribeSecret shows it. */
import type { SecretBody } from '../vault/bodies.ts'
import { entryOf, rotatedAtOf, scheduleOf } from './entry.ts'

export interface DescribedRotation {
  /** Rotated by itself; with a reminder only it is not, and AWS then shows no next date. */
  readonly enabled: boolean
  readonly rules: {
    readonly AutomaticallyAfterDays?: number
    readonly Duration?: string
    readonly ScheduleExpression?: string
  }
  /** Of a rotation; a value that was put by hand is none here. */
  readonly lastAt?: number
  /** The last second of the window: AWS's NextRotationDate is the latest moment. */
  readonly nextAt?: number
}

/** Undefined without a rule. Does not depend on the moment, and does not read the file. */
export function describeRotation(body: SecretBody): DescribedRotation | undefined {
  const { rule, automatic, setAt, rotated } = entryOf(body)
  const schedule = rule === null ? null : scheduleOf(rule)
  if (rule === null || schedule === null) return undefined
  const window = schedule.nextWindow({ rotatedAt: rotatedAtOf(body, () => null), setAt })
  const expression = rule.schedule.kind === 'expression' ? { ScheduleExpression: rule.schedule.expression } : {}
  return {
    enabled: automatic,
    rules: {
      AutomaticallyAfterDays: Math.max(1, Math.round(schedule.everyDays())),
      ...expression,
      ...(rule.durationHours === null ? {} : { Duration: `${rule.durationHours}h` }),
    },
    ...(rotated === null ? {} : { lastAt: rotated.at }),
    ...(window === null ? {} : { nextAt: window.endAt - 1_000 }),
  }
}
