/** What the form of a rotation rule holds, as typed, and the rule and rotator it makes. Pure. */
import type { RotationCard, RotationRule, RotatorDraft, RotatorKind } from '../../shared/rotation-model.ts'
import { text } from '../text.ts'
import { isEndpoint } from './target-form.ts'

const words = text.rotation.form

export interface RotationForm {
  readonly kind: 'days' | 'expression'
  readonly days: string
  readonly expression: string
  readonly duration: string
  readonly rotator: RotatorKind | ''
  readonly automatic: boolean
  readonly length: string
  readonly exclude: string
  readonly field: string
  readonly host: string
  readonly port: string
  readonly user: string
  readonly hostKey: string
  readonly strategy: 'single' | 'alternating'
  readonly adminSecret: string
  readonly ca: string
  readonly deleteAfterDays: string
  readonly endpoint: string
  /** The program and its arguments, one a line. */
  readonly create: string
  readonly set: string
  readonly test: string
  readonly finish: string
  readonly timeout: string
}

export type RotationProblems = Partial<Record<keyof RotationForm, string>>

const empty: RotationForm = {
  kind: 'days',
  days: '90',
  expression: '',
  duration: '',
  rotator: '',
  automatic: false,
  length: '32',
  exclude: '',
  field: '',
  host: '',
  port: '22',
  user: '',
  hostKey: '',
  strategy: 'single',
  adminSecret: '',
  ca: '',
  deleteAfterDays: '7',
  endpoint: '',
  create: '',
  set: '',
  test: '',
  finish: '',
  timeout: '60',
}

export function formOfRule({ schedule, durationHours }: RotationRule): Partial<RotationForm> {
  return {
    duration: durationHours === null ? '' : String(durationHours),
    ...(schedule.kind === 'days'
      ? { kind: 'days', days: String(schedule.days) }
      : { kind: 'expression', expression: schedule.expression }),
  }
}

export function formOfCard({ rule, rotator, automatic }: RotationCard): RotationForm {
  return { ...empty, automatic, ...(rule === null ? {} : formOfRule(rule)), ...formOfRotator(rotator) }
}

function formOfRotator(rotator: RotationCard['rotator']): Partial<RotationForm> {
  if (rotator === null) return {}
  const lines = (argv: readonly string[] | null): string => argv?.join('\n') ?? ''
  const base = { rotator: rotator.kind }
  switch (rotator.kind) {
    case 'generate':
      return { ...base, length: String(rotator.length), exclude: rotator.exclude, field: rotator.field ?? '' }
    case 'ssh-key': {
      const { check } = rotator
      if (check === null) return base
      return { ...base, host: check.host, port: String(check.port), user: check.user, hostKey: check.hostKey ?? '' }
    }
    case 'postgres':
    case 'mysql':
      return { ...base, strategy: rotator.strategy, adminSecret: rotator.adminSecret ?? '', ca: rotator.ca ?? '' }
    case 'aws-iam-access-key':
      return {
        ...base,
        deleteAfterDays: String(rotator.deleteAfterDays),
        adminSecret: rotator.adminSecret ?? '',
        endpoint: rotator.endpointUrl ?? '',
      }
    case 'command':
      return {
        ...base,
        create: rotator.create.join('\n'),
        set: lines(rotator.set),
        test: lines(rotator.test),
        finish: lines(rotator.finish),
        timeout: String(rotator.timeoutSeconds),
      }
  }
}

const isWithin = (typed: string, min: number, max: number): boolean =>
  /^\d+$/.test(typed.trim()) && Number(typed) >= min && Number(typed) <= max

/** What is wrong with the form, by field; whether an expression is AWS's dialect only the core can say. */
export function checkRotationForm(form: RotationForm): RotationProblems {
  const { kind, days, expression, duration, rotator } = form
  const number = (typed: string, min: number, max: number): string | false =>
    !isWithin(typed, min, max) && text.sync.form.badNumber(min, max)
  const checks: readonly (readonly [keyof RotationForm, string | false])[] = [
    ['days', kind === 'days' && !isWithin(days, 1, 1_000) && words.badDays],
    ['expression', kind === 'expression' && expression.trim() === '' && words.badExpression],
    ['duration', duration.trim() !== '' && !isWithin(duration, 1, 24) && words.badDuration],
    ['length', rotator === 'generate' && number(form.length, 8, 4_096)],
    ['port', rotator === 'ssh-key' && form.host.trim() !== '' && number(form.port, 1, 65_535)],
    ['user', rotator === 'ssh-key' && form.host.trim() !== '' && form.user.trim() === '' && words.fields.needUser],
    ['endpoint', rotator === 'aws-iam-access-key' && !isEndpoint(form.endpoint) && text.sync.form.badEndpoint],
    ['deleteAfterDays', rotator === 'aws-iam-access-key' && number(form.deleteAfterDays, 0, 365)],
    ['timeout', rotator === 'command' && number(form.timeout, 1, 3_600)],
    ['create', rotator === 'command' && form.create.trim() === '' && words.fields.needProgram],
  ]
  return Object.fromEntries(checks.filter(([, problem]) => typeof problem === 'string'))
}

export function ruleOfForm({ kind, days, expression, duration }: RotationForm): RotationRule {
  return {
    schedule: kind === 'days' ? { kind, days: Number(days) } : { kind, expression: expression.trim() },
    durationHours: duration.trim() === '' ? null : Number(duration),
  }
}

const orNull = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim())
const argvOf = (typed: string): string[] => typed.split('\n').filter((line) => line.trim() !== '')
const argvOrNull = (typed: string): string[] | null => (typed.trim() === '' ? null : argvOf(typed))

/** Null: the user replaces the value. */
export function rotatorOfForm(form: RotationForm): RotatorDraft | null {
  const { rotator, adminSecret } = form
  switch (rotator) {
    case '':
      return null
    case 'generate':
      return { kind: rotator, length: Number(form.length), exclude: form.exclude, field: orNull(form.field) }
    case 'ssh-key': {
      const { host, port, user, hostKey } = form
      const check = { host: host.trim(), port: Number(port), user: user.trim(), hostKey: orNull(hostKey) }
      return { kind: rotator, check: check.host === '' ? null : check }
    }
    case 'postgres':
    case 'mysql':
      return { kind: rotator, strategy: form.strategy, adminSecret: orNull(adminSecret), ca: orNull(form.ca) }
    case 'aws-iam-access-key':
      return {
        kind: rotator,
        deleteAfterDays: Number(form.deleteAfterDays),
        adminSecret: orNull(adminSecret),
        endpointUrl: orNull(form.endpoint),
      }
    case 'command':
      return {
        kind: rotator,
        create: argvOf(form.create),
        set: argvOrNull(form.set),
        test: argvOrNull(form.test),
        finish: argvOrNull(form.finish),
        timeoutSeconds: Number(form.timeout),
      }
  }
}
