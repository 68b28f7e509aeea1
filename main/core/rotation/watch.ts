/**
 * One timer for the whole vault: it picks runs up, starts what may rotate by itself, reminds, and keeps the counts of
 * windows and tray. A computer that slept finds it again within a minute of waking.
 */
import { z } from 'zod'
import type { RotationRun } from '../../../shared/rotation-model.ts'
import { collections } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'
import { type DueRules, type DueScan, mayStart, scanDue } from './due.ts'
import { entryOf } from './entry.ts'
import { decideReminder, type ReminderRules, type ReminderState, reminderText } from './reminders.ts'
import type { RunEngine } from './run.ts'
import { type RunStore, rotationActor } from './run-store.ts'
import { dayMs } from './schedule.ts'

export interface ReminderSettings extends ReminderRules {
  readonly expiryReminderDays: number
  readonly unreadReminderDays: number
}

export interface WatchOptions {
  readonly vault: Vault
  readonly runs: RunStore
  readonly engine: RunEngine
  readonly rules: () => DueRules
  readonly settings: () => ReminderSettings
  readonly now: () => number
  readonly monotonic: () => number
  readonly notify: (title: string, body: string) => void
  readonly onDue: (due: number, working: number, nextAt: number | null) => void
}

export interface Watch {
  /** Rules, values, runs or settings changed. */
  changed(): void
  close(): void
}

const tickMs = 60_000
/** After an unlock the first list comes first. */
const firstTickMs = 2_000
/** Many changes at once, such as a sync, are one scan. */
const settleMs = 500
/** A window that ends or a day that turns is noticed by then, whatever else does not change. */
const rescanMs = 600_000

const reminderKey = 'reminders'
const stateSchema = z.object({ lastAt: z.number().nullable(), toldThroughAt: z.number().nullable() })

export function startWatch(options: WatchOptions): Watch {
  const { vault, runs, engine, now } = options
  let timer: NodeJS.Timeout | undefined
  let shown = ''
  let scanned: { readonly scan: DueScan; readonly revision: number; readonly at: number } | null = null
  const told: { monotonicAt: number | null } = { monotonicAt: null }

  const isFresh = (at: number): boolean =>
    scanned !== null &&
    scanned.revision === vault.revision() &&
    at >= scanned.at &&
    at < Math.min(scanned.at + rescanMs, scanned.scan.nextAt ?? Number.POSITIVE_INFINITY)

  function look(): DueScan {
    const at = now()
    if (scanned !== null && isFresh(at)) return scanned.scan
    scanned = { scan: scanDue(vault.bodies(), runs.all(), options.rules()), revision: vault.revision(), at }
    return scanned.scan
  }

  function tick(): void {
    if (vault.isClosed()) return
    const scan = look()
    tell(scan)
    if (vault.isReadOnly()) return
    engine.pickUp()
    startNext(options, scan)
    remind(options, scan, told)
  }

  /** Said again while something is at work, so that the vault does not lock for idleness under it. */
  function tell({ items, nextAt }: DueScan): void {
    const working = engine.working()
    const next = `${items.length} ${working} ${nextAt} ${vault.revision()} ${changes}`
    if (next === shown && working === 0) return
    shown = next
    options.onDue(items.length, working, nextAt)
  }

  let changes = 0
  let plannedAt = 0
  /** The sooner of what is planned and this. */
  const plan = (delayMs: number): void => {
    const at = options.monotonic() + delayMs
    if (timer !== undefined && plannedAt <= at) return
    clearTimeout(timer)
    plannedAt = at
    timer = setTimeout(() => {
      timer = undefined
      tick()
      plan(tickMs)
    }, delayMs).unref()
  }
  plan(firstTickMs)
  return {
    changed() {
      scanned = null
      changes += 1
      plan(settleMs)
    },
    close: () => clearTimeout(timer),
  }
}

/**
 * One at a time: a vault that was shut for a month does not log in everywhere at once. What comes of it is in the run,
 * which the due list shows. One that cannot begin (AWS rotates it, somebody's AWSPENDING is on it) holds up no other.
 */
function startNext({ vault, runs, engine, rules }: WatchOptions, { items }: DueScan): void {
  for (const { name, reason } of items) {
    if (engine.working() > 0) return
    const body = reason === 'rotation' && runs.active(name) === null ? vault.body(name) : null
    if (body === null || !body.ok || !mayStart(body.value, rules())) continue
    const { rotator } = entryOf(body.value)
    if (rotator === null || wasCancelled(runs.past(name)[0], rules().now)) continue
    void engine.start(rotationActor, name, rotator, 'schedule')
  }
}

/** Whoever cancelled one is not shown another of its kind within the day; by any clock. */
const wasCancelled = (last: RotationRun | undefined, now: number): boolean =>
  last?.state === 'cancelled' && Math.abs(now - (last.endedAt ?? 0)) < dayMs

function remind(options: WatchOptions, { items }: DueScan, told: { monotonicAt: number | null }): void {
  const { vault, settings, monotonic, now } = options
  const at = now()
  const next = decideReminder(items, readState(vault), settings(), {
    now: at,
    localHour: new Date(at).getHours(),
    monotonicSinceMs: told.monotonicAt === null ? null : monotonic() - told.monotonicAt,
  })
  if (next === null || !vault.putRecord(collections.rotation, reminderKey, next).ok) return
  told.monotonicAt = monotonic()
  options.notify('Coffer', reminderText(items))
}

function readState(vault: Vault): ReminderState {
  const kept = stateSchema.safeParse(vault.getRecord(collections.rotation, reminderKey))
  return kept.success ? kept.data : { lastAt: null, toldThroughAt: null }
}
