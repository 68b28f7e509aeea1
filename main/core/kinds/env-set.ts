import type { Facts } from '../../../shared/model.ts'
import { parseDotenv } from './dotenv.ts'
import { doubledNotes, type JsonShape, normaliseJson, parseJson, type ReadForm, readShape } from './json-kind.ts'
import { dropDuplicates, textMember } from './json-members.ts'
import { error, type Finding, type KindRules, type VetInput, warning } from './kind-rules.ts'
import { clip } from './text.ts'

const shape: JsonShape = { publicKeys: new Set(), spellings: new Map(), readForm }

/** Names listed in a fact: enough to recognise a set by. */
const namesShown = 50

function readForm(text: string): ReadForm | null {
  const file = parseDotenv(text)
  if (file.entries.length === 0) return null
  const { members, doubled } = dropDuplicates(file.entries.map(({ key, value }) => textMember(key, value)))
  const lost = [
    ...(file.commentCount === 0 ? [] : [`Comments were left out: ${countLines(file.commentCount)}.`]),
    ...file.strayLines.map((line) => `Line ${line} is not KEY=VALUE and was left out.`),
  ]
  const put = 'The lines were put into JSON, a key for each variable.'
  return { members, notes: [put, ...doubledNotes(doubled), ...file.notes.map((note) => `${note}.`), ...lost] }
}

const countLines = (count: number): string => (count === 1 ? '1 line' : `${count} lines`)

function deriveFacts(bytes: Uint8Array): Facts {
  const members = readShape(shape, bytes)
  if (!members) return {}
  const names = members.map((member) => clip(member.key, 80))
  const more = names.length > namesShown ? [`${names.length - namesShown} more`] : []
  const summary = names.length === 1 ? '1 key' : `${names.length} keys`
  return { keys: names.length, names: [...names.slice(0, namesShown), ...more].join(', '), summary }
}

function vet({ bytes }: VetInput): readonly Finding[] {
  const members = readShape(shape, bytes)
  if (!members) return [error('json-invalid', 'This is neither a JSON object nor KEY=VALUE lines.')]
  if (members.length === 0) return [error('value-empty', 'The set has no keys.')]
  return members.flatMap(({ key, raw }) => [
    ...(/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)
      ? []
      : [warning('key-name', `The key ${JSON.stringify(clip(key, 80))} cannot be the name of a variable.`, key)]),
    ...(/^[[{]/.test(raw)
      ? [warning('field-nested', `The value of ${clip(key, 80)} is not a text but JSON of its own.`, key)]
      : []),
  ])
}

export const envSetRules: KindRules = {
  parse: (bytes) => parseJson(shape, bytes),
  normalise: (bytes) => normaliseJson(shape, bytes),
  deriveFacts,
  vet,
}
