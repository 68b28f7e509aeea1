import type { ListQuery } from '../../shared/contract.ts'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { SecretSummary } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, flag, list, optional, value } from '../line/command.ts'
import { layTable, relativeTime } from '../terminal/style.ts'
import { listEntry } from '../values/aws-shapes.ts'
import { checkKind } from '../values/checks.ts'

export const ls = defineCommand({
  name: 'ls',
  group: 'secrets',
  summary: 'List secrets',
  details: [
    'In GLOB `*` stops at a slash and `**` does not. A name without either lists that secret, or everything below it.',
    'Prints a table on a terminal and bare names, one a line, everywhere else. --json prints the shape of ListSecrets. No value is read.',
  ],
  arguments: { glob: optional('GLOB', 'Only names that match', 'secret') },
  options: {
    kind: value('KIND', 'Only secrets of this kind', { completes: 'kind' }),
    tag: list('K=V', 'Only secrets with this tag; K alone for any value'),
    deleted: flag('Only secrets that are scheduled for deletion'),
  },
  examples: [
    { line: "coffer ls 'prod/**'", about: 'Everything below prod/' },
    { line: 'coffer ls --kind ssh-key --tag team=payments', about: 'By kind and tag' },
    { line: 'coffer ls --deleted', about: 'What can still be restored' },
  ],
  async run(context, { args: { glob }, options }) {
    const query = queryOf(glob, options)
    if (!query.ok) return query
    const found = await listSecrets(context, query.value)
    if (!found.ok) return found
    const rows = found.value.filter(hasTags(options.tag))
    if (context.out.json) await context.out.printJson({ SecretList: rows.map(listEntry) })
    else if (context.out.isTerminal) await context.out.data(table(rows, context, options.deleted))
    else await context.out.data(rows.map(({ name }) => `${name}\n`).join(''))
    return succeed(0)
  },
})

function queryOf(
  glob: string | undefined,
  { kind, tag, deleted }: { kind: string | undefined; tag: readonly string[]; deleted: boolean },
): Result<ListQuery, CliFailure> {
  const checked = checkKind(kind)
  if (!checked.ok) return checked
  if (tag.some((word) => word === '' || word.startsWith('='))) return usage('--tag is KEY=VALUE or KEY.')
  return succeed({
    ...(deleted ? { scope: 'scheduled' } : {}),
    ...(checked.value === undefined ? {} : { kind: checked.value }),
    ...(glob === undefined ? {} : { glob }),
  })
}

/** All secrets of a query; a glob that names a folder, with or without its slash, means what is below it. */
export async function listSecrets(
  context: Context,
  query: ListQuery,
): Promise<Result<readonly SecretSummary[], CliFailure>> {
  const { glob } = query
  if (glob === undefined || /[*?]/.test(glob)) return listAll(context, query)
  if (glob.endsWith('/')) return listAll(context, { ...query, glob: `${glob}**` })
  const exact = await listAll(context, query)
  return exact.ok && exact.value.length === 0 ? listAll(context, { ...query, glob: `${glob}/**` }) : exact
}

/** A page of this many rows fits a frame unless descriptions and tags are very long: then fewer are asked for. */
const firstPage = 250

async function listAll(context: Context, query: ListQuery): Promise<Result<readonly SecretSummary[], CliFailure>> {
  let rows: SecretSummary[] = []
  let limit = firstPage
  let revision: number | null = null
  for (;;) {
    const page = await context.core.call('secrets.list', { ...query, offset: rows.length, limit })
    if (!page.ok) {
      if (page.failure.kind !== 'limit-exceeded' || limit === 1) return fail(page.failure)
      limit = Math.ceil(limit / 4)
      continue
    }
    // Pages of two revisions do not fit together: begin again.
    if (revision !== null && revision !== page.value.revision) rows = []
    else rows.push(...page.value.rows)
    revision = page.value.revision
    if (rows.length >= page.value.total || page.value.rows.length === 0) return succeed(rows)
  }
}

function hasTags(wanted: readonly string[]): (secret: SecretSummary) => boolean {
  const tags = wanted.map((word) => {
    const equals = word.indexOf('=')
    return equals < 0 ? { key: word, value: null } : { key: word.slice(0, equals), value: word.slice(equals + 1) }
  })
  return (secret) =>
    tags.every(({ key, value }) => Object.hasOwn(secret.tags, key) && (value === null || secret.tags[key] === value))
}

function table(rows: readonly SecretSummary[], { out: { style } }: Context, deleted: boolean): string {
  if (rows.length === 0) return ''
  const now = Date.now()
  const time = ({ changedAt, deletionAt }: SecretSummary) =>
    relativeTime(deleted ? (deletionAt ?? now) : changedAt, now)
  const columns = [
    { title: 'NAME', style: style.bold },
    { title: 'KIND' },
    { title: deleted ? 'GONE' : 'CHANGED', style: style.dim },
    { title: 'WHAT', style: style.dim },
  ]
  return layTable(
    columns,
    rows.map((row) => [row.name, row.kind, time(row), row.facts.summary ?? row.description]),
    style,
  )
}
