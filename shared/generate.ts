/** PURE random passwords and passphrases, for the window and the terminal. */

/** Fills the array; `crypto.getRandomValues` of the Web Crypto API. */
export type FillRandom = (array: Uint32Array<ArrayBuffer>) => unknown

export const characterClasses = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  /** Symbols that need no quoting in most shells, URLs aside, and that AWS databases accept (no / @ " or space). */
  symbols: '!#%*+-=?_^~',
  /** All that GetRandomPassword uses. */
  allSymbols: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const

export interface CharacterRecipe {
  readonly length: number
  readonly symbols: boolean
}

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

/**
 * `length` characters out of all classes together. With `requireEach` one of each class is among them, at a random
 * place; `length` must then be at least the number of classes. No class is empty.
 */
export function generateFromClasses(
  { length, classes, requireEach }: { length: number; classes: readonly string[]; requireEach: boolean },
  random: FillRandom,
): string {
  const all = classes.join('')
  const characters = requireEach ? classes.map((alphabet) => pick(alphabet, random)) : []
  while (characters.length < length) characters.push(pick(all, random))
  for (let at = characters.length - 1; at > 0; at -= 1) {
    const other = randomBelow(at + 1, random)
    const swapped = characters[at] ?? ''
    characters[at] = characters[other] ?? ''
    characters[other] = swapped
  }
  return characters.join('')
}

const usualClasses = (withSymbols: boolean): readonly string[] => {
  const { lower, upper, digits, symbols } = characterClasses
  return [lower, upper, digits, ...(withSymbols ? [symbols] : [])]
}

/** At least one character of each class, the rest from all, shuffled. `length` is 4 or more. */
export const generateCharacters = ({ length, symbols }: CharacterRecipe, random: FillRandom): string =>
  generateFromClasses({ length, classes: usualClasses(symbols), requireEach: true }, random)

/** Words drawn independently from `list`, joined by "-". */
export const generateWords = (count: number, list: readonly string[], random: FillRandom): string =>
  Array.from({ length: count }, () => list[randomBelow(list.length, random)] ?? '').join('-')

/** Bits of a uniform choice of `count` symbols from `size`. */
export const entropyBits = (count: number, size: number): number => Math.floor(count * Math.log2(size))

/** How many different characters a recipe draws from. */
export const alphabetSize = (withSymbols: boolean): number => usualClasses(withSymbols).join('').length
