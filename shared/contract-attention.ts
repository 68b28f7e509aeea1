/** What needs attention in the vault as a whole: found by looking at values, told without them. */
import { call, nothing } from './contract-call.ts'
import type { Kind } from './limits.ts'

export interface AttentionItem {
  readonly name: string
  readonly kind: Kind
  /** A sentence for a row. */
  readonly message: string
}

export interface AttentionReport {
  /** A value that somebody could guess, an example left in place, a key too short. */
  readonly weak: readonly AttentionItem[]
  /** A value that another secret holds too. */
  readonly reused: readonly AttentionItem[]
  /** How many values were looked at. */
  readonly checked: number
}

export const attentionCalls = {
  /** Looks at every value whose version was not looked at since the unlock; the first time takes seconds in a large vault. */
  'attention.report': call<AttentionReport>()(nothing),
} as const
