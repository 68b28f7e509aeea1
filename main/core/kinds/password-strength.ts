import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as commonWords } from '@zxcvbn-ts/language-common'
import { dictionary as englishWords, translations } from '@zxcvbn-ts/language-en'

/** zxcvbn's scale: 0 is found in a thousand guesses, 4 needs more than ten thousand million. */
export type Strength = 0 | 1 | 2 | 3 | 4

/** The estimate grows faster than the text does; what is strong in its first characters stays strong. */
const longestRead = 32

let estimator: ZxcvbnFactory | undefined

/** Made at the first question: ranking the dictionaries takes a fifth of a second and some tens of megabytes. */
function getEstimator(): ZxcvbnFactory {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...commonWords, ...englishWords },
    graphs: adjacencyGraphs,
    translations,
  })
  return estimator
}

/** How hard a password is to guess for somebody who knows `related` (user name, host, name of the secret). */
export function estimateStrength(password: string, related: readonly string[] = []): Strength {
  const inputs = related.map((word) => word.slice(0, longestRead).toLowerCase())
  return getEstimator().check(password.slice(0, longestRead), inputs).score
}
