/** A sync under way: a bar while somebody watches, and Ctrl-C that ends it between two steps. */
import { randomUUID } from 'node:crypto'
import { fail, type Result } from '../../shared/failure.ts'
import type { SyncProgress } from '../../shared/sync-model.ts'
import type { Core } from '../context.ts'
import { wait } from '../core/wait.ts'
import type { CliFailure } from '../failure.ts'
import { takeSignals } from '../run/signals.ts'
import type { Output } from '../terminal/output.ts'
import { durationInWords } from './run-text.ts'

/** Between two looks at how far it is. */
const everyMs = 120

/**
 * The first signal ends the sync after the steps in flight, a second one this command, at once. What fails because of it
 * was interrupted. `begin` is to call with the id: somebody else's sync, which this one may have to wait for, goes on.
 */
export async function watchSync<T>(
  { core, out }: { readonly core: Pick<Core, 'callBeside'>; readonly out: Pick<Output, 'live' | 'note'> },
  begin: (callId: string) => Promise<Result<T, CliFailure>>,
): Promise<Result<T, CliFailure>> {
  const callId = randomUUID()
  const work = begin(callId)
  let cancelled = false
  let over = false
  const restore = takeSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
    if (cancelled) {
      restore()
      process.kill(process.pid, signal)
      return
    }
    cancelled = true
    out.note('Ending after the steps in flight…')
    void core.callBeside('sync.cancel', { callId })
  })
  const live = out.live()
  const paint = async () => {
    while (!over && live !== null) {
      const status = await core.callBeside('sync.status', {})
      if (!over && status.ok && status.value.running !== null)
        live.show(progressLine(status.value.running, live.columns))
      await Promise.race([wait(everyMs), work])
    }
  }
  const painting = paint()
  try {
    const answer = await work
    return cancelled && !answer.ok ? fail(interrupted) : answer
  } finally {
    over = true
    await painting
    live?.end()
    restore()
  }
}

export const interrupted: CliFailure = { kind: 'interrupted', message: 'Interrupted.' }

const phases: Readonly<Record<SyncProgress['phase'], string>> = {
  listing: 'Listing',
  reading: 'Reading',
  planning: 'Comparing',
  applying: 'Applying',
}

/** PURE "Applying to prod-eu eu-west-1 ━━━━━━╌╌╌╌ 42 of 100, 3 s more". */
export function progressLine(
  { target, region, phase, done, total, remainingMs }: SyncProgress,
  columns: number,
): string {
  const head = `${phases[phase]} ${target} ${region}`
  const count = (number: number) => number.toLocaleString('en')
  const tail = total > 0 ? `${count(done)} of ${count(total)}` : done > 0 ? count(done) : ''
  const more = remainingMs === null || total === 0 ? '' : `, ${durationInWords(remainingMs)} more`
  const room = Math.min(30, columns - head.length - tail.length - more.length - 2)
  const bar = total > 0 && room >= 5 ? ` ${drawBar(done / total, room)}` : ''
  return `${head}${bar} ${tail}${more}`.trimEnd()
}

function drawBar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `${'━'.repeat(full)}${'╌'.repeat(width - full)}`
}
