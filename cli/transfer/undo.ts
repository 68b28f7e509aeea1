/**
 * Taking an import back. What it did stands in the audit log, so its range there, with the process that did it, is all
 * that is to be remembered: "120-145-4711".
 */
import type { UndoneImport } from '../../shared/contract-transfer.ts'
import { type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'

/** The number of the newest entry; 0 when there is none. */
export async function newestEntry({ core }: Context): Promise<Result<number, CliFailure>> {
  const page = await core.call('audit.list', { limit: 1 })
  return page.ok ? succeed(page.value.entries[0]?.number ?? 0) : page
}

export const undoWord = (before: number, after: number): string => `${before + 1}-${after}-${process.pid}`

export async function undoImport(
  { core }: Context,
  word: string,
): Promise<Result<readonly UndoneImport[], CliFailure>> {
  const [, from, to, pid] = /^([1-9]\d{0,14})-([1-9]\d{0,14})-([1-9]\d{0,14})$/.exec(word) ?? []
  if (from === undefined) return usage('--undo takes what the import printed, such as 120-145-4711.')
  const undone = await core.call('import.undo', { from: Number(from), to: Number(to), pid: Number(pid) })
  return undone.ok && undone.value.length === 0 ? usage(`There is no import ${word} to undo.`) : undone
}
