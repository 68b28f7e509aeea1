import { webcrypto } from 'node:crypto'
import type { NewValue } from '../../shared/contract.ts'
import { type Result, succeed } from '../../shared/failure.ts'
import { characterClasses, generateFromClasses, generateWords } from '../../shared/generate.ts'
import { checkName } from '../../shared/rules.ts'
import type { Context } from '../context.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, type OptionValues, value } from '../line/command.ts'
import { parseWhole } from '../values/checks.ts'
import { effWords } from '../values/eff-words.ts'
import { save } from './put.ts'

const usualLength = 24
const lengths = { characters: { least: 1, most: 4_096 }, words: { least: 1, most: 64 } } as const

const options = {
  length: value('N', `Number of characters, ${usualLength} when not given`),
  words: value('N', 'Words instead of characters; each adds 12.9 bits'),
  'no-symbols': flag('Letters and digits only'),
  'all-symbols': flag('Every symbol of GetRandomPassword, also those that shells and URLs mind'),
  'exclude-characters': value('TEXT', 'None of these characters'),
  'exclude-numbers': flag('No digits'),
  'exclude-punctuation': flag('No symbols'),
  'exclude-uppercase': flag('No capitals'),
  'exclude-lowercase': flag('No small letters'),
  'include-space': flag('Also spaces'),
  'no-require-each-included-type': flag('Do not make sure that each sort of character is in it'),
  put: value('NAME', 'Store it under this name instead of printing it', { completes: 'secret' }),
  field: value('KEY', 'With --put: as this key of a JSON value'),
} as const

export const gen = defineCommand({
  name: 'gen',
  group: 'secrets',
  summary: 'Make a password or a passphrase',
  details: [
    "Drawn from the system's random numbers without bias. The usual symbols need no quoting in most shells and are accepted by the databases of AWS. Words come from the EFF's long list of 7,776. --json prints the shape of GetRandomPassword.",
  ],
  arguments: {},
  options,
  examples: [
    { line: 'coffer gen', about: '24 characters' },
    { line: 'coffer gen --words 6', about: 'A passphrase of 77 bits, to type' },
    { line: 'coffer gen --length 40 --put prod/db --field password', about: 'A new password, never on the screen' },
  ],
  async run(context, { options: wanted }) {
    const generated = wanted.words === undefined ? characters(wanted) : passphrase(wanted.words)
    if (!generated.ok) return generated
    if (wanted.put !== undefined) return store(context, generated.value, wanted.put, wanted.field)
    if (wanted.field !== undefined) return usage('--field says where --put NAME is to store it.')
    if (context.out.json) await context.out.printJson({ RandomPassword: generated.value })
    else await context.out.data(context.out.isTerminal ? `${generated.value}\n` : generated.value)
    return succeed(0)
  },
})

const random = (array: Uint32Array<ArrayBuffer>): unknown => webcrypto.getRandomValues(array)

function passphrase(text: string): Result<string, CliFailure> {
  const count = withinLimits('--words', text, lengths.words)
  return count.ok ? succeed(generateWords(count.value, effWords(), random)) : count
}

function characters(wanted: OptionValues<typeof options>): Result<string, CliFailure> {
  const length = withinLimits('--length', wanted.length ?? String(usualLength), lengths.characters)
  if (!length.ok) return length
  const classes = classesOf(wanted)
  const requireEach = !wanted['no-require-each-included-type']
  if (classes.length === 0) return usage('No characters are left to make a password from.')
  if (requireEach && length.value < classes.length)
    return usage(`A password of ${length.value} characters cannot hold one of each of ${classes.length} sorts.`)
  return succeed(generateFromClasses({ length: length.value, classes, requireEach }, random))
}

function classesOf(wanted: OptionValues<typeof options>): readonly string[] {
  const { lower, upper, digits, symbols, allSymbols } = characterClasses
  const excluded = new Set(wanted['exclude-characters'] ?? '')
  const classes = [
    wanted['exclude-lowercase'] ? '' : lower,
    wanted['exclude-uppercase'] ? '' : upper,
    wanted['exclude-numbers'] ? '' : digits,
    wanted['no-symbols'] || wanted['exclude-punctuation'] ? '' : wanted['all-symbols'] ? allSymbols : symbols,
    wanted['include-space'] ? ' ' : '',
  ]
  const left = classes.map((alphabet) => [...alphabet].filter((one) => !excluded.has(one)).join(''))
  return left.filter((alphabet) => alphabet !== '')
}

function withinLimits(
  option: string,
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
): Result<number, CliFailure> {
  const count = parseWhole(option, text)
  if (!count.ok) return count
  const fits = count.value >= least && count.value <= most
  return fits ? count : usage(`${option} is from ${least} to ${most.toLocaleString('en')}.`)
}

async function store(context: Context, generated: string, name: string, key: string | undefined): Promise<Outcome> {
  const checked = checkName(name)
  if (!checked.ok) return checked
  const bytes = Uint8Array.from(Buffer.from(generated))
  const made: NewValue = key === undefined ? { form: 'text', bytes } : { form: 'fields', set: { [key]: bytes } }
  const wish = { name, kind: undefined, stages: [], description: undefined, tags: {}, normalise: false }
  const saved = await save(context, { ...wish, value: made })
  bytes.fill(0)
  if (!saved.ok) return saved
  const { versionId, stages } = saved.value
  if (context.out.json) await context.out.printJson({ Name: name, VersionId: versionId, VersionStages: stages })
  context.out.note(`Saved ${name}, version ${versionId} (${stages.join(', ')}).`)
  return succeed(0)
}
