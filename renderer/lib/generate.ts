/** Random passwords and passphrases; the terminal makes them too, so they are in shared/. */
export {
  alphabetSize,
  type CharacterRecipe,
  entropyBits,
  type FillRandom,
  generateCharacters,
  generateWords,
} from '../../shared/generate.ts'
