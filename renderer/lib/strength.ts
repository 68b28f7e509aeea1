/** How strong a password is and why, by zxcvbn with the common passwords and keyboards. Loaded only when needed. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { translations } from '@zxcvbn-ts/language-en'

export interface Strength {
  /** 0 (guessed at once) to 4 (very hard to guess). */
  readonly score: 0 | 1 | 2 | 3 | 4
  /** A sentence: the weakness found, or the advice; empty when there is nothing to say. */
  readonly reason: string
}

const estimator = new ZxcvbnFactory({
  dictionary,
  graphs: adjacencyGraphs,
  translations,
  useLevenshteinDistance: false,
})

/** Judges at most the first 64 characters, so that a long paste never stalls the page. */
export function estimateStrength(password: string): Strength {
  const { score, feedback } = estimator.check(password.slice(0, 64), ['coffer', 'vault'])
  return { score, reason: feedback.warning || feedback.suggestions[0] || '' }
}
