/** When a rotation may be asked for: the rules of RotateSecret's RotationRules (reference section 9). Times are UTC. */
import type { RotationRule } from '../../../../shared/rotation-model.ts'
import { readRule } from '../../rotation/schedule.ts'
import type { RotationRules } from '../port.ts'
import { texts } from './aws-error.ts'

/** A sentence that says the broken rule; undefined when there is none. */
export function rotationRulesFault(rules: RotationRules): string | undefined {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration: duration } = rules
  if (days !== undefined && expression !== undefined) return texts.bothRotationRules
  const schedule = scheduleOf(days, expression)
  if (schedule === undefined) return duration === undefined ? undefined : DURATION_ALONE
  const read = readRule({ schedule, durationHours: duration === undefined ? null : Number(duration.slice(0, -1)) })
  return read.ok ? undefined : read.failure.message
}

function scheduleOf(days: number | undefined, expression: string | undefined): RotationRule['schedule'] | undefined {
  if (expression !== undefined) return { kind: 'expression', expression }
  return days === undefined ? undefined : { kind: 'days', days }
}

const DURATION_ALONE = 'Duration needs a rotation frequency or a schedule expression.'
