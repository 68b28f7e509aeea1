import { type Result, succeed } from '../../shared/failure.ts'
import type { Loss } from '../../shared/transfer/collect.ts'
import { type ImportSource, importSources } from '../../shared/transfer/read-source.ts'
import type { Context } from '../context.ts'
import { type CliFailure, inWords, type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, list, optional, value } from '../line/command.ts'
import { nearWords } from '../line/near.ts'
import { counted, layTable, printable } from '../terminal/style.ts'
import { readFiles } from '../transfer/sources.ts'
import { type Fate, type Stored, storeItems } from '../transfer/store.ts'
import { newestEntry, undoImport, undoWord } from '../transfer/undo.ts'

export const importCommand = defineCommand({
  name: 'import',
  group: 'programs',
  summary: 'Bring secrets in from files of other tools',
  details: [
    'SOURCE is dotenv, json, csv, aws-credentials (the profiles of ~/.aws/credentials) or ssh (the private keys of ~/.ssh). A .env file becomes one env set, or with --split a secret for each key. Titles of a table are recognised; --map says which column a field is in: name, value, username, password, url, totp, notes, description, kind, tags, folder.',
    'Everything that was in the source and is not carried over is named: comments, unknown columns, names that had to change. Secrets that exist are left alone unless --replace gives them a new version. --undo takes an import back: what was new is scheduled for deletion, what was replaced becomes current again, and what was changed since is left.',
    'The files are not changed. Delete them once the vault has what they hold.',
  ],
  arguments: {
    source: optional('SOURCE', 'What the file is', importSources),
    file: optional('FILE', 'The file; ~/.ssh and ~/.aws/credentials need none', 'file'),
  },
  options: {
    'dry-run': flag('Say what would be done, and do nothing'),
    prefix: value('P', 'Put this before every name: `app/`'),
    name: value('NAME', 'For dotenv: the name of the env set instead of that of the file'),
    split: flag('For dotenv: a secret for each key'),
    map: list('FIELD=COLUMN', 'For csv: the column of a field'),
    replace: flag('Give secrets that exist a new version'),
    undo: value('ID', 'Take back the import that printed this'),
  },
  examples: [
    { line: 'coffer import dotenv .env --prefix app/ --dry-run', about: 'Look first' },
    { line: "coffer import csv passwords.csv --map 'name=Item' --prefix web/", about: 'A table of another tool' },
    { line: 'coffer import ssh', about: 'The private keys of ~/.ssh' },
    { line: 'coffer import --undo 120-145-4711', about: 'Take it back' },
  ],
  async run(context, { args, options }) {
    if (options.undo !== undefined)
      return args.source === undefined ? undo(context, options.undo) : usage('--undo goes without a SOURCE.')
    const source = readSourceWord(args.source)
    if (!source.ok) return source
    const prefix = options.prefix ?? ''
    const { name, split, map, replace } = options
    const read = readFiles(source.value, { file: args.file, prefix, name, split, map })
    if (!read.ok) return read
    const { items, losses } = read.value
    const before = await newestEntry(context)
    if (!before.ok) return before
    const { stored, failure } = await storeItems(context, items, { dryRun: options['dry-run'], replace })
    for (const { bytes } of items) bytes.fill(0)
    const after = options['dry-run'] ? before : await newestEntry(context)
    const changed = after.ok && after.value > before.value && stored.some(({ fate }) => isDone(fate))
    await printReport(context, { stored, losses, undo: changed ? undoWord(before.value, after.value) : null })
    return failure === null ? succeed(0) : { ok: false, failure }
  },
})

function readSourceWord(word: string | undefined): Result<ImportSource, CliFailure> {
  const source = importSources.find((one) => one === word)
  if (source !== undefined) return succeed(source)
  if (word === undefined) return usage('Say what the file is.', `Say ${inWords(importSources)}.`)
  const near = nearWords(importSources, word)
  return usage(`There is no importer of ${word}.`, `Say ${inWords(near.length > 0 ? near : importSources)}.`)
}

const isDone = (fate: Fate): boolean => fate === 'new' || fate === 'replaced'

const fateWords: Readonly<Record<Fate, string>> = {
  new: 'new',
  replaced: 'replaced',
  same: 'the same already',
  exists: 'left alone, it exists',
  scheduled: 'left alone, it is scheduled for deletion',
}

interface Report {
  readonly stored: readonly Stored[]
  readonly losses: readonly Loss[]
  readonly undo: string | null
}

async function printReport({ out }: Context, { stored, losses, undo: word }: Report): Promise<void> {
  const rows = stored.map(({ item, fate }) => ({ name: item.name, kind: item.kind, from: item.from, fate }))
  if (out.json) {
    await out.printJson({ secrets: rows, notCarried: losses, ...(word === null ? {} : { undo: word }) })
    return
  }
  const columns = [{ title: 'NAME', style: out.style.bold }, { title: 'FROM' }, { title: 'WHAT' }]
  const cells = rows.map(({ name, from, fate }) => [name, from, fateWords[fate]])
  if (rows.length > 0) await out.data(layTable(columns, cells, out.style))
  if (losses.length > 0) {
    const lines = losses.map(({ where, what }) => `  ${printable(where)}: ${printable(what)}\n`)
    await out.data(`${rows.length > 0 ? '\n' : ''}${out.style.bold('Not carried over')}\n${lines.join('')}`)
  }
  const done = rows.filter(({ fate }) => isDone(fate)).length
  if (word !== null) out.note(`Imported ${counted(done, 'secret')}. Take it back: coffer import --undo ${word}`)
}

async function undo(context: Context, word: string): Promise<Outcome> {
  const undone = await undoImport(context, word)
  if (!undone.ok) return undone
  const columns = [{ title: 'NAME', style: context.out.style.bold }, { title: 'WHAT' }]
  const rows = undone.value.map(({ name, fate }) => [
    name,
    fate === 'changed since' ? 'left alone, changed since' : fate,
  ])
  if (context.out.json) await context.out.printJson({ secrets: undone.value })
  else await context.out.data(layTable(columns, rows, context.out.style))
  return succeed(0)
}
