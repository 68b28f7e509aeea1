/** Rotation of one open vault: rules, what is due, runs and reminders, joined behind one service. */
import { type Failure, fail, invalid, type Result, succeed } from '../../../shared/failure.ts'
import type { RotationCard, RotationRun } from '../../../shared/rotation-model.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../vault/audit.ts'
import type { SecretBody } from '../vault/bodies.ts'
import type { Vault } from '../vault/vault.ts'
import { calendarOf } from './calendar.ts'
import { createCreationDates } from './creation-dates.ts'
import { type DueRules, expiresAtOf, longestSnoozeMs, scanDue, timingOf } from './due.ts'
import { entryOf, extensionKey, type RotationEntry } from './entry.ts'
import { icsOf } from './ics.ts'
import type { Rotators } from './rotator.ts'
import { createRunEngine, type RunEngine } from './run.ts'
import type { StepWork } from './run-steps.ts'
import { isOfSecret, openRunStore, type RunStore, shownRun } from './run-store.ts'
import { dayMs, readRule, ruleInWords, windowsAhead } from './schedule.ts'
import type { NewRule, RotationService } from './service.ts'
import { setMany } from './set-many.ts'
import { rotationTemplates } from './templates.ts'
import { type ReminderSettings, startWatch } from './watch.ts'

export interface RotationOptions {
  readonly vault: Vault
  readonly rotators: Rotators
  readonly prepareVersion: StepWork['prepareVersion']
  readonly approve: StepWork['approve']
  /** Where AWS rotates a secret itself, from the last look. */
  readonly inAws: (name: string) => RotationCard['inAws']
  readonly settings: () => ReminderSettings
  readonly log: Log
  readonly now: () => number
  /** See RunEngineOptions. */
  readonly steadyUntil?: () => number | null
  /** Milliseconds on a clock that nobody can set. */
  readonly monotonic: () => number
  readonly notify: (title: string, body: string) => void
  /** Counts for windows and tray. */
  readonly onDue: (due: number, working: number, nextAt: number | null) => void
}

export function createRotation(options: RotationOptions): RotationService {
  const { vault, now, settings } = options
  const runs = openRunStore(vault)
  const createdAtOf = createCreationDates(vault)
  const rules = (): DueRules => ({
    now: now(),
    createdAtOf,
    expiryDays: settings().expiryReminderDays,
    unreadDays: settings().unreadReminderDays,
  })
  const engine = createRunEngine({
    ...options,
    runs,
    onChange: () => watch.changed(),
    rotatedInAws: (name) => awsObstacle(name, options.inAws(name)),
  })
  const watch = startWatch({ ...options, runs, engine, rules })
  const stopListening = vault.onChange((names) => {
    for (const name of names) if (!vault.body(name).ok && !engine.isWorking(name)) runs.forget(name)
    watch.changed()
  })
  const parts: Parts = { options, runs, engine, createdAtOf, changed: watch.changed }
  return {
    show: (name) => show(parts, name),
    set: (actor, name, rule) => setRule(parts, actor, name, rule),
    off: (actor, name) => turnOff(parts, actor, name),
    setMany: (actor, input) => setMany(vault, input, (name, rule) => storeRule(parts, actor, name, rule)),
    templates: () => rotationTemplates,
    preview: (rule, name, count) => preview(parts, rule, name, count),
    due(withinDays, withSnoozed) {
      const { items, snoozed, nextAt } = scanDue(vault.bodies(), runs.all(), rules(), now() + withinDays * dayMs)
      return { items: withSnoozed ? [...items, ...snoozed] : items, snoozed: snoozed.length, nextAt }
    },
    snooze: (actor, name, until) => snooze(parts, actor, name, until),
    run: (actor, name, config) => run(parts, actor, name, config),
    confirm: engine.confirm,
    resume: engine.resume,
    cancel: engine.cancel,
    runs: () => [...runs.all().values()].sort((a, b) => b.startedAt - a.startedAt),
    history: (name, limit) => history(parts, name, limit),
    calendar: (days) => calendarOf(vault.bodies(), rules(), days),
    ics: (days) => icsOf(vault.bodies(), rules(), days),
    lookAgain: watch.changed,
    async close() {
      stopListening()
      watch.close()
      await engine.close()
    },
  }
}

interface Parts {
  readonly options: RotationOptions
  readonly runs: RunStore
  readonly engine: RunEngine
  readonly createdAtOf: DueRules['createdAtOf']
  readonly changed: () => void
}

function awsObstacle(name: string, [place]: RotationCard['inAws']): string | null {
  if (place === undefined) return null
  return `AWS rotates ${name} itself (${place.target}, ${place.region}: ${place.schedule}). Start it there; Coffer brings the new value in.`
}

