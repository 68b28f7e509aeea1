import { describe, expect, test } from 'vitest'
import type { Core } from '../../../../cli/context.ts'
import type { CliFailure } from '../../../../cli/failure.ts'
import { watchSync } from '../../../../cli/sync/progress.ts'
import { fail, type Result, succeed } from '../../../../shared/failure.ts'
import type { SyncProgress } from '../../../../shared/sync-model.ts'

const running: SyncProgress = {
  target: 'prod',
  region: 'eu-west-1',
  phase: 'applying',
  done: 1,
  total: 4,
  remainingMs: null,
}

function watched() {
  const called: string[] = []
  const shown: string[] = []
  const noted: string[] = []
  const ended: unknown[] = []
  const callBeside: Core['callBeside'] = async (name, input) => {
    called.push(name)
    if (name === 'sync.cancel') ended.push(input)
    return succeed({ targets: [], running, conflicts: 0 }) as never
  }
  const live = { columns: 79, show: (line: string) => void shown.push(line), end: () => void shown.push('') }
  const context = {
    core: { callBeside },
    out: { live: () => live, note: (sentence: string) => void noted.push(sentence) },
  }
  return { called, shown, noted, ended, context }
}

/** Work that is over when the test says so. */
function openWork() {
  let end: (result: Result<string, CliFailure>) => void = () => undefined
  const work = new Promise<Result<string, CliFailure>>((resolve) => {
    end = resolve
  })
  return { work, end }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('a sync that is watched', () => {
  test('shows how far it is, and takes that away at the end', async () => {
    const { shown, called, context } = watched()
    const { work, end } = openWork()
    const answer = watchSync(context, () => work)
    await soon()
    end(succeed('done'))
    expect(await answer).toEqual(succeed('done'))
    expect(called).toEqual(['sync.status'])
    expect(shown).toEqual([expect.stringMatching(/^Applying prod eu-west-1 ━+╌+ 1 of 4$/), ''])
  })

  test('ends after the steps in flight on the first signal, and says so', async () => {
    const { ended, noted, context } = watched()
    const before = process.listeners('SIGINT')
    const { work, end } = openWork()
    const begun: string[] = []
    const answer = watchSync(context, (callId) => {
      begun.push(callId)
      return work
    })
    process.emit('SIGINT')
    expect(ended).toEqual([{ callId: begun[0] }])
    expect(noted).toEqual(['Ending after the steps in flight…'])
    end(fail({ kind: 'refused', message: 'It was ended.' }))
    expect(await answer).toEqual(fail({ kind: 'interrupted', message: 'Interrupted.' }))
    expect(process.listeners('SIGINT')).toEqual(before)
  })

  test('that fails by itself keeps its failure', async () => {
    const failure = fail({ kind: 'refused', message: 'No.' } as const)
    expect(await watchSync(watched().context, async () => failure)).toEqual(failure)
  })

  test('keeps what it achieved when it was ended', async () => {
    const { work, end } = openWork()
    const answer = watchSync(watched().context, () => work)
    process.emit('SIGTERM')
    end(succeed('some of it'))
    expect(await answer).toEqual(succeed('some of it'))
  })
})
