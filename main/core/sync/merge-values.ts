/** Two JSON objects made into one, member by member as they are written: numbers, order and layout stay. */
import { dropDuplicates, type Member, readMembers, writeMembers } from '../../../shared/json-members.ts'
import { fromUtf8, utf8 } from '../vault/bytes.ts'

/**
 * Ours, with these keys as theirs has them: replaced at their place, added at the end, or taken away. Null where one of the
 * two is no JSON object. Borrows both.
 */
export function mergeMembers(
  ours: Uint8Array,
  theirs: Uint8Array,
  keysFromTheirs: readonly string[],
): Uint8Array | null {
  const text = textOf(ours)
  const ourMembers = membersOf(text)
  const theirMembers = membersOf(textOf(theirs))
  if (text === null || ourMembers === null || theirMembers === null) return null
  const merged = new Map(ourMembers.map((member) => [member.key, member]))
  const theirByKey = new Map(theirMembers.map((member) => [member.key, member]))
  for (const key of keysFromTheirs) {
    const member = theirByKey.get(key)
    if (member === undefined) merged.delete(key)
    else merged.set(key, member)
  }
  return utf8(writeLike(text, [...merged.values()]))
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return fromUtf8(bytes)
  } catch {
    return null
  }
}

function membersOf(text: string | null): readonly Member[] | null {
  const members = text === null ? null : readMembers(text)
  return members && dropDuplicates(members).members
}

/** One member a line where the model has it so, a space after colons and commas where it has those. */
function writeLike(model: string, members: readonly Member[]): string {
  const indent = /^\s*\{\r?\n([ \t]*)"/.exec(model)?.[1]
  const isSpaced = /^\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s/.test(model)
  if (members.length === 0 || (indent === undefined && !isSpaced)) return writeMembers(members)
  const written = members.map(({ key, raw }) => `${JSON.stringify(key)}:${isSpaced ? ' ' : ''}${raw}`)
  if (indent === undefined) return `{${written.join(', ')}}`
  const end = /\n\s*$/.test(model) ? '\n' : ''
  return `{\n${written.map((line) => indent + line).join(',\n')}\n}${end}`
}
