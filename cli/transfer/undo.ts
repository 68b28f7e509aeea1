/**
 * Taking an import back. What it did stands in the audit log, so its range there, with the process that did it, is all
 * that is to be remembered: "120-145-4711".
 */
import { type Result, succeed } from '../../shared/failure.ts'
import { CURRENT, PREVIOUS } from '../../shared/limits.ts'
import type { AuditEntry } from '../../shared/model.ts'
import type { Answer, Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'

/** Entries of one page. */
const pageSize = 500

/** The number of the newest entry; 0 when there is none. */
export async function newestEntry({ core }: Context): Promise<Result<number, CliFailure>> {
  const page = await core.call('audit.list', { limit: 1 })
  return page.ok ? succeed(page.value.entries[0]?.number ?? 0) : page
}

export const undoWord = (before: number, after: number): string => `${before + 1}-${after}-${process.pid}`

export interface Undone {
  readonly name: string
  /** Scheduled for deletion; AWSCURRENT moved back; or left, because it was changed or removed since. */
  readonly fate: 'removed' | 'moved back' | 'changed since'
}

export async function undoImport(context: Context, word: string): Promise<Result<readonly Undone[], CliFailure>> {
  const [, from, to, pid] = /^(\d+)-(\d+)-(\d+)$/.exec(word) ?? []
  if (from === undefined) return usage('--undo takes what the import printed, such as 120-145-4711.')
  const entries = await entriesBetween(context, Number(from), Number(to))
  if (!entries.ok) return entries
  const undone: Undone[] = []
  for (const { actor, action, secret, versionId } of entries.value) {
    const isOurs = actor.door === 'socket' && actor.pid === Number(pid)
    if (!isOurs || secret === undefined || versionId === undefined) continue
    if (action !== 'secret.create' && action !== 'secret.put') continue
    const fate = await undoOne(context, secret, versionId, action === 'secret.create')
    if (!fate.ok) return fate
    undone.push({ name: secret, fate: fate.value })
  }
  return undone.length === 0 ? usage(`There is no import ${word} to undo.`) : succeed(undone)
}

async function entriesBetween(
  { core }: Context,
  from: number,
  to: number,
): Promise<Result<readonly AuditEntry[], CliFailure>> {
  const entries: AuditEntry[] = []
  for (let before = to + 1; before > from; ) {
    const page: Awaited<Answer<'audit.list'>> = await core.call('audit.list', { before, limit: pageSize })
    if (!page.ok) return page
    entries.push(...page.value.entries.filter(({ number }) => number >= from))
    before = page.value.next ?? 0
  }
  return succeed(entries)
}

/** Only while the imported version is still the current one: later work is never undone. */
async function undoOne(
  { core }: Context,
  name: string,
  versionId: string,
  wasNew: boolean,
): Promise<Result<Undone['fate'], CliFailure>> {
  const there = await core.call('secrets.describe', { name })
  if (!there.ok) {
    const isGone = there.failure.kind === 'not-found' || there.failure.kind === 'scheduled-for-deletion'
    return isGone ? succeed('changed since') : there
  }
  const { stages, deletionAt } = there.value
  if (stages[CURRENT] !== versionId || deletionAt !== null) return succeed('changed since')
  if (wasNew) {
    const removed = await core.call('secrets.scheduleDeletion', { name })
    return removed.ok ? succeed('removed') : removed
  }
  const previous = stages[PREVIOUS]
  if (previous === undefined) return succeed('changed since')
  const move = { name, stage: CURRENT, moveTo: previous, removeFrom: versionId }
  const moved = await core.call('secrets.moveStage', move)
  return moved.ok ? succeed('moved back') : moved
}
