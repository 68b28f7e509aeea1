import { succeed } from '../../shared/failure.ts'
import type { SyncRun } from '../../shared/sync-model.ts'
import { usage } from '../failure.ts'
import { defineCommand, value } from '../line/command.ts'
import { runInWords } from '../sync/run-text.ts'
import { layTable, localTime, type Style } from '../terminal/style.ts'
import { parseWhole } from '../values/checks.ts'

const usualCount = 20
const mostRuns = 500

export const syncHistory = defineCommand({
  name: 'sync history',
  group: 'sync',
  summary: 'Show what syncs did, newest first',
  arguments: {},
  options: { limit: value('N', `How many, ${usualCount} when not given, at most ${mostRuns}`) },
  examples: [
    { line: 'coffer sync history', about: 'The last runs' },
    { line: "coffer sync history --json | jq '.runs[0].results'", about: 'Each step of the last' },
  ],
  async run({ core, out }, { options }) {
    const limit = parseWhole('--limit', options.limit ?? String(usualCount))
    if (!limit.ok) return limit
    if (limit.value < 1 || limit.value > mostRuns) return usage(`--limit is 1 to ${mostRuns}.`)
    const answer = await core.call('sync.history', { limit: limit.value })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ runs: answer.value })
    else if (answer.value.length > 0) await out.data(table(answer.value, out.style))
    return succeed(0)
  },
})

const causes: Readonly<Record<SyncRun['by'], string>> = {
  user: 'asked for',
  save: 'a change',
  timer: 'the clock',
  network: 'the network',
}

function table(runs: readonly SyncRun[], style: Style): string {
  const columns = [
    { title: 'STARTED', style: style.dim },
    { title: 'TARGET', style: style.bold },
    { title: 'REGION' },
    { title: 'BECAUSE' },
    { title: 'WHAT CAME OF IT' },
  ]
  const rows = runs.map((run) => [
    localTime(run.startedAt),
    run.target,
    run.region,
    causes[run.by],
    run.halt === null ? runInWords(run) : `halted: ${run.halt.reason}`,
  ])
  return layTable(columns, rows, style)
}
