/**
 * Terminal transcripts: what a person types and sees, replayed for real.
 *
 *     # a comment
 *     $ coffer get prod/db          runs with no terminal at all
 *     its standard output
 *     ! its standard error
 *     ? 4                           its exit code, 0 when there is no such line
 *     (no line end)                 after output whose last line does not end
 *
 *     % coffer unlock               runs on a terminal; what follows is the screen
 *     ~ Password: | open sesame     waits for a prompt and types an answer, which must never be shown
 *     = Sure? | yes                 the same with an answer that is shown
 *
 * With the comment `# With AWS.` there is a test server with an account, for the profile `prod` (test/support/aws/hand.ts).
 *
 * `<uuid>`, `<time>`, `<ago>`, `<n>` and `<any>` stand for what differs each time, `<home>` and `<dir>` for the folders of the run.
 */
import type { Typed } from './terminal-run.ts'

export interface Step {
  readonly line: number
  readonly command: string
  readonly onTerminal: boolean
  readonly typed: readonly Typed[]
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

interface OpenStep {
  readonly line: number
  readonly command: string
  readonly onTerminal: boolean
  readonly typed: Typed[]
  readonly out: string[]
  readonly err: string[]
  exitCode: number
  endsOpen: boolean
}

export function parseTranscript(text: string): readonly Step[] {
  const steps: OpenStep[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const step = steps.at(-1)
    if (line.startsWith('$ ') || line.startsWith('% ')) steps.push(openStep(at + 1, line))
    else if (line.startsWith('#') || step === undefined || line === '') continue
    else if (line === '!' || line.startsWith('! ')) step.err.push(line.slice(2))
    else if (line.startsWith('? ')) step.exitCode = Number(line.slice(2))
    else if (/^[~=] /.test(line)) step.typed.push(readTyped(line))
    else if (line === '(no line end)') step.endsOpen = true
    else step.out.push(line === '\\' ? '' : line)
  }
  return steps.map(({ out, err, endsOpen, ...step }) => ({
    ...step,
    stdout: out.length === 0 ? '' : `${out.join('\n')}${endsOpen ? '' : '\n'}`,
    stderr: err.map((line) => `${line}\n`).join(''),
  }))
}

const openStep = (line: number, text: string): OpenStep => ({
  line,
  command: text.slice(2),
  onTerminal: text.startsWith('% '),
  typed: [],
  out: [],
  err: [],
  exitCode: 0,
  endsOpen: false,
})

function readTyped(line: string): Typed {
  const bar = line.lastIndexOf(' | ')
  if (bar < 0) throw new Error(`no " | " in: ${line}`)
  return { prompt: line.slice(2, bar), answer: line.slice(bar + 3), isShown: line.startsWith('=') }
}

const anything: Readonly<Record<string, string>> = {
  '<uuid>': '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  '<time>': '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d',
  '<ago>': '(?:now|\\d+ minutes? ago)',
  '<n>': '\\d+(?:\\.\\d+)?',
  '<any>': '[^\\n]*',
}

/** The expected text as a pattern; `folders` are replaced first. */
export function toPattern(expected: string, folders: Readonly<Record<string, string>>): RegExp {
  const source = expected
    .split(/(<\w+>)/)
    .map((part) => anything[part] ?? (folders[part] ?? part).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('')
  return new RegExp(`^${source}$`)
}
