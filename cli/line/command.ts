/**
 * How a command describes itself. Parsing, help, completion and the manual page are all derived from this, so what is
 * written once here cannot disagree with itself.
 */
import type { Context } from '../context.ts'
import type { Outcome } from '../failure.ts'

/** What a word stands for, for the shells' completion. */
export type Completes =
  | 'secret'
  | 'file'
  | 'kind'
  | 'stage'
  | 'command'
  | 'target'
  | 'region'
  | 'profile'
  | readonly string[]

interface Described {
  /** One line, without a full stop. */
  readonly about: string
}

export interface FlagOption extends Described {
  readonly type: 'flag'
  readonly short?: string
}
export interface ValueOption extends Described {
  readonly type: 'value' | 'list'
  /** How help names the value: FILE, DAYS. */
  readonly value: string
  readonly short?: string
  readonly completes?: Completes
}
export type Option = FlagOption | ValueOption
/** By long name, without the dashes. */
export type Options = Readonly<Record<string, Option>>

export interface Argument extends Described {
  /** `one` and `many` must be given; `optional` and `any` may be. `many` and `any` take the rest. */
  readonly presence: 'one' | 'optional' | 'many' | 'any'
  /** How help names it: NAME. */
  readonly value: string
  readonly completes?: Completes
}
export type Arguments = Readonly<Record<string, Argument>>

export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: O[K] extends FlagOption
    ? boolean
    : O[K] extends { readonly type: 'list' }
      ? readonly string[]
      : string | undefined
}
export type ArgumentValues<A extends Arguments> = {
  readonly [K in keyof A]: A[K] extends { readonly presence: 'one' }
    ? string
    : A[K] extends { readonly presence: 'optional' }
      ? string | undefined
      : readonly string[]
}

export interface Example {
  readonly line: string
  readonly about: string
}

interface Spec<A extends Arguments, O extends Options> {
  /** The words that call it: `get`, `endpoint key add`. */
  readonly name: string
  readonly summary: string
  /** Paragraphs for the help and the manual page. */
  readonly details?: readonly string[]
  readonly group: CommandGroup
  readonly arguments: A
  readonly options: O
  readonly examples: readonly Example[]
  /** Everything after `--` belongs to a program; without this it is refused. */
  readonly takesProgram?: boolean
  readonly run: (context: Context, input: Input<A, O>) => Promise<Outcome>
}

export interface Input<A extends Arguments = Arguments, O extends Options = Options> {
  readonly args: ArgumentValues<A>
  readonly options: OptionValues<O>
  /** The words after `--`. */
  readonly program: readonly string[]
  /** Every option with a value, in the order of the line, where that matters. */
  readonly sequence: readonly { readonly kind: string; readonly text: string }[]
}

/** The order of `coffer --help`. */
export const commandGroups = {
  vault: 'The vault',
  secrets: 'Secrets',
  versions: 'Versions and deletion',
  programs: 'Programs and files',
  rotation: 'Rotation',
  sync: 'AWS',
  endpoint: 'The local Secrets Manager',
  ssh: 'The SSH agent',
  care: 'Looking after the vault',
  shell: 'This command',
} as const
export type CommandGroup = keyof typeof commandGroups

export interface Command extends Omit<Spec<Arguments, Options>, 'run'> {
  readonly run: (context: Context, input: Input) => Promise<Outcome>
}

/** Keeps the types of arguments and options inside the command and forgets them outside. */
export function defineCommand<const A extends Arguments, const O extends Options>(spec: Spec<A, O>): Command {
  return { ...spec, run: (context, input) => spec.run(context, input as Input<A, O>) }
}

export const one = (value: string, about: string, completes?: Completes) =>
  ({ presence: 'one', value, about, ...(completes ? { completes } : {}) }) as const
export const optional = (value: string, about: string, completes?: Completes) =>
  ({ presence: 'optional', value, about, ...(completes ? { completes } : {}) }) as const
export const many = (value: string, about: string, completes?: Completes) =>
  ({ presence: 'many', value, about, ...(completes ? { completes } : {}) }) as const
export const flag = (about: string, short?: string) => ({ type: 'flag', about, ...(short ? { short } : {}) }) as const
export const value = (name: string, about: string, more: { short?: string; completes?: Completes } = {}) =>
  ({ type: 'value', value: name, about, ...more }) as const
export const list = (name: string, about: string, more: { short?: string; completes?: Completes } = {}) =>
  ({ type: 'list', value: name, about, ...more }) as const

/** What every command takes, before or after its name. */
export const globalOptions = {
  json: flag('Print data as JSON, in the shapes of `aws secretsmanager` where it has one'),
  quiet: flag('Print nothing but data and errors'),
  'no-color': flag('Print without colours (NO_COLOR does the same)'),
  home: value('DIR', 'The vault to use (or COFFER_HOME)', { completes: 'file' }),
  'password-stdin': flag('Read the password from standard input when the vault must be unlocked'),
  'password-file': value('FILE', 'Read the password from a file', { completes: 'file' }),
  keyfile: value('FILE', 'The keyfile of a vault that needs one besides its password (or COFFER_KEYFILE)', {
    completes: 'file',
  }),
  help: flag('Explain the command', 'h'),
  version: flag('Print the version'),
} as const satisfies Options

export type GlobalValues = OptionValues<typeof globalOptions>
