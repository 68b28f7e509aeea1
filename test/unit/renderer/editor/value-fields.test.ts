import { expect, test } from 'vitest'
import { createValueFields } from '../../../../renderer/screens/editor/value-fields.ts'

test('a text for a field that is not there yet is handed over once, and forgotten', () => {
  const fields = createValueFields()
  fields.write('a', 'secret')
  const [first, second] = [{ value: '' }, { value: '' }]
  fields.attach('a', first)
  expect(first.value).toBe('secret')
  fields.attach('a', null)
  fields.attach('a', second)
  expect(second.value).toBe('')
})

test('a field that was attached again keeps what was typed', () => {
  const fields = createValueFields()
  const field = { value: '' }
  fields.attach('a', field)
  field.value = 'typed'
  fields.attach('a', null)
  fields.attach('a', field)
  expect(fields.textIn('a')).toBe('typed')
})

test('wiping empties fields, what waits, and the bytes of a file', () => {
  const fields = createValueFields()
  const [field, late] = [{ value: 'typed' }, { value: '' }]
  const bytes = new Uint8Array([1, 2, 3])
  fields.attach('a', field)
  fields.write('later', 'secret')
  fields.keepFile(bytes)
  fields.wipe()
  fields.attach('later', late)
  expect([field.value, late.value, [...bytes], fields.file()]).toEqual(['', '', [0, 0, 0], null])
})

test('another file wipes the one before', () => {
  const fields = createValueFields()
  const bytes = new Uint8Array([1])
  fields.keepFile(bytes)
  fields.keepFile(new Uint8Array([2]))
  expect([...bytes]).toEqual([0])
})
