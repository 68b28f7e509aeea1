/** PURE how plans are worded: the symbols and names that people see. */
import { type PlanSymbol, symbolByAction } from '../../shared/plan-symbols.ts'
import type { GuardName, Operation, OperationResult, PlanAction } from '../../shared/sync-model.ts'
import { counted } from '../terminal/style.ts'

export const symbolOfResult = ({ action, outcome }: Pick<OperationResult, 'action' | 'outcome'>): PlanSymbol =>
  outcome === 'done' ? symbolByAction[action] : outcome === 'skipped' ? '⏸' : '!'

/** In the order of a summary: one and several. */
const nouns: Readonly<Record<PlanAction, string>> = {
  create: 'create',
  push: 'new version',
  label: 'label move',
  update: 'update',
  tag: 'tagging',
  untag: 'untagging',
  delete: 'deletion',
  restore: 'restore',
  replicate: 'replication',
  'pull-create': 'secret brought in',
  'pull-version': 'version brought in',
  'pull-label': 'label brought in',
  'pull-update': 'update brought in',
  'pull-delete': 'deletion brought in',
  merge: 'merge',
  conflict: 'conflict',
  adopt: 'adoption',
}

/** "3 creates, 1 new version"; what waits is counted apart: "2 waiting for approval". */
export function countsInWords(operations: readonly Operation[]): string {
  const ready = operations.filter(({ waitsFor }) => waitsFor === null)
  const byAction = (Object.keys(nouns) as PlanAction[]).map((action) => ({
    action,
    count: ready.filter((operation) => operation.action === action).length,
  }))
  const waiting = (what: Operation['waitsFor']) => operations.filter(({ waitsFor }) => waitsFor === what).length
  const parts = [
    ...byAction.filter(({ count }) => count > 0).map(({ action, count }) => actionCount(count, nouns[action])),
    ...(waiting('approval') > 0 ? [`${waiting('approval').toLocaleString('en')} waiting for approval`] : []),
    ...(waiting('decision') > 0 ? [`${waiting('decision').toLocaleString('en')} waiting for a decision`] : []),
  ]
  return parts.join(', ')
}

/** "2 versions brought in": the plural is that of the first noun. */
function actionCount(count: number, noun: string): string {
  const broughtIn = ' brought in'
  return noun.endsWith(broughtIn)
    ? `${counted(count, noun.slice(0, -broughtIn.length))}${broughtIn}`
    : counted(count, noun)
}

const guards: Readonly<Record<GuardName, string>> = {
  'account-changed': 'the account is another one',
  'side-empty': 'one side looks empty',
  deletions: 'there are too many deletions',
  clock: "AWS's clock and this machine's differ",
  'name-collision': 'two secrets want the same name in AWS',
  'foreign-base': 'the last sync was of another vault',
  'write-rate': 'one secret is written too often',
  'value-size': 'a value is too large',
  'stale-plan': 'something changed since the plan was made',
}
export const guardWords = Object.keys(guards) as readonly GuardName[]
export const guardInWords = (guard: GuardName): string => guards[guard]

/** "+$1.20 a month", "−$0.40 a month"; null when it stays as it is. */
export function costInWords(usd: number): string | null {
  const cents = Math.round(Math.abs(usd) * 100)
  return cents === 0 ? null : `${usd < 0 ? '−' : '+'}$${(cents / 100).toFixed(2)} a month`
}
