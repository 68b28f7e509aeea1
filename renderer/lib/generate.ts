/** Random passwords and passphrases. `random` fills an array; the page passes `crypto.getRandomValues`. */

export type FillRandom = (array: Uint32Array<ArrayBuffer>) => unknown

export interface CharacterRecipe {
  readonly length: number
  readonly symbols: boolean
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const digits = '0123456789'
/** Symbols that need no quoting in most shells, URLs aside, and that AWS databases accept (no / @ " or space). */
const symbols = '!#%*+-=?_^~'

/** A uniform index below `size`, by rejection: no modulo bias. */
function randomBelow(size: number, random: FillRandom): number {
  const limit = Math.floor(2 ** 32 / size) * size
  const draw = new Uint32Array(1)
  for (;;) {
    random(draw)
    const value = draw[0] ?? limit
    if (value < limit) return value % size
  }
}

const pick = (alphabet: string, random: FillRandom): string => alphabet[randomBelow(alphabet.length, random)] ?? ''

/** At least one character of each class, the rest from all, shuffled. `length` is 4 or more. */
export function generateCharacters({ length, symbols: withSymbols }: CharacterRecipe, random: FillRandom): string {
  const classes = [lower, upper, digits, ...(withSymbols ? [symbols] : [])]
  const all = classes.join('')
  const characters = classes.map((alphabet) => pick(alphabet, random))
  while (characters.length < length) characters.push(pick(all, random))
  for (let at = characters.length - 1; at > 0; at -= 1) {
    const other = randomBelow(at + 1, random)
    const swapped = characters[at] ?? ''
    characters[at] = characters[other] ?? ''
    characters[other] = swapped
  }
  return characters.join('')
}

/** Words drawn independently from `list`, joined by "-". */
export const generateWords = (count: number, list: readonly string[], random: FillRandom): string =>
  Array.from({ length: count }, () => list[randomBelow(list.length, random)] ?? '').join('-')

/** Bits of a uniform choice of `count` symbols from `size`. */
export const entropyBits = (count: number, size: number): number => Math.floor(count * Math.log2(size))

/** How many different characters a recipe draws from. */
export const alphabetSize = (withSymbols: boolean): number =>
  lower.length + upper.length + digits.length + (withSymbols ? symbols.length : 0)
