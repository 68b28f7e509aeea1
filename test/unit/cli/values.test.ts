import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withoutLineEnd } from '../../../cli/core/password.ts'
import { createStyle, hasControls, layTable, printable, relativeTime } from '../../../cli/terminal/style.ts'
import { checkKind, checkLookup, parseTags, parseWhole } from '../../../cli/values/checks.ts'
import { findField, readFields } from '../../../cli/values/fields.ts'
import { readLimited, writePrivately } from '../../../cli/values/files.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))

describe('a file', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'coffer-files-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  test('is written for its owner alone, and nothing stays beside it', () => {
    const path = join(dir, 'key')
    expect(writePrivately(path, bytes('one'))).toMatchObject({ ok: true })
    expect(lstatSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(dir)).toEqual(['key'])
  })

  test('that was there is replaced, with its mode', () => {
    const path = join(dir, 'key')
    writeFileSync(path, 'old', { mode: 0o644 })
    writePrivately(path, bytes('new'))
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(lstatSync(path).mode & 0o777).toBe(0o600)
  })

  test('behind a link is left alone: the link is replaced', () => {
    writeFileSync(join(dir, 'target'), 'old')
    symlinkSync(join(dir, 'target'), join(dir, 'link'))
    writePrivately(join(dir, 'link'), bytes('new'))
    expect(readFileSync(join(dir, 'target'), 'utf8')).toBe('old')
    expect(readFileSync(join(dir, 'link'), 'utf8')).toBe('new')
  })

  test('that is none is written to, not replaced', () => {
    expect(writePrivately('/dev/null', bytes('x'))).toMatchObject({ ok: true })
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  test('that cannot be written leaves nothing and what was there', () => {
    mkdirSync(join(dir, 'folder'))
    expect(writePrivately(join(dir, 'folder'), bytes('x'))).toMatchObject({ failure: { kind: 'file' } })
    expect(writePrivately(join(dir, 'no', 'such'), bytes('x'))).toMatchObject({ failure: { kind: 'file' } })
    expect(readdirSync(dir)).toEqual(['folder'])
  })

  test('is read up to the limit and refused beyond', () => {
    const path = join(dir, 'value')
    writeFileSync(path, 'x'.repeat(10))
    expect(readLimited(path, 10)).toEqual({ ok: true, value: bytes('x'.repeat(10)) })
    expect(readLimited(path, 9)).toMatchObject({ failure: { kind: 'usage' } })
    expect(readLimited('/dev/zero', 9)).toMatchObject({ failure: { kind: 'usage' } })
    expect(readLimited(dir, 9)).toMatchObject({ failure: { kind: 'usage' } })
    expect(readLimited(join(dir, 'none'), 9)).toMatchObject({ failure: { kind: 'usage' } })
    expect(existsSync(join(dir, 'none'))).toBe(false)
  })
})

describe('one line end at the end of a password', () => {
  test.each([
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    ['a\n\n', 'a\n'],
    ['a', 'a'],
    ['a\r', 'a\r'],
    ['\n', ''],
    ['', ''],
  ])('is dropped from %j, leaving %j', (given, left) => {
    expect(Buffer.from(withoutLineEnd(bytes(given))).toString()).toBe(left)
  })

  test('leaves no second copy', () => {
    const given = bytes('secret\n')
    withoutLineEnd(given)
    expect(given).toEqual(new Uint8Array(7))
  })
})

describe('the keys of a value', () => {
  test('are those of a JSON object, as they are written', () => {
    const value = bytes('{"a":"x\\ny","n":1.10,"big":12345678901234567890,"o":{"p":[1, 2]},"z":null,"a":"last"}')
    const found = Object.fromEntries(
      ['a', 'n', 'big', 'o', 'z'].map((key) => {
        const field = findField(value, key)
        return [key, field.ok ? field.value.text : null]
      }),
    )
    expect(found).toEqual({ a: 'last', n: '1.10', big: '12345678901234567890', o: '{"p":[1, 2]}', z: 'null' })
  })

  test('are those of .env text', () => {
    expect(readFields(bytes('# c\nA=1\nexport B="x y"\n'))?.map(({ key, text }) => [key, text])).toEqual([
      ['A', '1'],
      ['B', 'x y'],
    ])
  })

  test.each(['just text', '[1]', '"x"', '', 'A=1\nand a stray line'])('of %j are none', (text) => {
    expect(readFields(bytes(text))).toBeNull()
  })

  test('of bytes that are no text are none', () => {
    expect(readFields(new Uint8Array([0x7b, 0xff, 0x7d]))).toBeNull()
  })

  test('are suggested when one is mistyped', () => {
    expect(findField(bytes('{"password":"x"}'), 'pasword')).toMatchObject({
      failure: { kind: 'no-field', near: ['password'] },
    })
  })
})

describe('inputs', () => {
  test('of a name that AWS owns may be looked up', () => {
    expect(checkLookup('rds!db-1')).toMatchObject({ ok: true })
    expect(checkLookup('a b')).toMatchObject({ ok: false })
    expect(checkLookup('')).toMatchObject({ ok: false })
  })

  test('of a tag may be empty and hold an equals sign', () => {
    expect(parseTags(['a=', 'b=c=d'])).toEqual({ ok: true, value: { a: '', b: 'c=d' } })
    expect(parseTags(['=x'])).toMatchObject({ failure: { kind: 'usage' } })
    expect(parseTags(['a'.repeat(129).concat('=x')])).toMatchObject({ failure: { kind: 'invalid' } })
  })

  test('of a kind are suggested', () => {
    expect(checkKind('ssh')).toMatchObject({ failure: { hint: 'Say ssh-key.' } })
    expect(checkKind(undefined)).toEqual({ ok: true, value: undefined })
  })

  test.each(['', '-1', '1.5', '1e3', 'x', '99999999999'])('of a whole number are not %j', (text) => {
    expect(parseWhole('--days', text)).toMatchObject({ failure: { kind: 'usage' } })
  })
})

describe('what is shown', () => {
  test('cannot move the cursor or turn the reading direction', () => {
    expect(printable('a\x1b[2J\n\u202eb\x9b')).toBe('a\ufffd[2J\ufffd\ufffdb\ufffd')
  })

  test('is refused as a value when the terminal would obey it', () => {
    expect(['a\tb\r\n', 'é😀', ''].map(hasControls)).toEqual([false, false, false])
    expect(['\x1b[2J', '\0', '\x7f', '\x9b'].map(hasControls)).toEqual([true, true, true, true])
  })

  test('stands in columns', () => {
    const style = createStyle(false)
    const rows = [
      ['a', 'long cell', 'x'],
      ['bbbb', '', ''],
    ]
    expect(layTable([{ title: 'ONE' }, { title: 'TWO' }, { title: 'THREE' }], rows, style)).toBe(
      'ONE   TWO        THREE\na     long cell  x\nbbbb\n',
    )
  })

  test.each([
    [0, 'now'],
    [-59_000, 'now'],
    [-60_000, '1 minute ago'],
    [-3_600_000 * 5, '5 hours ago'],
    [-86_400_000, 'yesterday'],
    [86_400_000 * 29.9, 'in 29 days'],
    [-86_400_000 * 400, 'last year'],
  ])('as a time of %i ms from now is "%s"', (delta, words) => {
    expect(relativeTime(1_000_000_000_000 + delta, 1_000_000_000_000)).toBe(words)
  })
})
