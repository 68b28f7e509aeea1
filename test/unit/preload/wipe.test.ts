import { expect, test } from 'vitest'
import { wipe } from '../../../preload/wipe.ts'

const bytes = () => Uint8Array.of(1, 2, 3)
const zeroes = new Uint8Array(3)

test('every byte array inside is overwritten, however deep', () => {
  const value = { password: bytes(), list: [bytes(), { deeper: bytes() }], text: 'kept', nothing: null }
  wipe(value)
  expect(value).toEqual({ password: zeroes, list: [zeroes, { deeper: zeroes }], text: 'kept', nothing: null })
})

test('what contains itself is wiped once', () => {
  const value: Record<string, unknown> = { bytes: bytes() }
  value.self = value
  wipe(value)
  expect(value.bytes).toEqual(zeroes)
})
