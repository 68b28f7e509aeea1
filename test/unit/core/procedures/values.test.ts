import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clipboardText, prepareVersion, valueBytes } from '../../../../main/core/procedures/values.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import { actor, bytes, kindOf, makeVault, type TestHome, text, textVersion, unwrap } from '../../../support/vault.ts'

let home: TestHome
let vault: Vault
beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
})
afterEach(() => {
  vault.close()
  home.remove()
})

const holding = (value: string) =>
  unwrap(vault.create(actor, { name: 'a', kind: 'database', version: textVersion(value) }))
const setting = (set: Readonly<Record<string, string>>) =>
  valueBytes(vault, 'a', {
    form: 'fields',
    set: Object.fromEntries(Object.entries(set).map(([key, value]) => [key, bytes(value)])),
  })

describe('setting keys of a JSON value', () => {
  test('changes those keys and leaves the others and their order', () => {
    holding('{"username":"app","password":"old","host":"db"}')
    expect(text(unwrap(setting({ password: 'new' })).bytes)).toBe('{"username":"app","password":"new","host":"db"}')
  })

  test.each([
    ['a number that stays one', '5433', 5433],
    ['a number that becomes text', 'five', 'five'],
    ['a number that would become a yes', 'true', 'true'],
  ])('keeps the type where it can: %s', (_what, typed, expected) => {
    holding('{"port":5432}')
    expect(JSON.parse(text(unwrap(setting({ port: typed })).bytes))).toEqual({ port: expected })
  })

  test('keeps every digit of the numbers it does not set, and the last of two equal keys', () => {
    holding('{"pin":1.10,"id":12345678901234567890,"a":1,"a":2,"x":"y"}')
    const expected = '{"pin":1.10,"id":12345678901234567890,"a":2,"x":"z"}'
    expect(text(unwrap(setting({ x: 'z' })).bytes)).toBe(expected)
  })

  test('is refused where the value is binary', () => {
    const version = unwrap(prepareVersion('encryption-key', 'binary', Uint8Array.of(0xff, 0), false))
    unwrap(vault.create(actor, { name: 'a', kind: 'encryption-key', version }))
    expect(kindOf(setting({ key: '1' }))).toBe('invalid')
  })

  test('makes an object of a secret without a value', () => {
    unwrap(vault.create(actor, { name: 'a', kind: 'note' }))
    expect(text(unwrap(setting({ key: '1' })).bytes)).toBe('{"key":"1"}')
  })

  test('takes any key for a key, and never for a prototype', () => {
    holding('{}')
    expect(text(unwrap(setting({ ['__proto__']: 'x' })).bytes)).toBe('{"__proto__":"x"}')
  })

  test('is refused where the value is no object', () => {
    holding('plain')
    expect(kindOf(setting({ key: '1' }))).toBe('invalid')
  })
})

describe('a value on its way in', () => {
  test('that is no UTF-8 is not taken as text', () => {
    expect(kindOf(prepareVersion('note', 'text', Uint8Array.of(0xff, 0xfe), false))).toBe('invalid')
    expect(kindOf(prepareVersion('note', 'binary', Uint8Array.of(0xff, 0xfe), false))).toBe('ok')
  })

  test('keeps its bytes unless its kind’s shape is asked for', () => {
    const env = 'A=1\n# note\nB=2\n'
    expect(unwrap(prepareVersion('env-set', 'text', bytes(env), false)).value.sizeBytes).toBe(env.length)
    expect(unwrap(prepareVersion('env-set', 'text', bytes(env), true)).outline.keys).toEqual(['A', 'B'])
  })
})

describe('what goes on the clipboard', () => {
  test('is the text, or one member of the object as text', () => {
    expect(unwrap(clipboardText(bytes('{"a":"x","n":5}'), 'text', undefined))).toBe('{"a":"x","n":5}')
    expect(unwrap(clipboardText(bytes('{"a":"x","n":5}'), 'text', 'a'))).toBe('x')
    expect(unwrap(clipboardText(bytes('{"a":"x","n":5}'), 'text', 'n'))).toBe('5')
  })

  test('is never binary, and never a member that is not there', () => {
    expect(kindOf(clipboardText(bytes('x'), 'binary', undefined))).toBe('refused')
    expect(kindOf(clipboardText(bytes('{"a":1}'), 'text', 'toString'))).toBe('invalid')
  })
})
