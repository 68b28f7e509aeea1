/** Passwords as AWS's rotation templates make them. */
import { characterClasses, generateFromClasses } from '../../../../../shared/generate.ts'

const excluded = '/@"\'\\'
const without = (alphabet: string): string => [...alphabet].filter((char) => !excluded.includes(char)).join('')

/** 32 characters, one of each class among them, without / @ " ' and \. */
export const newDatabasePassword = (): string =>
  generateFromClasses(
    {
      length: 32,
      classes: [
        characterClasses.lower,
        characterClasses.upper,
        characterClasses.digits,
        without(characterClasses.allSymbols),
      ],
      requireEach: true,
    },
    (array) => crypto.getRandomValues(array),
  )
