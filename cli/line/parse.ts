/** From the words of a command line to a command with its typed input, or a sentence about what is wrong. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import {
  type Arguments,
  type Command,
  type GlobalValues,
  globalOptions,
  type Input,
  type Option,
  type Options,
} from './command.ts'
import { nearWords } from './near.ts'

export type ParsedLine =
  | { readonly kind: 'run'; readonly command: Command; readonly input: Input; readonly globals: GlobalValues }
  /** `command` is null for the help of the whole. */
  | { readonly kind: 'help'; readonly command: Command | null; readonly globals: GlobalValues }
  | { readonly kind: 'version'; readonly globals: GlobalValues }

interface Words {
  readonly options: Record<string, boolean | string | string[]>
  readonly sequence: Input['sequence']
  readonly positionals: readonly string[]
  readonly program: readonly string[] | null
}

const usageHint = (command: Command) => `See \`coffer ${command.name} --help\`.`

export function parseLine(words: readonly string[], commands: readonly Command[]): Result<ParsedLine, CliFailure> {
  const start = readWords(words, globalOptions, { untilPositional: true })
  if (!start.ok) return start
  const rest = start.value.positionals
  const globals = { ...emptyOptions(globalOptions), ...start.value.options } as GlobalValues
  const command = findCommand(rest, commands)
  if (command === null) {
    if (globals.version) return succeed({ kind: 'version', globals })
    return rest[0] === undefined ? succeed({ kind: 'help', command: null, globals }) : unknownCommand(rest, commands)
  }
  return parseCommand(command, rest.slice(command.name.split(' ').length), start.value.options)
}

function parseCommand(
  command: Command,
  words: readonly string[],
  before: Words['options'],
): Result<ParsedLine, CliFailure> {
  const read = readWords(words, { ...command.options, ...globalOptions }, {})
  if (!read.ok) return withHint(read.failure, usageHint(command))
  const { options, positionals, program, sequence } = read.value
  const globals = pick({ ...emptyOptions(globalOptions), ...before, ...options }, globalOptions) as GlobalValues
  if (globals.help) return succeed({ kind: 'help', command, globals })
  if (program !== null && !command.takesProgram)
    return inputOf(command, { ...read.value, positionals: [...positionals, ...program], program: null }, globals)
  return inputOf(command, { options, positionals, program, sequence }, globals)
}

function inputOf(command: Command, words: Words, globals: GlobalValues): Result<ParsedLine, CliFailure> {
  const { options, positionals, program, sequence } = words
  const args = assignArguments(command, positionals)
  if (!args.ok) return args
  const own = pick({ ...emptyOptions(command.options), ...options }, command.options)
  const input: Input = {
    args: args.value as Input['args'],
    options: own as Input['options'],
    program: program ?? [],
    sequence,
  }
  return succeed({ kind: 'run', command, input, globals })
}

function assignArguments(
  command: Command,
  positionals: readonly string[],
): Result<Record<string, string | readonly string[] | undefined>, CliFailure> {
  const values: Record<string, string | readonly string[] | undefined> = {}
  let at = 0
  for (const [key, argument] of Object.entries(command.arguments satisfies Arguments)) {
    const isLast = argument.presence === 'many' || argument.presence === 'any'
    const needed = argument.presence === 'one' || argument.presence === 'many'
    if (needed && positionals[at] === undefined)
      return usage(`\`coffer ${command.name}\` needs ${argument.value}.`, usageHint(command))
    values[key] = isLast ? positionals.slice(at) : positionals[at]
    at += isLast ? positionals.length : 1
  }
  const extra = positionals[at]
  if (extra === undefined) return succeed(values)
  return usage(`\`coffer ${command.name}\` does not take a further word (${extra}).`, usageHint(command))
}

function readWords(
  words: readonly string[],
  known: Options,
  { untilPositional = false }: { readonly untilPositional?: boolean },
): Result<Words, CliFailure> {
  const options: Words['options'] = {}
  const sequence: { kind: string; text: string }[] = []
  const positionals: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return succeed({ options, sequence, positionals, program: words.slice(at + 1) })
    if (word === '-' || !word.startsWith('-')) {
      if (untilPositional) return succeed({ options, sequence, positionals: words.slice(at), program: null })
      positionals.push(word)
      continue
    }
    const read = readOption(word, words[at + 1], known)
    if (!read.ok) return read
    const { name, option, text, usedNext } = read.value
    store(options, name, option, text)
    if (text !== null) sequence.push({ kind: name, text })
    if (usedNext) at++
  }
  return succeed({ options, sequence, positionals, program: null })
}

