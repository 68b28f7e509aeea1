/** What procedures know of rotation. Made by `createRotation`, for one open vault. */
import type { z } from 'zod'
import type { CallParsed } from '../../../shared/contract.ts'
import type { SnoozeUntil } from '../../../shared/contract-rotation.ts'
import type { Result } from '../../../shared/failure.ts'
import type {
  CalendarDay,
  DueList,
  RotationCard,
  RotationRule,
  RotationRun,
  RotationTemplate,
  RotatorConfig,
  rotationRule,
} from '../../../shared/rotation-model.ts'
import type { Actor } from '../vault/audit.ts'
import type { RotationWindow } from './schedule.ts'

export interface NewRule {
  readonly rule: z.output<typeof rotationRule>
  readonly rotator: RotatorConfig | null
  readonly automatic: boolean
}

export interface RotationService {
  show(name: string): Result<RotationCard>
  set(actor: Actor, name: string, rule: NewRule): Result<RotationCard>
  off(actor: Actor, name: string): Result<boolean>
  setMany(
    actor: Actor,
    input: CallParsed<'rotation.setMany'>,
  ): Promise<Result<{ readonly names: readonly string[]; readonly skipped: readonly string[] }>>
  templates(): readonly RotationTemplate[]
  preview(rule: RotationRule, name: string | undefined, count: number): Result<readonly RotationWindow[]>
  due(withinDays: number, withSnoozed: boolean): DueList
  snooze(actor: Actor, name: string, until: SnoozeUntil): Result<{ readonly snoozedUntil: number | null }>
  run(actor: Actor, name: string, config: RotatorConfig | undefined): Promise<Result<RotationRun>>
  confirm(actor: Actor, name: string): Promise<Result<RotationRun>>
  resume(actor: Actor, name: string): Promise<Result<RotationRun>>
  cancel(actor: Actor, name: string): Promise<Result<RotationRun>>
  runs(): readonly RotationRun[]
  history(name: string | undefined, limit: number): Result<readonly RotationRun[]>
  calendar(days: number): readonly CalendarDay[]
  ics(days: number): Promise<string>
  /** Settings of the reminders changed. */
  lookAgain(): void
  close(): Promise<void>
}
