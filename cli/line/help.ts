/** Help that teaches by example, laid out from the commands' own descriptions. */
import type { Style } from '../terminal/style.ts'
import {
  type Argument,
  type Command,
  type CommandGroup,
  commandGroups,
  globalOptions,
  type Option,
  type Options,
} from './command.ts'

/** `get NAME [options]` */
export function usageLine(command: Command): string {
  const words = Object.values(command.arguments).map(shownArgument)
  const options = Object.keys(command.options).length > 0 ? ['[options]'] : []
  const program = command.takesProgram ? ['--', 'COMMAND…'] : []
  return [command.name, ...words, ...options, ...program].join(' ')
}

function shownArgument({ value, presence }: Argument): string {
  const shapes = { one: value, optional: `[${value}]`, many: `${value}…`, any: `[${value}…]` }
  return shapes[presence]
}

/** `-o, --output FILE` */
export function shownOption(name: string, option: Option): string {
  const short = option.short === undefined ? '' : `-${option.short}, `
  const value = option.type === 'flag' ? '' : ` ${option.value}`
  return `${short}--${name}${value}${option.type === 'list' ? ' …' : ''}`
}

export function overallHelp(commands: readonly Command[], style: Style): string {
  const groups = (Object.keys(commandGroups) as CommandGroup[]).map((group) => {
    const inGroup = commands.filter((command) => command.group === group)
    const rows = inGroup.map((command): Row => [command.name, command.summary])
    return rows.length === 0 ? '' : `${style.bold(commandGroups[group])}\n${layRows(rows)}\n`
  })
  const parts = [
    'Keeps secrets in one encrypted file, gives them to programs, and syncs with AWS.\n',
    `${style.bold('Usage')}\n  coffer COMMAND [arguments] [options]\n`,
    ...groups,
    `${style.bold('Options of every command')}\n${optionRows(globalOptions)}\n`,
    'Try `coffer COMMAND --help`, which shows examples.\n',
  ]
  return `${parts.filter((part) => part !== '').join('\n')}`
}

export function commandHelp(command: Command, style: Style): string {
  const args = Object.values(command.arguments).map((argument): Row => [argument.value, argument.about])
  const parts = [
    `${command.summary}.\n`,
    `${style.bold('Usage')}\n  coffer ${usageLine(command)}\n`,
    ...(command.details ?? []).map((paragraph) => `${fold(paragraph, 78)}\n`),
    args.length === 0 ? '' : `${style.bold('Arguments')}\n${layRows(args)}\n`,
    Object.keys(command.options).length === 0 ? '' : `${style.bold('Options')}\n${optionRows(command.options)}\n`,
    `${style.bold('Examples')}\n${exampleLines(command, style)}\n`,
    'Options of every command: `coffer --help`.\n',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function exampleLines(command: Command, style: Style): string {
  return command.examples.map(({ line, about }) => `  ${style.dim(`# ${about}`)}\n  ${line}`).join('\n')
}

type Row = readonly [word: string, about: string]

const optionRows = (options: Options): string =>
  layRows(Object.entries(options).map(([name, option]): Row => [shownOption(name, option), option.about]))

/** Two columns; a word too wide for the first stands on a line of its own. */
function layRows(rows: readonly Row[]): string {
  const width = Math.min(30, Math.max(...rows.map(([word]) => word.length)))
  return rows
    .map(([word, about]) => {
      const text = fold(about, 76 - width).replaceAll('\n', `\n${' '.repeat(width + 4)}`)
      return word.length > width ? `  ${word}\n${' '.repeat(width + 4)}${text}` : `  ${word.padEnd(width)}  ${text}`
    })
    .join('\n')
}

/** Breaks a paragraph between words. */
export function fold(text: string, width: number): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}
