/** PURE completion: what could stand at the end of a line, from the commands' own descriptions. */
import {
  type Argument,
  type Command,
  type Completes,
  globalOptions,
  type Option,
  type Options,
  type ValueOption,
} from './command.ts'
import { findCommand } from './parse.ts'

export interface Candidate {
  readonly word: string
  readonly about: string
}

export interface Completion {
  /** Known here and now. */
  readonly candidates: readonly Candidate[]
  /** What else fits and must be looked up; `program` is a command line of its own. Null for nothing. */
  readonly wants: Completes | 'program' | null
  /** The part of the last word that is already certain, such as `--stage=`. */
  readonly prefix: string
  /** The secret that the line is about, whose labels may be wanted; null while none is named. */
  readonly secret: string | null
}

/** `words` follow `coffer`; the last is the one to complete, perhaps empty. */
export function complete(words: readonly string[], commands: readonly Command[]): Completion {
  const last = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const start = skipGlobals(before)
  if (start === null) return valueFor(globalValue(before.at(-1)), '', null)
  const rest = before.slice(start)
  const command = findCommand(rest, commands)
  if (command === null) return { ...commandNames(rest, last, commands), prefix: '', secret: null }
  return completeInCommand(command, rest.slice(command.name.split(' ').length), last)
}

/** Where the command begins; null when the last word waits for the value of a global option. */
function skipGlobals(words: readonly string[]): number | null {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) return at
    if (globalValue(word) !== undefined && !word.includes('=')) {
      if (at === words.length - 1) return null
      at++
    }
  }
  return words.length
}

function globalValue(word: string | undefined): ValueOption | undefined {
  const option = word === undefined ? undefined : optionOf(word, globalOptions)
  return option !== undefined && option.type !== 'flag' ? option : undefined
}

function commandNames(rest: readonly string[], last: string, commands: readonly Command[]) {
  if (last.startsWith('-') && rest.length === 0) return { candidates: optionWords(globalOptions, []), wants: null }
  const begun = rest.length === 0 ? '' : `${rest.join(' ')} `
  const words = new Map<string, string>()
  for (const { name, summary } of commands) {
    if (!name.startsWith(begun)) continue
    const [next = '', ...more] = name.slice(begun.length).split(' ')
    words.set(next, more.length === 0 ? summary : '')
  }
  return { candidates: [...words].map(([word, about]) => ({ word, about })), wants: null }
}

function completeInCommand(command: Command, words: readonly string[], last: string): Completion {
  const options: Options = { ...command.options, ...globalOptions }
  const positionals: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return valueFor(command.takesProgram ? { completes: 'program' } : undefined, '', null)
    const option = optionOf(word, options)
    if (option === undefined) positionals.push(word)
    else if (option.type !== 'flag' && !word.includes('=')) {
      if (at === words.length - 1) return valueFor(option, '', secretOf(command, positionals))
      at++
    }
  }
  const secret = secretOf(command, positionals)
  const equals = last.indexOf('=')
  if (last.startsWith('--') && equals > 0)
    return valueFor(optionOf(last.slice(0, equals), options), last.slice(0, equals + 1), secret)
  if (last.startsWith('-')) return { candidates: optionWords(options, words), wants: null, prefix: '', secret }
  return valueFor(argumentAt(command, positionals.length), '', secret)
}

function optionOf(word: string, options: Options): Option | undefined {
  if (!word.startsWith('-') || word === '-') return undefined
  const written = word.startsWith('--') ? word.slice(2).split('=')[0] : undefined
  const name = written ?? Object.keys(options).find((key) => options[key]?.short === word.slice(1))
  return name !== undefined && Object.hasOwn(options, name) ? options[name] : undefined
}

/** Options that may be given once are not offered twice. */
function optionWords(options: Options, given: readonly string[]): readonly Candidate[] {
  return Object.entries(options)
    .filter(([name, { type }]) => type === 'list' || !given.some((word) => word.split('=')[0] === `--${name}`))
    .map(([name, { about }]) => ({ word: `--${name}`, about }))
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const all = Object.values(command.arguments)
  const last = all.at(-1)
  return all[index] ?? (last?.presence === 'many' || last?.presence === 'any' ? last : undefined)
}

function secretOf(command: Command, positionals: readonly string[]): string | null {
  const at = Object.values(command.arguments).findIndex(({ completes }) => completes === 'secret')
  return at < 0 ? null : (positionals[at] ?? null)
}

function valueFor(
  described: Option | Argument | { readonly completes: 'program' } | undefined,
  prefix: string,
  secret: string | null,
): Completion {
  const wants = described !== undefined && 'completes' in described ? described.completes : undefined
  if (Array.isArray(wants)) return { candidates: asCandidates(wants), wants: null, prefix, secret }
  return { candidates: [], wants: wants ?? null, prefix, secret }
}

export const asCandidates = (words: readonly string[]): readonly Candidate[] =>
  words.map((word) => ({ word, about: '' }))

/** Names as a file browser shows them: up to the next slash, unless only one name goes on there. */
export function nextSegments(names: readonly string[], begun: string): readonly Candidate[] {
  const byStep = new Map<string, string[]>()
  for (const name of names) {
    if (!name.startsWith(begun)) continue
    const slash = name.indexOf('/', begun.length)
    const step = slash < 0 ? name : name.slice(0, slash + 1)
    byStep.set(step, [...(byStep.get(step) ?? []), name])
  }
  return asCandidates([...byStep].map(([step, below]) => (below.length === 1 ? (below[0] ?? step) : step)))
}
