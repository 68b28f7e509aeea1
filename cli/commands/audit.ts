import { fail, type Result, succeed } from '../../shared/failure.ts'
import { type AuditAction, auditActions } from '../../shared/limits.ts'
import type { AuditEntry } from '../../shared/model.ts'
import type { Answer, Context } from '../context.ts'
import { type CliFailure, inWords, type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, value } from '../line/command.ts'
import { nearWords } from '../line/near.ts'
import { counted, layTable, localTime, type Style } from '../terminal/style.ts'
import { parseWhole } from '../values/checks.ts'
import { parseSince } from '../values/times.ts'

const usualCount = 50
/** So many fit a frame with the longest of names and programs. */
const pageSize = 250

export const audit = defineCommand({
  name: 'audit',
  group: 'care',
  summary: 'Show who did what with the vault',
  details: [
    'Newest first: every unlock, read, change and refusal, by the window, a terminal or a program. The log holds no values. --verify recomputes the chain that every entry seals and says whether one was changed or is missing (exit code 9).',
  ],
  arguments: {},
  options: {
    verify: flag('Check the whole log'),
    secret: value('NAME', 'Only what was done with this secret', { completes: 'secret' }),
    action: value('ACTION', 'Only this: secret.reveal, vault.unlock …', { completes: auditActions }),
    since: value('T', 'Only after this: 2026-12-31, 18:00, or 8h or 30d ago'),
    limit: value('N', `How many entries, ${usualCount} when not given; 0 for all`),
  },
  examples: [
    { line: 'coffer audit', about: 'The last entries' },
    { line: 'coffer audit --secret prod/db --action secret.reveal', about: 'Who read it' },
    { line: 'coffer audit --action vault.unlock-failed --since 30d --limit 0', about: 'Wrong passwords of a month' },
    { line: 'coffer audit --verify', about: 'Nothing was changed or cut' },
  ],
  async run(context, { options }) {
    if (options.verify) return verify(context)
    const limit = parseWhole('--limit', options.limit ?? String(usualCount))
    if (!limit.ok) return limit
    const since = options.since === undefined ? succeed(null) : parseSince('--since', options.since, Date.now())
    if (!since.ok) return since
    const action = readAction(options.action)
    if (!action.ok) return action
    const wanted = limit.value === 0 ? Number.POSITIVE_INFINITY : limit.value
    const entries = await readEntries(context, wanted, {
      ...(options.secret === undefined ? {} : { secret: options.secret }),
      ...(action.value === undefined ? {} : { action: action.value }),
      ...(since.value === null ? {} : { fromAt: since.value }),
    })
    if (!entries.ok) return entries
    if (context.out.json) await context.out.printJson({ entries: entries.value })
    else await context.out.data(table(entries.value, context.out.style))
    return succeed(0)
  },
})

function readAction(text: string | undefined): Result<AuditAction | undefined, CliFailure> {
  const action = auditActions.find((one) => one === text)
  if (text === undefined || action !== undefined) return succeed(action)
  const near = nearWords(auditActions, text)
  return usage(`There is no action ${text}.`, `Say ${inWords(near.length > 0 ? near : auditActions)}.`)
}

async function readEntries(
  { core }: Context,
  wanted: number,
  filter: { readonly secret?: string; readonly action?: AuditAction; readonly fromAt?: number },
): Promise<Result<readonly AuditEntry[], CliFailure>> {
  const entries: AuditEntry[] = []
  let from: { readonly before?: number } = {}
  for (;;) {
    const limit = Math.min(pageSize, wanted - entries.length)
    const page: Awaited<Answer<'audit.list'>> = await core.call('audit.list', { ...filter, ...from, limit })
    if (!page.ok) return page
    entries.push(...page.value.entries)
    if (page.value.next === null || entries.length >= wanted) return succeed(entries)
    from = { before: page.value.next }
  }
}

function table(entries: readonly AuditEntry[], style: Style): string {
  const columns = [
    { title: 'TIME', style: style.dim },
    { title: 'WHO' },
    { title: 'WHAT' },
    { title: 'SECRET' },
    { title: '' },
  ]
  const rows = entries.map(({ at, actor, action, secret = '', detail = '' }) => [
    localTime(at),
    [actor.door, actor.program?.split('/').at(-1), actor.pid].filter((part) => part !== undefined).join(' '),
    action,
    secret,
    detail,
  ])
  return rows.length === 0 ? '' : layTable(columns, rows, style)
}

async function verify({ core, out }: Context): Promise<Outcome> {
  const done = out.progress('Checking the log…')
  const answer = await core.call('audit.verify', {})
  done()
  if (!answer.ok) return answer
  const { fault, entries } = answer.value
  if (fault !== null)
    return fail({ kind: 'vault-damaged', message: `The audit log does not verify: ${fault}`, detail: 'audit' })
  if (out.json) await out.printJson({ ok: true, entries })
  out.note(`The log is whole: ${counted(entries, 'line')}.`)
  return succeed(0)
}