interface ReadOption {
  readonly name: string
  readonly option: Option
  /** Null for a flag. */
  readonly text: string | null
  readonly usedNext: boolean
}

/** `--name`, `--name=TEXT`, `--name TEXT`, `-n`, `-nTEXT`, `-n TEXT`. A value may begin with a dash. */
function readOption(word: string, next: string | undefined, known: Options): Result<ReadOption, CliFailure> {
  const isLong = word.startsWith('--')
  const equals = isLong ? word.indexOf('=') : -1
  const written = isLong ? word.slice(2, equals < 0 ? undefined : equals) : word.slice(1, 2)
  const name = isLong ? written : Object.keys(known).find((key) => known[key]?.short === written)
  const option = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined
  const shown = isLong ? `--${written}` : `-${written}`
  if (name === undefined || option === undefined) return unknownOption(shown, known)
  const glued = isLong ? (equals < 0 ? null : word.slice(equals + 1)) : word.length > 2 ? word.slice(2) : null
  if (option.type === 'flag') {
    if (glued !== null) return usage(`${shown} takes no value.`)
    return succeed({ name, option, text: null, usedNext: false })
  }
  const text = glued ?? next
  if (text === undefined) return usage(`${shown} needs ${option.value}.`)
  return succeed({ name, option, text, usedNext: glued === null })
}

function store(options: Words['options'], name: string, option: Option, text: string | null): void {
  if (option.type === 'flag') options[name] = true
  else if (option.type === 'value') options[name] = text ?? ''
  else options[name] = [...(Array.isArray(options[name]) ? options[name] : []), text ?? '']
}

function emptyOptions(known: Options): Record<string, boolean | readonly string[] | undefined> {
  const empty = { flag: false, list: [], value: undefined } as const
  return Object.fromEntries(Object.entries(known).map(([name, { type }]) => [name, empty[type]]))
}

const pick = (from: Record<string, unknown>, known: Options): Record<string, unknown> =>
  Object.fromEntries(Object.keys(known).map((name) => [name, from[name]]))

/** The command with the most words that the line begins with. */
export function findCommand(words: readonly string[], commands: readonly Command[]): Command | null {
  const matching = commands.filter(({ name }) => name.split(' ').every((part, at) => words[at] === part))
  return matching.sort((a, b) => b.name.length - a.name.length)[0] ?? null
}

function unknownCommand(words: readonly string[], commands: readonly Command[]): Result<never, CliFailure> {
  const [first = ''] = words
  const below = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  const next = words[1]?.startsWith('-') ? undefined : words[1]
  if (below.length > 0 && next === undefined)
    return usage(`\`coffer ${first}\` needs a further word.`, `Say ${inWords(below)}.`)
  if (below.length > 0 && next !== undefined) return unknownFurtherWord(first, next, below)
  const near = nearWords(
    commands.map(({ name }) => name),
    first,
  )
  const hint = near.length > 0 ? `Did you mean ${inWords(near)}?` : 'See `coffer --help`.'
  return usage(`There is no command ${first}.`, hint)
}

function unknownFurtherWord(first: string, next: string, below: readonly string[]): Result<never, CliFailure> {
  const near = nearWords(below, `${first} ${next}`)
  const hint = near.length > 0 ? `Did you mean ${inWords(near)}?` : `Say ${inWords(below)}.`
  return usage(`There is no command ${first} ${next}.`, hint)
}

function unknownOption(shown: string, known: Options): Result<never, CliFailure> {
  const near = nearWords(
    Object.keys(known).map((name) => `--${name}`),
    shown,
  )
  return usage(`There is no option ${shown}.`, near.length > 0 ? `Did you mean ${inWords(near)}?` : undefined)
}

function withHint(failure: CliFailure, hint: string): Result<never, CliFailure> {
  return failure.kind === 'usage' && failure.hint === undefined ? fail({ ...failure, hint }) : fail(failure)
}
