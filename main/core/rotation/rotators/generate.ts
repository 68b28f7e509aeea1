/** A new random value, which the user sets at the provider and confirms. */
import { randomBytes } from 'node:crypto'
import { invalid, type Result, succeed } from '../../../../shared/failure.ts'
import { characterClasses, generateFromClasses } from '../../../../shared/generate.ts'
import { dropDuplicates, readMembers, textMember, writeMembers } from '../../../../shared/json-members.ts'
import type { RotatorConfigOf } from '../../../../shared/rotation-model.ts'
import type { LentValue, NewValue, Rotator } from '../rotator.ts'
import { encodeText, readText } from './value-text.ts'

type Config = RotatorConfigOf<'generate'>

export const generateRotator: Rotator<'generate'> = {
  kind: 'generate',
  create: async ({ current, config }) => (isBinary(current) ? randomLike(current) : newText(current, config)),
  set: async ({ name, config }) => {
    const what = config.field === null ? 'The new value' : `The new ${config.field}`
    const message = `${what} of ${name} stands under AWSPENDING. Set it at the provider, then confirm here.`
    return succeed({ waitsForUser: { message, show: null } })
  },
  // Nobody but the provider could tell, and the user has confirmed what the provider has.
  test: async () => succeed(null),
}

const isBinary = (current: LentValue | null): current is LentValue => current?.form === 'binary'

/** A binary value is a key of a fixed size: as many random bytes as before. */
const randomLike = ({ bytes }: LentValue): Result<NewValue> =>
  succeed({ form: 'binary', bytes: new Uint8Array(randomBytes(bytes.length)) })

function newText(current: LentValue | null, config: Config): Result<NewValue> {
  const random = randomText(config)
  if (!random.ok) return random
  if (current === null) {
    const text = config.field === null ? random.value : writeMembers([textMember(config.field, random.value)])
    return succeed({ form: 'text', bytes: encodeText(text) })
  }
  const written = readText(current)
  if (!written.ok) return written
  const text = replaceIn(written.value, config.field, random.value)
  return text.ok ? succeed({ form: 'text', bytes: encodeText(text.value) }) : text
}

function replaceIn(text: string, field: string | null, random: string): Result<string> {
  const members = readMembers(text)
  if (members === null) {
    return field === null ? succeed(random) : invalid('field', `The value is no JSON object, so it has no ${field}.`)
  }
  const keys = members.map((member) => member.key)
  if (field === null) {
    return invalid('field', `The value is JSON: name the field that changes (${[...new Set(keys)].join(', ')}).`)
  }
  if (!keys.includes(field)) return invalid('field', `The value has no field ${field}.`)
  const changed = dropDuplicates(members).members.map((member) =>
    member.key === field ? textMember(field, random) : member,
  )
  return succeed(writeMembers(changed))
}

function randomText({ length, exclude }: Config): Result<string> {
  const { lower, upper, digits, symbols } = characterClasses
  const classes = [lower, upper, digits, symbols]
    .map((alphabet) => [...alphabet].filter((char) => !exclude.includes(char)).join(''))
    .filter((alphabet) => alphabet !== '')
  if (classes.join('').length < 10) {
    return invalid('exclude', 'So many characters are excluded that the value could be guessed. Exclude fewer.')
  }
  return succeed(generateFromClasses({ length, classes, requireEach: true }, (array) => crypto.getRandomValues(array)))
}
