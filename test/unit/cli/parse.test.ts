import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commands } from '../../../cli/commands/index.ts'
import type { CliFailure } from '../../../cli/failure.ts'
import { type Command, defineCommand, flag, list, many, one, optional, value } from '../../../cli/line/command.ts'
import { parseLine } from '../../../cli/line/parse.ts'
import { succeed } from '../../../shared/failure.ts'

const base = { group: 'shell', summary: 'Test', examples: [], run: async () => succeed(0) } as const
const copy = defineCommand({
  ...base,
  name: 'copy',
  arguments: { from: one('FROM', 'a'), to: optional('TO', 'b') },
  options: { deep: flag('c', 'd'), owner: value('USER', 'd', { short: 'u' }), skip: list('GLOB', 'e') },
})
const keyAdd = defineCommand({
  ...base,
  name: 'key add',
  arguments: { name: one('NAME', 'a'), words: many('WORD', 'b') },
  options: {},
})
const launch = defineCommand({ ...base, name: 'launch', takesProgram: true, arguments: {}, options: {} })
const known: readonly Command[] = [copy, keyAdd, launch]

const parse = (...words: string[]) => parseLine(words, known)

function ran(...words: string[]) {
  const parsed = parse(...words)
  if (!parsed.ok || parsed.value.kind !== 'run') throw new Error(`did not run: ${JSON.stringify(parsed)}`)
  return parsed.value
}

function failure(...words: string[]): CliFailure {
  const parsed = parse(...words)
  if (parsed.ok) throw new Error('did not fail')
  return parsed.failure
}

describe('a command line', () => {
  test('gives arguments by their places and options wherever they stand', () => {
    expect(ran('copy', '--deep', 'a', '-u', 'ada', 'b', '--skip', 'x', '--skip=y').input).toEqual({
      args: { from: 'a', to: 'b' },
      options: { deep: true, owner: 'ada', skip: ['x', 'y'] },
      program: [],
      sequence: [
        { kind: 'owner', text: 'ada' },
        { kind: 'skip', text: 'x' },
        { kind: 'skip', text: 'y' },
      ],
    })
  })

  test('leaves out what was not said', () => {
    expect(ran('copy', 'a').input).toEqual({
      args: { from: 'a', to: undefined },
      options: { deep: false, owner: undefined, skip: [] },
      program: [],
      sequence: [],
    })
  })

  test.each([['--owner=ada'], ['--owner', 'ada'], ['-uada'], ['-u', 'ada']])('takes a value as %s %s', (...words) => {
    expect(ran('copy', 'a', ...words).input.options.owner).toBe('ada')
  })

  test('takes a value that begins with a dash, as getopt does', () => {
    expect(ran('copy', 'a', '--owner', '--deep').input.options).toMatchObject({ owner: '--deep', deep: false })
  })

  test('lets the last of two values win', () => {
    expect(ran('copy', 'a', '-u', 'ada', '-u', 'bob').input.options.owner).toBe('bob')
  })

  test('takes a single dash as a word', () => {
    expect(ran('copy', '-').input.args.from).toBe('-')
  })

  test('takes words after -- as they are, for a command that runs no program too', () => {
    expect(ran('copy', '--', '--deep').input).toMatchObject({ args: { from: '--deep' }, options: { deep: false } })
    expect(ran('launch', '--', 'npm', 'start', '--json').input.program).toEqual(['npm', 'start', '--json'])
    expect(ran('launch', '--', 'npm', '--json').globals.json).toBe(false)
  })

  test('takes the options of every command before and after its name', () => {
    expect(ran('--json', '--home', '/x', 'copy', 'a', '--quiet').globals).toMatchObject({
      json: true,
      home: '/x',
      quiet: true,
    })
  })

  test('finds a command of several words', () => {
    expect(ran('key', 'add', 'x', 'y', 'z').input.args).toEqual({ name: 'x', words: ['y', 'z'] })
  })

  test('asks for help instead of complaining', () => {
    expect(parse('copy', '--help')).toMatchObject({ value: { kind: 'help', command: { name: 'copy' } } })
    expect(parse('-h', 'copy', '--deep')).toMatchObject({ value: { kind: 'help', command: { name: 'copy' } } })
    expect(parse('--help')).toMatchObject({ value: { kind: 'help', command: null } })
    expect(parse()).toMatchObject({ value: { kind: 'help', command: null } })
    expect(parse('--version')).toMatchObject({ value: { kind: 'version' } })
  })

  test.each([
    [['copi'], 'There is no command copi.', 'Did you mean copy?'],
    [['cpoy'], 'There is no command cpoy.', 'Did you mean copy?'],
    [['xyz'], 'There is no command xyz.', 'See `coffer --help`.'],
    [['key'], '`coffer key` needs a further word.', 'Say key add.'],
    [['key', '--json'], '`coffer key` needs a further word.', 'Say key add.'],
    [['key', 'ad'], 'There is no command key ad.', 'Did you mean key add?'],
    [['key', 'remove'], 'There is no command key remove.', 'Say key add.'],
    [['copy'], '`coffer copy` needs FROM.', 'See `coffer copy --help`.'],
    [['key', 'add', 'x'], '`coffer key add` needs WORD.', 'See `coffer key add --help`.'],
    [['copy', 'a', 'b', 'c'], '`coffer copy` does not take a further word (c).', 'See `coffer copy --help`.'],
    [['copy', 'a', '--deeep'], 'There is no option --deeep.', 'Did you mean --deep?'],
    [['copy', 'a', '-x'], 'There is no option -x.', 'See `coffer copy --help`.'],
    [['copy', 'a', '--deep=1'], '--deep takes no value.', 'See `coffer copy --help`.'],
    [['copy', 'a', '--owner'], '--owner needs USER.', 'See `coffer copy --help`.'],
    [['--hom'], 'There is no option --hom.', 'Did you mean --home?'],
    [['--home'], '--home needs DIR.', undefined],
    [['copy', 'a', '--__proto__'], 'There is no option --__proto__.', 'See `coffer copy --help`.'],
  ])('%o is refused', (words, message, hint) => {
    expect(failure(...words)).toEqual({ kind: 'usage', message, ...(hint === undefined ? {} : { hint }) })
  })

  test('of any words is a parsed line or a usage failure, never an exception', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('get', 'put', 'label', '--', '-', '--json', '--set', '-o', '--help', '--stage=x', 'help'),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const parsed = parseLine(words, commands)
        if (!parsed.ok) expect(parsed.failure.kind).toBe('usage')
      }),
      { numRuns: process.env.SLOW === '1' ? 50_000 : 1_000 },
    )
  })
})

describe('every command', () => {
  test('has a name of its own, a summary without a full stop, and an example that parses', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length)
    for (const { summary, examples } of commands) {
      expect(summary).toMatch(/^[A-Z].*[^.]$/)
      expect(examples.length).toBeGreaterThan(0)
      for (const { line } of examples) {
        expect(parseLine(wordsOf(line), commands), line).toMatchObject({ ok: true })
      }
    }
  })
})

/** The words of the part of an example that calls us, near enough to a shell's splitting. */
function wordsOf(line: string): string[] {
  const ours = line.slice(line.indexOf('coffer ') + 'coffer '.length).replace(/ [|<>].*|\)"$/, '')
  return [...ours.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
}
