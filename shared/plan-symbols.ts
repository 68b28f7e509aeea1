/** PURE the signs of a plan's steps, the same in the terminal and in the window. */
import type { Operation, PlanAction } from './sync-model.ts'

export type PlanSymbol = '+' | '~' | '→' | '−' | '!' | '⏸'

/** Of what is done. */
export const symbolByAction: Readonly<Record<PlanAction, PlanSymbol>> = {
  create: '+',
  push: '~',
  label: '→',
  update: '~',
  tag: '~',
  untag: '~',
  delete: '−',
  restore: '+',
  replicate: '+',
  'pull-create': '+',
  'pull-version': '~',
  'pull-label': '→',
  'pull-update': '~',
  'pull-delete': '−',
  merge: '~',
  conflict: '!',
  adopt: '~',
}

/** What waits for a person is ⏸, whatever it is; a conflict stays one. */
export const symbolOf = ({ action, waitsFor }: Pick<Operation, 'action' | 'waitsFor'>): PlanSymbol =>
  action === 'conflict' ? '!' : waitsFor === null ? symbolByAction[action] : '⏸'
