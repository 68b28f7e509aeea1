/** PURE from the options of `rotation set` and `rotation run` to the rule and rotator that the core is told. */
import { type Result, succeed } from '../../shared/failure.ts'
import { rotatorKinds as kinds } from '../../shared/rotation-kinds.ts'
import type { RotationRule, RotatorDraft, RotatorKind } from '../../shared/rotation-model.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import { type OptionValues, value } from '../line/command.ts'
import { nearWords } from '../line/near.ts'
import { parseWhole } from '../values/checks.ts'

export const rotatorOptions = {
  rotator: value('ROTATOR', `Who makes the new value: ${kinds.join(', ')}; none: you do`, {
    completes: [...kinds, 'none'],
  }),
  length: value('N', 'generate: characters of the new value; 32 when not given'),
  exclude: value('CHARS', 'generate: characters that the service does not take'),
  field: value('KEY', 'generate: the key of a JSON value that is replaced'),
  check: value('USER@HOST[:PORT]', 'ssh-key: log in there with both keys before the new one counts'),
  'host-key': value('KEY', 'ssh-key: the host key expected there, as in known_hosts'),
  strategy: value('HOW', 'postgres, mysql: single user, or alternating ones', { completes: ['single', 'alternating'] }),
  admin: value('SECRET', 'postgres, mysql, aws-iam-access-key: credentials that may change users', {
    completes: 'secret',
  }),
  ca: value('FILE', "postgres, mysql: certificates (PEM) of the authority that signed the server's", {
    completes: 'file',
  }),
  'delete-after': value('DAYS', 'aws-iam-access-key: when the old key is deleted; 7 when not given'),
  'endpoint-url': value('URL', "aws-iam-access-key: another address than AWS's own"),
  create: value('COMMAND', 'command: makes the new value; a JSON list, or words split at spaces'),
  set: value('COMMAND', 'command: tells the service'),
  test: value('COMMAND', 'command: tries the new value'),
  finish: value('COMMAND', 'command: retires the old value'),
  timeout: value('SECONDS', 'command: of each step; 60 when not given'),
} as const

export const scheduleOptions = {
  schedule: value('EXPRESSION', '`rate(30 days)`, `rate(12 hours)` or `cron(0 8 1 * ? *)`, as AWS writes them, UTC'),
  'every-days': value('N', 'So many days after the last new value'),
  duration: value('HOURS', 'How long the window is open, such as 3h; to the end of the UTC day when not given'),
} as const

type RotatorOptions = OptionValues<typeof rotatorOptions>
type ScheduleOptions = OptionValues<typeof scheduleOptions>

/** Null when none is named. */
export function readRule(options: ScheduleOptions): Result<RotationRule | null, CliFailure> {
  const { schedule, 'every-days': everyDays } = options
  if (schedule !== undefined && everyDays !== undefined) return usage('Give one of --schedule and --every-days.')
  if (schedule !== undefined && (schedule.trim() === '' || schedule.length > 256))
    return usage('--schedule is rate(30 days) or cron(0 8 1 * ? *), in at most 256 characters.')
  const duration = readDuration(options.duration)
  if (!duration.ok) return duration
  if (schedule !== undefined)
    return succeed({ schedule: { kind: 'expression', expression: schedule }, durationHours: duration.value })
  if (everyDays === undefined)
    return options.duration === undefined ? succeed(null) : usage('--duration needs --schedule or --every-days.')
  const days = parseWhole('--every-days', everyDays)
  if (!days.ok) return days
  if (days.value < 1 || days.value > 1_000) return usage('--every-days is 1 to 1000.')
  return succeed({ schedule: { kind: 'days', days: days.value }, durationHours: duration.value })
}

function readDuration(text: string | undefined): Result<number | null, CliFailure> {
  if (text === undefined) return succeed(null)
  const hours = Number(/^(\d{1,2})h?$/.exec(text)?.[1] ?? 0)
  return hours >= 1 && hours <= 24 ? succeed(hours) : usage('--duration is 1h to 24h.')
}

/** A file's text; null when it cannot be read. */
export type ReadText = (path: string) => string | null

/** Undefined when none is named, null for `none`. */
export function readRotator(
  options: RotatorOptions,
  readText: ReadText,
): Result<RotatorDraft | null | undefined, CliFailure> {
  const { rotator } = options
  const stray = strayOption(options)
  if (stray !== null) return usage(stray)
  if (rotator === undefined) return succeed(undefined)
  if (rotator === 'none') return succeed(null)
  const kind = kinds.find((one) => one === rotator)
  if (kind === undefined) {
    const near = nearWords([...kinds, 'none'], rotator)
    return usage(`There is no rotator ${rotator}.`, `Say ${inWords(near.length > 0 ? near : [...kinds, 'none'])}.`)
  }
  return readers[kind](options, readText)
}

