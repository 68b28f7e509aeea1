import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as commonWords } from '@zxcvbn-ts/language-common'
import { dictionary as englishWords, translations } from '@zxcvbn-ts/language-en'

/** zxcvbn's scale: 0 is found in a thousand guesses, 4 needs more than ten thousand million. */
export type Strength = 0 | 1 | 2 | 3 | 4

/**
 * The estimate's cost grows faster than the text. What is strong in its first characters stays strong, so these are
 * asked first; only a weak beginning needs the longer look.
 */
const firstRead = 16
const longestRead = 32

/** Ways tried to undo "p4ssw0rd" writing. The library's hundred cost ten times as much and find the same in practice. */
const mostSubstitutions = 10

let estimator: ZxcvbnFactory | undefined

/** Made at the first question: ranking the dictionaries takes a fifth of a second and some tens of megabytes. */
function getEstimator(): ZxcvbnFactory {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...commonWords, ...englishWords },
    graphs: adjacencyGraphs,
    translations,
    l33tMaxSubstitutions: mostSubstitutions,
  })
  return estimator
}

/** How hard a password is to guess for somebody who knows `related` (user name, host, name of the secret). */
export function estimateStrength(password: string, related: readonly string[] = []): Strength {
  const inputs = related.map((word) => word.slice(0, longestRead).toLowerCase())
  const score = getEstimator().check(password.slice(0, firstRead), inputs).score
  if (score === 4 || password.length <= firstRead) return score
  return getEstimator().check(password.slice(0, longestRead), inputs).score
}
