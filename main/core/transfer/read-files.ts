/** What is in the files that were chosen, by the importer they are for. */
import type { ImportOptions, ImportPreview } from '../../../shared/contract-transfer.ts'
import type { ImportItem, Loss } from '../../../shared/transfer/collect.ts'
import { countKnown, readColumns, type TableColumns } from '../../../shared/transfer/read-csv.ts'
import { decodeText, isBase64, readSource } from '../../../shared/transfer/read-source.ts'
import { adviceOn, recogniseSource } from '../../../shared/transfer/recognise-source.ts'
import { recogniseKind } from '../kinds/index.ts'
import { expose, redact } from '../vault/redacted.ts'
import type { SourceFile, SourceFiles } from './source-files.ts'
import type { HeldItem } from './store-items.ts'

export interface ReadItem extends HeldItem {
  readonly from: string
}

export type Read = Pick<ImportPreview, 'columns' | 'losses' | 'problem'> & { readonly items: readonly ReadItem[] }

/** As the files are most likely meant. */
export function firstOptions({ files, isFolder }: SourceFiles): ImportOptions {
  const [file] = files
  const text = file === undefined ? null : decodeText(expose(file.content))
  const found = file === undefined || text === null ? null : recogniseSource(file.name, text)
  return { source: isFolder ? 'ssh' : (found ?? 'dotenv'), prefix: '', name: '', split: false, map: {} }
}

/** The items have values of their own; what was read stays as it is. */
export function readFiles(files: readonly SourceFile[], { source, prefix, name, split, map }: ImportOptions): Read {
  const [first] = files
  const advice = first === undefined || source === 'ssh' ? null : adviceOn(expose(first.content))
  const columns = source === 'csv' ? readTitles(first, map) : null
  if (advice !== null) return unread(advice)
  if (source === 'csv' && columns === null)
    return unread('Its first line has no titles that are known, such as name, username and password.')
  const copies = files.map((file) => ({ name: file.name, bytes: Uint8Array.from(expose(file.content)) }))
  const options = { prefix, name: name === '' ? undefined : name, split, map }
  const read = readSource(source, copies, options, decodeBase64)
  const items = read.ok ? read.value.items : []
  for (const { bytes } of copies) if (!items.some((item) => item.bytes === bytes)) bytes.fill(0)
  if (!read.ok) return { ...unread(read.failure.message), columns }
  const problem = items.length === 0 ? 'There is nothing in it that can be imported.' : null
  return { columns, items: items.map(hold), losses: shorten(read.value.losses), problem }
}

const unread = (problem: string): Read => ({ columns: null, items: [], losses: [], problem })

/** Null for a table without a line of titles: what stands there is its first row, values and all. */
function readTitles(file: SourceFile | undefined, map: ImportOptions['map']): TableColumns | null {
  const text = file === undefined ? null : decodeText(expose(file.content))
  const columns = text === null ? null : readColumns(text, map)
  return columns !== null && countKnown(columns.titles) > 0 ? columns : null
}

const hold = ({ bytes, kind, ...item }: ImportItem): ReadItem => ({
  ...item,
  kind: kind ?? recogniseKind(bytes, { name: item.name }).kind,
  form: decodeText(bytes) === null ? 'binary' : item.form,
  value: redact(bytes),
})

/** More than anybody reads. */
const mostLosses = 1_000

const shorten = (losses: readonly Loss[]): readonly Loss[] =>
  losses.length <= mostLosses
    ? losses
    : [...losses.slice(0, mostLosses), { where: 'and so on', what: `${losses.length - mostLosses} more` }]

const decodeBase64 = (text: string): Uint8Array | null =>
  isBase64(text) ? Uint8Array.from(Buffer.from(text, 'base64')) : null