const optionsOf: Readonly<Record<RotatorKind, readonly (keyof RotatorOptions)[]>> = {
  generate: ['length', 'exclude', 'field'],
  'ssh-key': ['check', 'host-key'],
  postgres: ['strategy', 'admin', 'ca'],
  mysql: ['strategy', 'admin', 'ca'],
  'aws-iam-access-key': ['delete-after', 'endpoint-url', 'admin'],
  command: ['create', 'set', 'test', 'finish', 'timeout'],
}

/** An option of another rotator is a mistake, and would otherwise be forgotten silently. */
function strayOption(options: RotatorOptions): string | null {
  const known = kinds.find((one) => one === options.rotator)
  const taken: readonly (keyof RotatorOptions)[] = known === undefined ? [] : optionsOf[known]
  const stray = kinds
    .flatMap((kind) => optionsOf[kind])
    .find((name) => options[name] !== undefined && !taken.includes(name))
  if (stray === undefined) return null
  const owners = kinds.filter((kind) => optionsOf[kind].includes(stray))
  return `--${stray} goes with --rotator ${inWords(owners)}.`
}

type Reader = (options: RotatorOptions, readText: ReadText) => Result<RotatorDraft, CliFailure>

const readDatabase =
  (kind: 'postgres' | 'mysql'): Reader =>
  ({ strategy = 'single', admin, ca }, readText) => {
    if (strategy !== 'single' && strategy !== 'alternating') return usage('--strategy is single or alternating.')
    const authority = ca === undefined ? null : readText(ca)
    if (ca !== undefined && !authority?.includes('-----BEGIN CERTIFICATE-----'))
      return usage(`--ca: ${ca} is no file with certificates in PEM.`)
    return succeed({ kind, strategy, adminSecret: admin ?? null, ca: authority })
  }

const readers: Readonly<Record<RotatorKind, Reader>> = {
  generate: (options) => {
    const length = wholeIn('--length', options.length, { min: 8, max: 4_096 })
    if (!length.ok) return length
    const { exclude = '', field = null } = options
    return succeed({ kind: 'generate', exclude, field, ...(length.value === null ? {} : { length: length.value }) })
  },
  'ssh-key': (options) => {
    const { check, 'host-key': hostKey = null } = options
    if (check === undefined)
      return hostKey === null ? succeed({ kind: 'ssh-key', check: null }) : usage('--host-key needs --check.')
    const [, user = '', named = '', bracketed = '', port = '22'] =
      /^([^@\s]+)@(?:([^@\s:[\]]+)|\[([0-9a-fA-F:.]+)\])(?::(\d{1,5}))?$/.exec(check) ?? []
    const host = named || bracketed
    if (host === '' || Number(port) < 1 || Number(port) > 65_535)
      return usage('--check is USER@HOST or USER@HOST:PORT.')
    return succeed({ kind: 'ssh-key', check: { host, port: Number(port), user, hostKey } })
  },
  postgres: readDatabase('postgres'),
  mysql: readDatabase('mysql'),
  'aws-iam-access-key': (options) => {
    const days = wholeIn('--delete-after', options['delete-after'], { min: 0, max: 365 })
    if (!days.ok) return days
    return succeed({
      kind: 'aws-iam-access-key',
      endpointUrl: options['endpoint-url'] ?? null,
      adminSecret: options.admin ?? null,
      ...(days.value === null ? {} : { deleteAfterDays: days.value }),
    })
  },
  command: (options) => {
    const timeout = wholeIn('--timeout', options.timeout, { min: 1, max: 3_600 })
    if (!timeout.ok) return timeout
    if (options.create === undefined) return usage('The rotator command needs --create COMMAND.')
    const create = readCommand('--create', options.create)
    if (!create.ok) return create
    const steps: Partial<Record<'set' | 'test' | 'finish', string[]>> = {}
    for (const step of ['set', 'test', 'finish'] as const) {
      const text = options[step]
      const words = text === undefined ? succeed(null) : readCommand(`--${step}`, text)
      if (!words.ok) return words
      if (words.value !== null) steps[step] = words.value
    }
    const timeoutSeconds = timeout.value === null ? {} : { timeoutSeconds: timeout.value }
    return succeed({ kind: 'command', create: create.value, ...steps, ...timeoutSeconds })
  },
}

function wholeIn(
  option: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): Result<number | null, CliFailure> {
  if (text === undefined) return succeed(null)
  const number = parseWhole(option, text)
  if (!number.ok) return number
  return number.value >= min && number.value <= max ? number : usage(`${option} is ${min} to ${max}.`)
}

/** No shell: `["prog", "two words"]`, or words between spaces. */
function readCommand(option: string, text: string): Result<string[], CliFailure> {
  const words = text.startsWith('[') ? parseList(text) : text.split(/\s+/).filter((word) => word !== '')
  if (words === null || words.length === 0)
    return usage(`${option} is a program and its arguments, or a JSON list of them.`)
  return succeed(words)
}

function parseList(text: string): string[] | null {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every((word) => typeof word === 'string') ? list : null
  } catch {
    return null
  }
}
