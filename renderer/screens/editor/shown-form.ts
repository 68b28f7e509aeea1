/** The value's form as its parts share it. */
import type { SecretDetail } from '../../../shared/model.ts'
import { toBytes } from '../../lib/bytes.ts'
import { type Field, joinFields } from '../../lib/fields.ts'
import { type FieldRow, type FormState, newRow } from './form-state.ts'
import type { ValueFields } from './value-fields.ts'

export interface Form {
  readonly secret: SecretDetail | null
  readonly expected: string | null
  readonly state: FormState
  readonly fields: ValueFields
  readonly update: (change: Partial<FormState>) => void
  readonly onDirty: () => void
}

/** One row a key, with its text in its field. */
export function showFields({ fields, update }: Form, parsed: readonly Field[]): readonly FieldRow[] {
  const rows = parsed.map((field) => newRow(field.key, field.type))
  for (const [at, row] of rows.entries()) fields.write(row.id, parsed[at]?.text ?? '')
  update({ mode: 'fields', rows, isLoaded: true, usedBytes: toBytes(joinFields(parsed)).length })
  return rows
}
