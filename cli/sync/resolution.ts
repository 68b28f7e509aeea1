/** PURE how a conflict is shown and settled. */
import { type Result, succeed } from '../../shared/failure.ts'
import type { Conflict, KeyChange, Resolution } from '../../shared/sync-model.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import { nearWords } from '../line/near.ts'
import { layTable, localTime, printable, type Style } from '../terminal/style.ts'

const sides = ['local', 'remote'] as const
export type Side = (typeof sides)[number]
export const takeWords = [...sides, 'merge'] as const

/** Null: nothing was said of it. */
export function readResolution(
  take: string | undefined,
  fields: readonly string[],
): Result<Resolution | null, CliFailure> {
  if (take !== undefined && fields.length > 0) return usage('Give one of --take and --field, not both.')
  if (fields.length > 0) return readFields(fields)
  if (take === undefined) return succeed(null)
  const word = takeWords.find((one) => one === take)
  if (word !== undefined) return succeed({ take: word })
  const near = nearWords(takeWords, take)
  return usage(
    `--take is ${inWords(takeWords)}, not ${take}.`,
    near.length > 0 ? `Did you mean ${inWords(near)}?` : undefined,
  )
}

/** `KEY=local` each; a key may hold "=", so the last one counts. */
function readFields(words: readonly string[]): Result<Resolution, CliFailure> {
  const fields: [string, Side][] = []
  for (const word of words) {
    const equals = word.lastIndexOf('=')
    const side = sides.find((one) => one === word.slice(equals + 1))
    if (equals < 1 || side === undefined) return usage(`--field is KEY=local or KEY=remote, not ${word}.`)
    fields.push([word.slice(0, equals), side])
  }
  return succeed({ take: 'fields', fields: Object.fromEntries(fields) })
}

/** Keys for which a person has to say whose value they take. */
export const contestedKeys = ({ keys }: Pick<Conflict, 'keys'>): readonly string[] =>
  (keys ?? []).filter(({ local, remote }) => moved(local) && moved(remote)).map(({ key }) => key)

const moved = (change: KeyChange): boolean => change !== 'same' && change !== 'absent'

export function conflictsTable(conflicts: readonly Conflict[], style: Style): string {
  const columns = [
    { title: 'SECRET', style: style.bold },
    { title: 'TARGET' },
    { title: 'REGION' },
    { title: 'FOUND', style: style.dim },
    { title: 'HOW TO SETTLE IT' },
  ]
  const rows = conflicts.map((conflict) => [
    conflict.name,
    conflict.target,
    conflict.region,
    localTime(conflict.foundAt),
    waysInWords(conflict),
  ])
  return layTable(columns, rows, style)
}

function waysInWords(conflict: Conflict): string {
  if (conflict.mergeable) return 'keys do not overlap: --take merge, local or remote'
  const keys = contestedKeys(conflict)
  const byKey = keys.length === 0 ? '' : `, or key by key: ${keys.join(', ')}`
  return `--take local or remote${byKey}`
}

/** Everything about one but the values, which `coffer get NAME --version-id ID` shows. */
export function conflictText(conflict: Conflict, style: Style): string {
  const { name, target, region, remoteName, baseVersionId, localVersionId, remoteVersionId, keys } = conflict
  const there = remoteName === name ? '' : ` (${printable(remoteName)} there)`
  const versions = [
    ['here', localVersionId],
    ['there', remoteVersionId],
    ['last agreed', baseVersionId],
  ].map(([side, id]) => `  ${(side ?? '').padEnd(11)}  ${id ?? 'no value'}`)
  const head = [`${style.bold(printable(name))}${there} in ${target} ${region}`, ...versions]
  return `${head.join('\n')}\n${keys === null ? '' : indent(keysTable(keys, style))}`
}

function keysTable(keys: NonNullable<Conflict['keys']>, style: Style): string {
  const columns = [{ title: 'KEY' }, { title: 'HERE' }, { title: 'THERE' }]
  return layTable(
    columns,
    keys.map(({ key, local, remote }) => [key, local, remote]),
    style,
  )
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ')
