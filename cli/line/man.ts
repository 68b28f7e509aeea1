/** PURE the manual page, in roff's man macros, from the same descriptions as the help. */
import { type Command, type CommandGroup, commandGroups, globalOptions, type Option, type Options } from './command.ts'
import { exitCodeLines } from './exit-code-lines.ts'
import { shownOption, usageLine } from './help.ts'

/** `date` as 2026-11-24. */
export function manualPage(commands: readonly Command[], version: string, date: string): string {
  const groups = Object.keys(commandGroups) as CommandGroup[]
  const parts = [
    `.TH COFFER 1 ${quoted(date)} ${quoted(`Coffer ${version}`)} "User Commands"`,
    '.SH NAME\ncoffer \\- secrets for shells, scripts and programs',
    '.SH SYNOPSIS\n.B coffer\n.I COMMAND\n[\\fIarguments\\fR] [\\fIoptions\\fR]',
    `.SH DESCRIPTION\n${text(description)}`,
    ...groups.flatMap((group) => groupSection(group, commands)),
    `.SH OPTIONS OF EVERY COMMAND\n${optionList(globalOptions)}`,
    `.SH EXIT STATUS\n${exitCodeLines.map(([code, about]) => item(String(code), about)).join('\n')}`,
    `.SH ENVIRONMENT\n${environment.map(([name, about]) => item(name, about)).join('\n')}`,
    `.SH SECURITY\n${text(security)}`,
  ]
  return `${parts.join('\n')}\n`
}

const description =
  'Coffer keeps secrets in one encrypted file on this machine, with the versions and staging labels of AWS Secrets Manager; it keeps those you choose in step with regions of AWS, and knows when each is due for rotation. This command talks to the process that holds the vault open, over a socket that only its user can use, and starts that process in the background, without a window, when none runs. Passwords and values never stand on a command line: they come from a terminal, a pipe or a file.'

const security =
  'While the vault is unlocked, every program of the same user can read it through this command. Variables of a program that runs can be read by every process of the same user in /proc. What is printed on a terminal may stay in its scrollback.'

const environment: readonly (readonly [string, string])[] = [
  ['COFFER_HOME', 'The folder of the vault, unless --home names one.'],
  ['COFFER_KEYFILE', 'The keyfile of the vault, unless --keyfile names one.'],
  ['NO_COLOR', 'Print without colours.'],
  ['VISUAL, EDITOR', 'The editor of coffer edit.'],
]

function groupSection(group: CommandGroup, commands: readonly Command[]): readonly string[] {
  const inGroup = commands.filter((command) => command.group === group)
  if (inGroup.length === 0) return []
  return [`.SH ${quoted(commandGroups[group].toUpperCase())}`, ...inGroup.map(commandSection)]
}

function commandSection(command: Command): string {
  const args = Object.values(command.arguments).map(({ value, about }) => item(value, about))
  return [
    `.SS ${quoted(`coffer ${usageLine(command)}`)}`,
    text(`${command.summary}.`),
    ...(command.details ?? []).map((paragraph) => `.PP\n${text(paragraph)}`),
    ...args,
    optionList(command.options),
    ...command.examples.map(({ line, about }) => `.PP\n${text(`${about}:`)}\n.PP\n.RS 4\n.nf\n${text(line)}\n.fi\n.RE`),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

const optionList = (options: Options): string =>
  Object.entries(options)
    .map(([name, option]: [string, Option]) => item(shownOption(name, option), option.about))
    .join('\n')

const item = (head: string, body: string): string => `.TP\n.B ${text(head)}\n${text(body)}`

/** Nothing of it is taken as a request or an escape: a dash stays a dash that can be copied. */
function text(plain: string): string {
  const escaped = plain.replaceAll('\\', '\\e').replaceAll('-', '\\-')
  return escaped.replace(/^([.'])/gm, '\\&$1').replace(/[^\x20-\x7e\n]/gu, unicode)
}

const unicode = (char: string): string =>
  `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`

const quoted = (plain: string): string => `"${text(plain).replaceAll('"', '\\(dq')}"`
