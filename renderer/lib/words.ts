/** The 7,776 short English words of the EFF's dice list, for passphrases. Loaded on first need. */
import { dictionary } from '@zxcvbn-ts/language-common'

export const words: readonly string[] = dictionary['diceware-common']
