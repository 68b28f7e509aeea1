/**
 * Whether the machine's clock can be believed enough to delete something for ever. A clock that was set wrong jumps, and
 * so does one that stood still while the computer slept or Coffer was closed: the two look alike. So after any jump the
 * clock has to go on steadily for a day before it counts, which is longer than a wrong one usually stays wrong.
 */

/** Kept sealed in the vault, from one session to the next. */
export interface ClockMemory {
  /** What the clock showed at the last look. */
  readonly seenAt: number
  /** For how long it went on without a jump until then; no more than `calmMs`. */
  readonly steadyMs: number
}

/** Of the settings records. */
export const clockKey = 'clock'

/** Longer than a night, or a day of an app that is opened once a day. */
export const jumpMs = 26 * 3_600_000
export const calmMs = 24 * 3_600_000
/** A clock that is set right by the network moves by this much and is no other clock. */
const correctionMs = 60_000

/**
 * PURE: what is remembered after a look at the clock. `passedMs` is what the monotonic clock says has passed since the
 * last look of this session; 0 at its first one.
 */
export function lookAtClock(before: ClockMemory | null, now: number, passedMs: number): ClockMemory {
  if (before === null) return { seenAt: now, steadyMs: 0 }
  const gapMs = now - before.seenAt
  const wentBack = gapMs < -correctionMs
  const jumped = Math.abs(gapMs - passedMs) > jumpMs
  const steadyMs = wentBack || jumped ? 0 : Math.min(calmMs, before.steadyMs + Math.max(0, gapMs))
  return { seenAt: now, steadyMs }
}

/**
 * PURE: until when something must have ended to be deleted for ever now; null while the clock is not believed. The
 * smallest jump that would be noticed is left out, so that no smaller one deletes anything early.
 */
export const believedUntil = ({ seenAt, steadyMs }: ClockMemory): number | null =>
  steadyMs < calmMs ? null : seenAt - jumpMs

/** What survives of a memory that an older or newer Coffer kept. */
export function readClockMemory(kept: unknown): ClockMemory | null {
  if (kept === null || typeof kept !== 'object') return null
  const [seenAt, steadyMs] = [Reflect.get(kept, 'seenAt'), Reflect.get(kept, 'steadyMs')]
  return isCount(seenAt) && isCount(steadyMs) ? { seenAt, steadyMs: Math.min(steadyMs, calmMs) } : null
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0
