import { fail, succeed } from '../../../../../shared/failure.ts'
import { accessDenied, invalidParameter } from '../aws-error.ts'
import { operation } from '../operation.ts'
import { flag, record, text, whole } from '../shape.ts'

const fields = {
  PasswordLength: whole({ min: 1, max: 4_096 }),
  ExcludeCharacters: text({ max: 4_096 }),
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  ExcludeUppercase: flag,
  ExcludeLowercase: flag,
  IncludeSpace: flag,
  RequireEachIncludedType: flag,
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

export const getRandomPassword = operation(record(fields), (input, context) => {
  const denial = context.access.denial('GetRandomPassword', undefined)
  if (denial !== undefined) return fail(accessDenied(denial))
  const length = input.PasswordLength ?? 32
  const excluded = new Set(input.ExcludeCharacters ?? '')
  const types = [
    input.ExcludeLowercase ? '' : LOWER,
    input.ExcludeUppercase ? '' : LOWER.toUpperCase(),
    input.ExcludeNumbers ? '' : '0123456789',
    input.ExcludePunctuation ? '' : PUNCTUATION,
  ].map((type) => [...type].filter((character) => !excluded.has(character)))
  const included = types.filter((type) => type.length > 0)
  const all = [...included.flat(), ...(input.IncludeSpace && !excluded.has(' ') ? [' '] : [])]
  if (all.length === 0) return fail(invalidParameter('No characters are left to make a password from.'))
  const required = (input.RequireEachIncludedType ?? true) ? included : []
  if (length < required.length) {
    return fail(invalidParameter(`A password of ${length} characters cannot hold one of each included type.`))
  }
  return succeed({ RandomPassword: randomPassword(length, all, required, context.random) })
})

/** Every character is drawn without bias; the required ones sit at places drawn without bias. */
function randomPassword(
  length: number,
  all: readonly string[],
  required: readonly (readonly string[])[],
  random: (count: number) => Uint8Array,
): string {
  const draw = drawer(random)
  const drawFrom = (from: readonly string[]): string => from[draw(from.length)] ?? ''
  const characters = required.map(drawFrom)
  while (characters.length < length) characters.push(drawFrom(all))
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1)
    const swapped = characters[last] ?? ''
    characters[last] = characters[other] ?? ''
    characters[other] = swapped
  }
  return characters.join('')
}

/** Gives whole numbers below `below` (at most 65,536), throwing away what would favour some. */
function drawer(random: (count: number) => Uint8Array): (below: number) => number {
  let pool = new Uint8Array(0)
  let next = 0
  const nextPair = (): number => {
    if (next + 2 > pool.length) {
      pool = Uint8Array.from(random(256))
      next = 0
    }
    next += 2
    return (pool[next - 2] ?? 0) * 256 + (pool[next - 1] ?? 0)
  }
  return (below) => {
    const limit = 65_536 - (65_536 % below)
    let drawn = nextPair()
    while (drawn >= limit) drawn = nextPair()
    return drawn % below
  }
}
