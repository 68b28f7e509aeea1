import { describe, expect, test } from 'vitest'
import {
  countBytes,
  type FieldRow,
  type FormState,
  newRow,
  rawId,
  readForm,
  startState,
} from '../../../../renderer/screens/editor/form-state.ts'
import { createValueFields, type ValueFields } from '../../../../renderer/screens/editor/value-fields.ts'
import type { SecretDetail } from '../../../../shared/model.ts'
import { detailOf } from '../../../support/secret-rows.ts'

const secret = (more: Partial<SecretDetail>): SecretDetail => detailOf('prod/db', more)

/** Types into fields as the page does: the field holds the text, and the form hears of it. */
function typeInto(fields: ValueFields, id: string, text: string): void {
  fields.attach(id, { value: text })
  fields.touch(id)
}

function withRows(state: FormState, rows: readonly FieldRow[], texts: readonly string[]) {
  const fields = createValueFields()
  for (const [at, row] of rows.entries()) if (texts[at] !== undefined) typeInto(fields, row.id, texts[at])
  return { state: { ...state, mode: 'fields' as const, rows }, fields }
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** The reading as plain words: the form and the text of what is to be saved. */
function outcome(state: FormState, fields: ValueFields, isNew: boolean): unknown {
  const read = readForm(state, fields, isNew)
  if (read.type !== 'value') return read.type
  const { value } = read
  if (value.form === 'binary') return { binary: value.bytes.length }
  if (value.form === 'text') return { text: decode(value.bytes) }
  return { fields: Object.fromEntries(Object.entries(value.set).map(([key, bytes]) => [key, decode(bytes)])) }
}

describe('a new secret', () => {
  test('without anything typed has no value', () => {
    expect(outcome(startState(null), createValueFields(), true)).toBe('none')
  })

  test('has the raw text as it was typed', () => {
    const fields = createValueFields()
    typeInto(fields, rawId, ' two\nlines ')
    expect(outcome(startState(null), fields, true)).toEqual({ text: ' two\nlines ' })
  })

  test('has the filled fields as JSON, a number where the kind has one, and no empty proposals', () => {
    const rows = [
      newRow('host', 'string', { isTemplate: true }),
      newRow('port', 'json', { isTemplate: true }),
      newRow('dbname', 'string', { isTemplate: true }),
      newRow('note', 'string'),
    ]
    const { state, fields } = withRows(startState(null), rows, ['h', '5432', '', ''])
    expect(outcome(state, fields, true)).toEqual({ text: '{"host":"h","port":5432,"note":""}' })
  })

  test('of empty proposals alone has no value', () => {
    const rows = [newRow('host', 'string', { isTemplate: true })]
    const { state, fields } = withRows(startState(null), rows, [''])
    expect(outcome(state, fields, true)).toBe('none')
  })

  test('has the bytes of a file, copied', () => {
    const fields = createValueFields()
    fields.keepFile(new Uint8Array([0, 1, 2]))
    expect(outcome({ ...startState(null), mode: 'file', file: { sizeBytes: 3 } }, fields, true)).toEqual({ binary: 3 })
  })
})

describe('a secret that is edited', () => {
  test('with keys begins with a hidden field each, and is unchanged while they are empty', () => {
    const state = startState(secret({ keys: ['username', 'password'] }))
    expect(state.mode).toBe('fields')
    expect(state.rows.map(({ key, isHidden }) => [key, isHidden])).toEqual([
      ['username', true],
      ['password', true],
    ])
    expect(outcome(state, createValueFields(), false)).toBe('unchanged')
  })

  test('sends only the keys that were typed into', () => {
    const begun = startState(secret({ keys: ['username', 'password'] }))
    const { state, fields } = withRows(begun, begun.rows, ['', 'new'])
    expect(outcome(state, fields, false)).toEqual({ fields: { password: 'new' } })
  })

  test('of text begins hidden and empty, which means unchanged', () => {
    const state = startState(secret({}))
    expect([state.mode, state.isLoaded]).toEqual(['raw', false])
    const fields = createValueFields()
    typeInto(fields, rawId, '')
    expect(outcome(state, fields, false)).toBe('unchanged')
  })

  test('of text is replaced by what was typed', () => {
    const fields = createValueFields()
    typeInto(fields, rawId, 'new')
    expect(outcome(startState(secret({})), fields, false)).toEqual({ text: 'new' })
  })

  test('whose value was shown and not touched is unchanged', () => {
    const fields = createValueFields()
    fields.attach(rawId, { value: 'shown' })
    expect(outcome({ ...startState(secret({})), isLoaded: true }, fields, false)).toBe('unchanged')
  })

  test('whose value was shown and emptied is sent empty, for the core to refuse', () => {
    const fields = createValueFields()
    typeInto(fields, rawId, '')
    expect(outcome({ ...startState(secret({})), isLoaded: true }, fields, false)).toEqual({ text: '' })
  })

  test('of bytes is unchanged until a file is chosen', () => {
    const state = startState(secret({ form: 'binary' }))
    expect(state.mode).toBe('file')
    expect(outcome(state, createValueFields(), false)).toBe('unchanged')
  })
})

test('bytes are counted as they would be saved', () => {
  const fields = createValueFields()
  typeInto(fields, rawId, 'häß')
  expect(countBytes(startState(null), fields)).toBe(5)
  const rows = [newRow('a', 'string')]
  const form = withRows(startState(null), rows, ['x'])
  expect(countBytes(form.state, form.fields)).toBe('{"a":"x"}'.length)
})
