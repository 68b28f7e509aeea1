import type { NewValue } from '../../../shared/contract.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { SecretDetail } from '../../../shared/model.ts'
import { utf8Bytes } from '../../../shared/rules.ts'
import { toBytes } from '../../lib/bytes.ts'
import { type Field, type FieldType, joinFields } from '../../lib/fields.ts'
import type { ValueFields } from './value-fields.ts'

export interface FieldRow {
  readonly id: string
  readonly key: string
  readonly type: FieldType
  /** It stands for a key of the current value whose text was not asked for: empty means unchanged. */
  readonly isHidden: boolean
  /** Proposed by the kind: not saved while empty. */
  readonly isTemplate: boolean
}

export type ValueMode = 'raw' | 'fields' | 'file'

/** What the form shows. It never holds what was typed. */
export interface FormState {
  readonly mode: ValueMode
  readonly rows: readonly FieldRow[]
  /** Whether the fields hold all of the value: true for a new secret, and once the current value was asked for. */
  readonly isLoaded: boolean
  readonly file: { readonly sizeBytes: number } | null
  readonly usedBytes: number
  readonly problem: string | null
  readonly failure: Failure | null
}

/** The id of the field that holds the value as a whole. */
export const rawId = 'raw'

let lastRow = 0

export function newRow(
  key: string,
  type: FieldType,
  flags: { isHidden?: boolean; isTemplate?: boolean } = {},
): FieldRow {
  lastRow += 1
  return { id: `row-${lastRow}`, key, type, isHidden: flags.isHidden ?? false, isTemplate: flags.isTemplate ?? false }
}

function startMode(secret: SecretDetail | null): ValueMode {
  if (secret?.form === 'binary') return 'file'
  return secret?.keys ? 'fields' : 'raw'
}

/** A new secret begins with one empty field, one that is edited with its keys or its field, all hidden. */
export const startState = (secret: SecretDetail | null): FormState => ({
  mode: startMode(secret),
  rows: (secret?.keys ?? []).map((key) => newRow(key, 'string', { isHidden: true })),
  isLoaded: secret === null || secret.form === null,
  file: null,
  usedBytes: 0,
  problem: null,
  failure: null,
})

export const hasHidden = (rows: readonly FieldRow[]): boolean => rows.some((row) => row.isHidden)

/** The rows with their texts, without proposals that were left empty. */
export const filledFields = (rows: readonly FieldRow[], fields: ValueFields): readonly Field[] =>
  rows
    .map((row) => ({ row, text: fields.textIn(row.id) }))
    .filter(({ row, text }) => !(row.isTemplate && text === ''))
    .map(({ row, text }) => ({ key: row.key, type: row.type, text }))

/** Bytes of the value as it would be saved; of fields that stay hidden only what was typed is counted. */
export function countBytes({ mode, rows }: FormState, fields: ValueFields): number {
  if (mode === 'file') return fields.file()?.length ?? 0
  if (mode === 'raw') return utf8Bytes(fields.textIn(rawId))
  if (hasHidden(rows)) return rows.reduce((sum, row) => sum + utf8Bytes(fields.textIn(row.id)), 0)
  return utf8Bytes(joinFields(filledFields(rows, fields)))
}

/** What is to be saved. `none`: a new secret without a value. The bytes are fresh, the caller owns them. */
export type FormValue = { readonly type: 'none' | 'unchanged' } | { readonly type: 'value'; readonly value: NewValue }

export function readForm(state: FormState, fields: ValueFields, isNew: boolean): FormValue {
  const value = readValue(state, fields, isNew)
  if (value) return { type: 'value', value }
  return { type: isNew ? 'none' : 'unchanged' }
}

function readValue({ mode, rows, isLoaded }: FormState, fields: ValueFields, isNew: boolean): NewValue | null {
  const file = fields.file()
  if (mode === 'file') return file ? { form: 'binary', bytes: file.slice() } : null
  if (!isNew && !fields.isTouched()) return null
  if (mode === 'raw') {
    const text = fields.textIn(rawId)
    return text === '' && (isNew || !isLoaded) ? null : { form: 'text', bytes: toBytes(text) }
  }
  if (hasHidden(rows)) return readChangedFields(rows, fields)
  const filled = filledFields(rows, fields)
  return filled.length === 0 && isNew ? null : { form: 'text', bytes: toBytes(joinFields(filled)) }
}

/** Only the keys that were typed into: the core sets them in the value, the others never reach the page. */
function readChangedFields(rows: readonly FieldRow[], fields: ValueFields): NewValue | null {
  const changed = rows.map((row) => [row.key, fields.textIn(row.id)] as const).filter(([, text]) => text !== '')
  if (changed.length === 0) return null
  return { form: 'fields', set: Object.fromEntries(changed.map(([key, text]) => [key, toBytes(text)])) }
}
