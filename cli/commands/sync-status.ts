import { type Result, succeed } from '../../shared/failure.ts'
import type { SecretTarget, SyncStatus, TargetStatus } from '../../shared/sync-model.ts'
import type { Context } from '../context.ts'
import type { CliFailure, Outcome } from '../failure.ts'
import { defineCommand, optional } from '../line/command.ts'
import { readWhere, whereOptions } from '../sync/where.ts'
import { counted, layTable, relativeTime, type Style } from '../terminal/style.ts'
import { listSecrets } from './ls.ts'

export const syncStatus = defineCommand({
  name: 'sync status',
  group: 'sync',
  summary: 'Say how targets and secrets stand, from the last look',
  details: [
    'Asks AWS nothing: `coffer sync plan` looks anew. With GLOB it shows a row for each secret and a column for each target and region, with the version that AWSCURRENT is on there.',
  ],
  arguments: { glob: optional('GLOB', 'Secrets to show, a row each', 'secret') },
  options: whereOptions,
  examples: [
    { line: 'coffer sync status', about: 'Targets and regions' },
    { line: "coffer sync status 'prod/**'", about: 'Secrets by region' },
  ],
  async run(context, { args: { glob }, options }) {
    const known = await readWhere(context, options)
    if (!known.ok) return known
    const { targets, regions } = known.value
    const wanted = (place: { readonly target: string; readonly region: string }) =>
      (targets?.includes(place.target) ?? true) && (regions?.includes(place.region) ?? true)
    if (glob !== undefined) return showSecrets(context, glob, wanted)
    const answer = await context.core.call('sync.status', {})
    if (!answer.ok) return answer
    const status = { ...answer.value, targets: answer.value.targets.filter(wanted) }
    if (context.out.json) await context.out.printJson(status)
    else if (status.targets.length > 0) await context.out.data(statusTable(status.targets, context.out.style))
    sayMore(context.out, status)
    return succeed(0)
  },
})

const stateWords: Readonly<Record<TargetStatus['state'], string>> = {
  never: 'not synced yet',
  'in-step': 'in step',
  ahead: 'changes here',
  behind: 'changes there',
  both: 'changes on both sides',
  conflict: 'conflict',
  halted: 'halted',
  problem: 'problem',
}

function statusTable(targets: readonly TargetStatus[], style: Style): string {
  const now = Date.now()
  const time = (at: number | null) => (at === null ? 'never' : relativeTime(at, now))
  const columns = [
    { title: 'TARGET', style: style.bold },
    { title: 'REGION' },
    { title: 'STATE' },
    { title: 'LOOKED' },
    { title: 'SYNCED' },
    { title: 'WAITING' },
    { title: '', style: style.dim },
  ]
  const rows = targets.map((one) => [
    one.target,
    one.region,
    stateWords[one.state],
    time(one.checkedAt),
    time(one.syncedAt),
    one.waiting === 0 ? '-' : String(one.waiting),
    one.message ?? '',
  ])
  return layTable(columns, rows, style)
}

function sayMore(out: Context['out'], { targets, running, conflicts }: SyncStatus): void {
  if (targets.length === 0) out.note('There is no target: coffer target add NAME --profile PROFILE --region REGION')
  if (running !== null) out.note(`A sync runs: ${running.target} ${running.region}, ${running.phase}.`)
  if (conflicts > 0) out.note(`${counted(conflicts, 'conflict')} to resolve: coffer sync resolve`)
}

interface Row {
  readonly name: string
  readonly targets: readonly SecretTarget[]
}

async function showSecrets(context: Context, glob: string, wanted: (place: SecretTarget) => boolean): Promise<Outcome> {
  const rows = await readRows(context, glob, wanted)
  if (!rows.ok) return rows
  if (context.out.json) await context.out.printJson({ secrets: rows.value })
  else if (rows.value.length > 0) await context.out.data(matrix(rows.value, context.out.style))
  if (rows.value.length === 0) context.out.note(`No secret matches ${glob}.`)
  return succeed(0)
}

async function readRows(
  context: Context,
  glob: string,
  wanted: (place: SecretTarget) => boolean,
): Promise<Result<readonly Row[], CliFailure>> {
  const secrets = await listSecrets(context, { glob })
  if (!secrets.ok) return secrets
  const rows: Row[] = []
  for (const { name } of secrets.value) {
    const targets = await context.core.call('targets.ofSecret', { name })
    if (!targets.ok) return targets
    rows.push({ name, targets: targets.value.filter(wanted) })
  }
  return succeed(rows)
}

/** Enough of a version id to tell versions apart by eye. */
const shownId = 8

/** PURE a row for each secret, a column for each target and region. */
export function matrix(rows: readonly Row[], style: Style): string {
  const places = [...new Set(rows.flatMap(({ targets }) => targets.map(placeOf)))].sort()
  const columns = [{ title: 'SECRET', style: style.bold }, ...places.map((title) => ({ title }))]
  const cells = rows.map(({ name, targets }) => [
    name,
    ...places.map((place) => cellOf(targets.find((target) => placeOf(target) === place))),
  ])
  return layTable(columns, cells, style)
}

const placeOf = ({ target, region }: SecretTarget): string => `${target} ${region}`

const cellWords: Readonly<Record<SecretTarget['state'], string>> = {
  'in-step': 'in step',
  ahead: 'to push',
  behind: 'to pull',
  conflict: 'conflict',
  absent: 'not there',
  unapproved: 'not approved',
  'pull-only': 'pull only',
}

function cellOf(target: SecretTarget | undefined): string {
  if (target === undefined) return '-'
  const current = target.stages.AWSCURRENT
  const replicas = target.replicas.map(({ region, status }) => `${region} ${status}`).join(', ')
  const version = current === undefined ? '' : ` ${current.slice(0, shownId)}`
  return `${cellWords[target.state]}${version}${replicas === '' ? '' : ` (${replicas})`}`
}
