/** PURE access to the members of a JSON object as they are written, for the core and the terminal. */

/** One member of a JSON object as it was written. `raw` is its JSON; `text` a string's content, else `raw`. */
export interface Member {
  readonly key: string
  readonly raw: string
  readonly text: string
}

/**
 * The members of the outermost object, in their order and with duplicates; null when the text is no JSON object.
 * `JSON.parse` alone would reorder number-like keys, drop duplicates and round long numbers: a value must survive these.
 */
export function readMembers(text: string): readonly Member[] | null {
  const parsed = parse(text)
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return null
  return scanMembers(text)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** `text` is known to be a valid JSON object, so the scan needs to find ends only. */
function scanMembers(text: string): readonly Member[] {
  const members: Member[] = []
  let at = skipSpace(text, text.indexOf('{') + 1)
  while (text[at] !== '}') {
    const keyEnd = endOfString(text, at)
    const start = skipSpace(text, text.indexOf(':', keyEnd) + 1)
    const end = endOfValue(text, start)
    members.push(memberOf(readString(text.slice(at, keyEnd)), text.slice(start, end)))
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return members
}

export function memberOf(key: string, raw: string): Member {
  return { key, raw, text: raw.startsWith('"') ? readString(raw) : raw }
}

export const textMember = (key: string, text: string): Member => ({ key, raw: JSON.stringify(text), text })

/** One line of JSON. Keys must be unique by now. */
export function writeMembers(members: readonly Member[]): string {
  return `{${members.map((member) => `${JSON.stringify(member.key)}:${member.raw}`).join(',')}}`
}

/** Keeps the last of members with one key, at the first one's place, as JSON readers do; and which keys were double. */
export function dropDuplicates(members: readonly Member[]): {
  readonly members: readonly Member[]
  readonly doubled: readonly string[]
} {
  const memberByKey = new Map<string, Member>()
  const doubled = new Set<string>()
  for (const member of members) {
    if (memberByKey.has(member.key)) doubled.add(member.key)
    memberByKey.set(member.key, member)
  }
  return { members: [...memberByKey.values()], doubled: [...doubled] }
}

/** The content of a string member, or of a number as written; undefined for anything else and for a missing key. */
export function scalarOf(members: readonly Member[], key: string): string | undefined {
  const member = members.findLast((one) => one.key === key)
  return member && !/^[[{nf]|^true/.test(member.raw) ? member.text : undefined
}

const readString = (raw: string): string => String(JSON.parse(raw))

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at++
  return at
}

function endOfString(text: string, quoteAt: number): number {
  let at = quoteAt + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function endOfValue(text: string, start: number): number {
  let at = start
  let depth = 0
  do {
    const char = text.charAt(at)
    if (char === '"') at = endOfString(text, at)
    else if ('{['.includes(char)) [at, depth] = [at + 1, depth + 1]
    else if ('}]'.includes(char)) [at, depth] = [at + 1, depth - 1]
    else if (depth === 0) return endOfLiteral(text, at)
    else at++
  } while (depth > 0)
  return at
}

function endOfLiteral(text: string, start: number): number {
  let at = start
  while (!',}] \t\r\n'.includes(text.charAt(at))) at++
  return at
}
