import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Result, succeed } from '../../shared/failure.ts'
import { limits } from '../../shared/limits.ts'
import { checkName } from '../../shared/rules.ts'
import type { Context } from '../context.ts'
import { chosenEditor, edit as openEditor } from '../edit/editor.ts'
import { doubtAbout, endingOf, withLineEndAsBefore } from '../edit/text.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, one } from '../line/command.ts'
import { createRamFolder, type RamFolder } from '../run/ram-files.ts'
import { reveal } from './get.ts'

/** Holds the text of an edit that came second, until somebody decides. */
const keptStage = 'unsaved-edit'

export const edit = defineCommand({
  name: 'edit',
  group: 'secrets',
  summary: 'Change a value in your editor',
  details: [
    'Opens AWSCURRENT in $VISUAL or $EDITOR, from a file held in memory where the system can, and saves a new version when you leave the editor with a changed text. The file is removed however the command ends.',
    `If somebody saved another version meanwhile, theirs stays current and yours is kept with the label ${keptStage} (exit code 5).`,
  ],
  arguments: { name: one('NAME', 'The secret, made if it does not exist', 'secret') },
  options: {},
  examples: [
    { line: 'coffer edit prod/db', about: 'In your usual editor' },
    { line: 'EDITOR="code --wait" coffer edit prod/db', about: 'In another' },
  ],
  async run(context, { args: { name } }) {
    const checked = checkName(name)
    if (!checked.ok) return checked
    const opened = await open(context, name)
    if (!opened.ok) return opened
    const folder = createRamFolder(context.onEnd)
    try {
      if (!folder.inMemory) context.out.note(`This system has no files in memory: it is in ${folder.path} meanwhile.`)
      return await editUntilSaved(context, opened.value, folder)
    } finally {
      folder.remove()
    }
  },
})

interface Opened {
  readonly name: string
  readonly exists: boolean
  /** Null when there is no value yet. */
  readonly before: string | null
  /** The version the text is from; null when there is none. */
  readonly versionId: string | null
}

async function open(context: Context, name: string): Promise<Result<Opened, CliFailure>> {
  const current = await reveal(context, name, undefined, undefined)
  if (!current.ok) {
    const { kind } = current.failure
    if (kind !== 'not-found' && kind !== 'stage-not-found') return current
    return succeed({ name, exists: kind === 'stage-not-found', before: null, versionId: null })
  }
  const { bytes, form, versionId } = current.value
  if (form === 'binary' || !isUtf8(bytes) || bytes.includes(0))
    return usage(
      'The value is binary.',
      `Change it with coffer get ${name} -o FILE and coffer put ${name} --file FILE.`,
    )
  const before = Buffer.from(bytes).toString('utf8')
  bytes.fill(0)
  return succeed({ name, exists: true, before, versionId })
}

async function editUntilSaved(context: Context, opened: Opened, folder: RamFolder): Promise<Outcome> {
  const { name, before } = opened
  const fileName = `${name.replace(/[^A-Za-z0-9._-]/g, '-').slice(-60)}${endingOf(before ?? '')}`
  const path = folder.add(fileName, Buffer.from(before ?? ''))
  for (;;) {
    const left = await openEditor(chosenEditor(process.env, process.platform), path)
    if (!left.ok) return left
    const edited = readEdited(path, before)
    if (edited === (before ?? '')) {
      context.out.note('Nothing changed, so nothing was saved.')
      return succeed(0)
    }
    const doubt = Buffer.byteLength(edited) > limits.valueBytes ? tooLarge : doubtAbout(edited, before)
    const decision = doubt === null ? 'save' : await decide(context, doubt)
    if (typeof decision !== 'string') return decision
    if (decision === 'discard') return usage(`${doubt} Nothing was saved.`)
    if (decision === 'again') continue
    const saved = await save(context, opened, edited)
    if (saved.ok || saved.failure.kind === 'stale') return saved
    const next = await decide(context, saved.failure.message)
    if (next !== 'again' && next !== 'save') return saved
  }
}

const tooLarge = `A value has at most ${limits.valueBytes} bytes.`

const readEdited = (path: string, before: string | null): string =>
  withLineEndAsBefore(readFileSync(path, 'utf8'), before)

/** Without a person to ask, what is doubtful is not saved. */
async function decide(context: Context, doubt: string): Promise<'again' | 'save' | 'discard' | Outcome> {
  if (!context.terminal.canAsk()) return 'discard'
  context.out.error(`${doubt}\n`)
  const asked = await context.terminal.ask('Edit again, save anyway or discard? [e/s/d] ', { echo: true })
  if (!asked.ok) return asked
  const answer = Buffer.from(asked.value).toString('latin1').trim().toLowerCase()
  if (answer.startsWith('s')) return 'save'
  return answer.startsWith('d') ? 'discard' : 'again'
}

async function save(context: Context, { name, exists, versionId }: Opened, edited: string): Promise<Outcome> {
  const value = { form: 'text', bytes: Uint8Array.from(Buffer.from(edited)) } as const
  const fresh = randomUUID()
  try {
    const version = { name, value, versionId: fresh }
    const expected = versionId === null ? {} : { expected: versionId }
    const saved = exists
      ? await context.core.call('secrets.put', { ...version, ...expected })
      : await context.core.call('secrets.create', version)
    if (!saved.ok) return saved.failure.kind === 'stale' ? await keep(context, name, value, saved) : saved
    if (context.out.json) await context.out.printJson({ Name: name, VersionId: fresh })
    context.out.note(`Saved ${name}, version ${fresh}.`)
    return succeed(0)
  } finally {
    value.bytes.fill(0)
  }
}

type Stale = { readonly ok: false; readonly failure: CliFailure }

/** Nothing typed is lost: the text becomes a version that is not current. */
async function keep(
  context: Context,
  name: string,
  value: { readonly form: 'text'; readonly bytes: Uint8Array },
  stale: Stale,
): Promise<Stale> {
  const kept = await context.core.call('secrets.put', { name, value, versionId: randomUUID(), stages: [keptStage] })
  if (!kept.ok) return kept
  const how = `It is kept with the label ${keptStage}: coffer label ${name} AWSCURRENT --to ${keptStage} --from AWSCURRENT`
  return { ok: false, failure: { ...stale.failure, message: `${name} changed since you opened it. ${how}` } }
}