function show({ options, runs, createdAtOf }: Parts, name: string): Result<RotationCard> {
  const found = options.vault.body(name)
  if (!found.ok) return found
  const body = found.value
  const { rule, rotator, automatic, snoozedUntil } = entryOf(body)
  const { standing, lastRotatedAt, window } = timingOf(body, options.now(), createdAtOf)
  const active = runs.active(name)
  return succeed({
    name,
    rule,
    ruleInWords: rule === null ? null : ruleInWords(rule),
    rotator,
    automatic,
    standing,
    lastRotatedAt,
    nextAt: window?.startAt ?? null,
    windowEndsAt: window?.endAt ?? null,
    snoozedUntil,
    expiresAt: expiresAtOf(body),
    run: active === null ? null : shownRun(active),
    past: pastOf(runs, body),
    inAws: options.inAws(name),
  })
}

const pastOf = (runs: RunStore, body: SecretBody): readonly RotationRun[] =>
  runs.past(body.name).filter(({ startedAt }) => isOfSecret(succeed(body), startedAt))

function liveBody({ vault }: RotationOptions, name: string): Result<SecretBody> {
  const found = vault.body(name)
  if (!found.ok || found.value.deletionAt === null) return found
  const message = `${name} is scheduled for deletion. Restore it first.`
  return fail<Failure>({ kind: 'scheduled-for-deletion', deletionAt: found.value.deletionAt, message })
}

function setRule(parts: Parts, actor: Actor, name: string, rule: NewRule): Result<RotationCard> {
  const stored = storeRule(parts, actor, name, rule)
  return stored.ok ? show(parts, name) : stored
}

function storeRule({ options }: Parts, actor: Actor, name: string, { rule, rotator, automatic }: NewRule) {
  const body = liveBody(options, name)
  if (!body.ok) return body
  const read = readRule(rule)
  if (!read.ok) return read
  if (automatic && rotator === null)
    return invalid('automatic', 'To rotate by itself a secret needs a rotator; without one Coffer reminds you.')
  const { rotated } = entryOf(body.value)
  const entry = { rule, rotator, automatic, setAt: options.now(), snoozedUntil: null, rotated }
  return keepEntry(options, actor, name, entry, `rotation ${ruleInWords(rule)}`)
}

const keepEntry = ({ vault }: RotationOptions, actor: Actor, name: string, entry: RotationEntry, detail: string) =>
  vault.extend(actor, name, { [extensionKey]: entry }, detail)

function turnOff({ options, runs }: Parts, actor: Actor, name: string): Result<boolean> {
  const body = liveBody(options, name)
  if (!body.ok) return body
  if (runs.active(name) !== null)
    return fail<Failure>({ kind: 'refused', message: `A rotation of ${name} is under way. Cancel it first.` })
  if (entryOf(body.value).rule === null) return succeed(false)
  const kept = options.vault.extend(actor, name, { [extensionKey]: undefined }, 'rotation off')
  return kept.ok ? succeed(true) : kept
}

function preview({ options, createdAtOf }: Parts, rule: NewRule['rule'], name: string | undefined, count: number) {
  const read = readRule(rule)
  if (!read.ok) return read
  const now = options.now()
  if (name === undefined) return succeed(windowsAhead(read.value, { rotatedAt: now, setAt: now }, count))
  const body = options.vault.body(name)
  if (!body.ok) return body
  const { lastRotatedAt } = timingOf(body.value, now, createdAtOf)
  return succeed(windowsAhead(read.value, { rotatedAt: lastRotatedAt ?? now, setAt: now }, count))
}

function snooze(
  { options }: Parts,
  actor: Actor,
  name: string,
  until: Parameters<RotationService['snooze']>[2],
): Result<{ readonly snoozedUntil: number | null }> {
  const body = liveBody(options, name)
  if (!body.ok) return body
  const now = options.now()
  const snoozedUntil = typeof until === 'string' ? morning(now, until === 'week' ? 7 : 1, options.settings()) : until
  if (snoozedUntil !== null && (snoozedUntil <= now || snoozedUntil > now + longestSnoozeMs))
    return invalid('until', 'A reminder can be snoozed until a moment in the next 366 days.')
  const detail = snoozedUntil === null ? 'reminder no longer snoozed' : 'reminder snoozed'
  const kept = keepEntry(options, actor, name, { ...entryOf(body.value), snoozedUntil }, detail)
  return kept.ok ? succeed({ snoozedUntil }) : kept
}

const morningHour = 8

/** The local morning in so many days: when quiet hours end, or at eight. */
function morning(now: number, days: number, { quietFromHour, quietToHour }: ReminderSettings): number {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  return date.setHours(quietFromHour === quietToHour ? morningHour : quietToHour, 0, 0, 0)
}

async function run(
  { options, engine }: Parts,
  actor: Actor,
  name: string,
  given: NewRule['rotator'] | undefined,
): Promise<Result<RotationRun>> {
  const body = options.vault.body(name)
  if (!body.ok) return body
  const config = given ?? entryOf(body.value).rotator
  if (config === null)
    return fail({ kind: 'refused', message: `${name} has no rotator. Name one, or put a new value yourself.` })
  return engine.start(actor, name, config, 'user')
}

function history({ options, runs }: Parts, name: string | undefined, limit: number): Result<readonly RotationRun[]> {
  if (name === undefined) return succeed(runs.allPast().slice(0, limit))
  const body = options.vault.body(name)
  return body.ok ? succeed(pastOf(runs, body.value).slice(0, limit)) : body
}
