/** Merging what is in the form with a version that came meanwhile. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { textOf } from '../../lib/bytes.ts'
import { type Field, parseFields } from '../../lib/fields.ts'
import { mergeFields } from '../../lib/merge-fields.ts'
import { text } from '../../text.ts'
import { filledFields, rawId } from './form-state.ts'
import { type Form, showFields } from './shown-form.ts'

const notMergeable: Result<never> = fail({ kind: 'refused', message: text.editor.mergeRefused })

/** Puts the merge into the form's fields; answers the keys that both sides changed, where mine was kept. */
export async function mergeForm(form: Form, theirVersionId: string): Promise<Result<readonly string[]>> {
  const { secret, expected } = form
  if (secret === null || expected === null) return notMergeable
  const base = await fieldsOf(secret.name, expected)
  const theirs = await fieldsOf(secret.name, theirVersionId)
  if (!base.ok) return base
  if (!theirs.ok) return theirs
  const mine = ownFields(form, base.value)
  if (mine === null) return notMergeable
  const merged = mergeFields(base.value, mine, theirs.value)
  const rows = showFields(form, merged.fields)
  for (const row of rows) form.fields.touch(row.id)
  form.onDirty()
  return succeed(merged.conflicts)
}

async function fieldsOf(name: string, versionId: string): Promise<Result<readonly Field[]>> {
  const answer = await call('secrets.reveal', { name, versionId })
  if (!answer.ok) return answer
  const fields = parseFields(textOf(answer.value.bytes) ?? '')
  answer.value.bytes.fill(0)
  return fields === null ? notMergeable : succeed(fields)
}

/** What would be saved: hidden fields are as they were, but for what was typed over them. */
function ownFields({ state, fields }: Form, base: readonly Field[]): readonly Field[] | null {
  if (state.mode === 'file') return null
  if (state.mode === 'raw') return fields.isTouched() ? parseFields(fields.textIn(rawId)) : base
  const before = new Map(base.map((field) => [field.key, field]))
  const hidden = new Set(state.rows.filter(({ isHidden }) => isHidden).map(({ key }) => key))
  return filledFields(state.rows, fields).map((field) => {
    const was = before.get(field.key)
    const isHidden = hidden.has(field.key) && field.text === ''
    return isHidden && was ? was : { ...field, type: was?.type ?? field.type }
  })
}
