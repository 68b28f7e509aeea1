/**
 * One app a home. Electron's lock tells a second start only that there is a first; a small file in the profile tells
 * it which kind: a window takes over from a headless process, and only then is it worth waiting.
 */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mode } from './launch.ts'

const fileOf = (profile: string) => join(profile, 'first-instance')

/** Without it (a full disk) a second start waits a little longer before it gives way. */
export function announceMode(profile: string, mode: Mode): void {
  try {
    writeFileSync(fileOf(profile), mode, { mode: 0o600 })
  } catch {
    withdrawMode(profile)
  }
}

export const withdrawMode = (profile: string): void => rmSync(fileOf(profile), { force: true })

/** Null when there is no such file or it says something else: the first may be just starting or just ending. */
export function announcedMode(profile: string): Mode | null {
  try {
    if (statSync(fileOf(profile)).size > 16) return null
    const text = readFileSync(fileOf(profile), 'utf8')
    return text === 'window' || text === 'background' ? text : null
  } catch {
    return null
  }
}

export interface TakeLock {
  /** app.requestSingleInstanceLock: also tells the first of us, each time. */
  readonly request: () => boolean
  readonly firstMode: () => Mode | null
  readonly mode: Mode
  readonly wait: (ms: number) => Promise<void>
}

/** How long a headless process may take to close its vault and end. */
const patience = { tries: 80, everyMs: 100 } as const
/** A first of unknown kind is asked a few times more: it is about to say what it is, or gone. */
const unknownTries = 10

/** True when this process is the first now; false when the first has been told and this one is to exit with 0. */
export async function takeLock({ request, firstMode, mode, wait }: TakeLock): Promise<boolean> {
  for (let attempt = 0; attempt < patience.tries; attempt++) {
    if (request()) return true
    const first = firstMode()
    if (mode === 'background' || first === 'window') return false
    if (first === null && attempt >= unknownTries) return false
    await wait(patience.everyMs)
  }
  return false
}
