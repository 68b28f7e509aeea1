/** One command line from its words to its exit code. */
import { type Result, succeed } from '../shared/failure.ts'
import { answerShell, completeWord } from './commands/complete.ts'
import { commands } from './commands/index.ts'
import type { Context } from './context.ts'
import { startBackground } from './core/background.ts'
import { createLink, type Link } from './core/link.ts'
import { locate } from './core/place.ts'
import { createCore } from './core/session.ts'
import { type CliFailure, exitCodeOf, exitCodes, hintOf, usage } from './failure.ts'
import type { GlobalValues, Input } from './line/command.ts'
import { commandHelp, overallHelp } from './line/help.ts'
import { type ParsedLine, parseLine } from './line/parse.ts'
import { createOutput, type Output } from './terminal/output.ts'
import { printable } from './terminal/style.ts'
import { createTerminal } from './terminal/terminal.ts'
import { version } from './version.ts'

/** What must be undone whenever this process ends: temporary files, the terminal's mode. */
export interface Endings {
  add(body: () => void): () => void
}

/** Never throws. */
export async function main(words: readonly string[], endings: Endings): Promise<number> {
  if (words[0] === completeWord) return completeLine(words.slice(1), endings)
  const parsed = parseLine(words, commands)
  if (!parsed.ok) return report(parsed.failure, outputOf(words), null)
  const line = parsed.value
  const out = createOutput({
    json: line.globals.json,
    quiet: line.globals.quiet,
    noColor: line.globals['no-color'],
  })
  if (line.kind === 'version') {
    await out.data(`coffer ${version}\n`)
    return exitCodes.ok
  }
  return line.kind === 'help' ? help(line, words, out) : run(line, out, endings)
}

async function help(line: ParsedLine & { kind: 'help' }, words: readonly string[], out: Output): Promise<number> {
  if (line.command !== null) await out.data(commandHelp(line.command, out.style))
  else if (line.globals.help) await out.data(overallHelp(commands, out.style))
  else {
    out.error(overallHelp(commands, out.style))
    return words.length === 0 ? exitCodes.usage : report(nothingSaid, out, null)
  }
  return exitCodes.ok
}

/** The home of the line that is being typed is not known yet, so it is that of the environment. */
async function completeLine(words: readonly string[], endings: Endings): Promise<number> {
  const out = createOutput({ json: false, quiet: true, noColor: true })
  const parsed = parseLine(['status', '--quiet'], commands)
  if (!parsed.ok) return exitCodes.unexpected
  const { globals } = parsed.value
  const here = () => locate(globals.home)
  const link = createLink({ locate: here, start: async () => usage('Completing starts nothing.') })
  const context = contextOf(globals, out, link, endings)
  try {
    return await answerShell(context, words, commands)
  } finally {
    context.core.release()
  }
}

const nothingSaid = usage('Name a command.').failure

async function run(line: ParsedLine & { kind: 'run' }, out: Output, endings: Endings): Promise<number> {
  const { command, input, globals } = line
  const checked = checkGlobals(globals)
  if (!checked.ok) return report(checked.failure, out, null)
  const here = () => locate(globals.home)
  const link = createLink({
    locate: here,
    start: async (place) => {
      out.note('Starting Coffer in the background.')
      return startBackground(place, globals.quiet || globals.json)
    },
  })
  const context = contextOf(globals, out, link, endings)
  try {
    const outcome = await command.run(context, input)
    return outcome.ok ? outcome.value : report(outcome.failure, out, subjectOf(input))
  } catch (error) {
    return report(unexpected(error), out, null)
  } finally {
    context.core.release()
  }
}

function contextOf(globals: GlobalValues, out: Output, link: Link, endings: Endings): Context {
  const terminal = createTerminal()
  const here = () => locate(globals.home)
  const beside = createLink({ locate: here, start: async () => usage('This starts nothing.') })
  return {
    globals,
    out,
    terminal,
    locate: here,
    core: createCore({ link, beside, globals, terminal, out, locate: here }),
    onEnd: endings.add,
  }
}

function checkGlobals({ home }: GlobalValues): Result<null, CliFailure> {
  return home === '' ? usage('--home needs a folder.') : succeed(null)
}

/** The secret a command is about, to name it in hints. */
function subjectOf({ args }: Input): string | null {
  const { name } = args
  return typeof name === 'string' ? name : null
}

/** For a line that could not be parsed: --json is honoured if it is there at all. */
const outputOf = (words: readonly string[]): Output =>
  createOutput({ json: words.includes('--json'), quiet: false, noColor: words.includes('--no-color') })

/** Says what went wrong, on stderr, and answers the exit code. */
export function report(failure: CliFailure, out: Output, subject: string | null): number {
  const hint = hintOf(failure)?.replaceAll('NAME', subject ?? 'NAME') ?? null
  if (out.json) {
    const { kind: code, message } = failure
    out.error(`${JSON.stringify({ error: { code, message, ...(hint === null ? {} : { hint }) } })}\n`)
  } else if (failure.kind !== 'interrupted') {
    const lines = [`coffer: ${printable(failure.message)}`, ...(hint === null ? [] : [`hint: ${printable(hint)}`])]
    out.error(`${lines.join('\n')}\n`)
  }
  return exitCodeOf(failure)
}

/** A bug of ours: its message may hold anything, so only where it happened is told. */
function unexpected(error: unknown): CliFailure {
  const frame = error instanceof Error ? (/\(?([\w.-]+:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1] ?? null) : null
  const kind = error instanceof Error ? error.name : typeof error
  return { kind: 'bug', reference: frame ?? kind, message: `Something unexpected happened (${kind} at ${frame}).` }
}
