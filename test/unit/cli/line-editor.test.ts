import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineEditor } from '../../../cli/terminal/line-editor.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))

/** What becomes of keys typed one chunk after another. */
function typed(chunks: readonly string[], pastedLines = false) {
  const editor = createLineEditor({ pastedLines })
  let state = 'open'
  for (const chunk of chunks) state = editor.push(bytes(chunk))
  return { state, line: Buffer.from(editor.take()).toString(), rest: Buffer.from(editor.rest()).toString() }
}

const paste = (text: string) => `\x1b[200~${text}\x1b[201~`

describe('a line at a prompt', () => {
  test.each([
    ['ends with Enter', ['abc\r'], { state: 'done', line: 'abc', rest: '' }],
    ['ends with a newline from a pipe', ['abc\n'], { state: 'done', line: 'abc', rest: '' }],
    ['stays open until then', ['ab', 'c'], { state: 'open', line: 'abc', rest: '' }],
    ['keeps what was typed ahead', ['abc\rdef'], { state: 'done', line: 'abc', rest: 'def' }],
    ['takes return and newline as one end', ['abc\r\ndef'], { state: 'done', line: 'abc', rest: 'def' }],
    ['gives up at Ctrl-C', ['ab\x03c'], { state: 'interrupted', line: 'ab', rest: 'c' }],
    ['gives up at Ctrl-D when it is empty', ['\x04'], { state: 'interrupted', line: '', rest: '' }],
    ['passes over Ctrl-D when it is not', ['a\x04b\r'], { state: 'done', line: 'ab', rest: '' }],
    ['takes a character back', ['abx\x7fc\r'], { state: 'done', line: 'abc', rest: '' }],
    ['takes a whole character back, of however many bytes', ['ab😀\x08c\r'], { state: 'done', line: 'abc', rest: '' }],
    ['is empty after taking back too much', ['a\x7f\x7f\x7f\r'], { state: 'done', line: '', rest: '' }],
    ['is forgotten at Ctrl-U', ['wrong\x15right\r'], { state: 'done', line: 'right', rest: '' }],
    [
      'passes over arrow keys, also cut in two',
      ['a\x1b', '[', 'Db\x1b[1;5Cc\r'],
      { state: 'done', line: 'abc', rest: '' },
    ],
    ['passes over other control characters', ['a\x01\x1ab\r'], { state: 'done', line: 'ab', rest: '' }],
    ['keeps a tab', ['a\tb\r'], { state: 'done', line: 'a\tb', rest: '' }],
  ])('%s', (_name, chunks, expected) => {
    expect(typed(chunks)).toEqual(expected)
  })

  test('is forgotten by the editor once taken', () => {
    const editor = createLineEditor({ pastedLines: false })
    editor.push(bytes('abc\r'))
    expect(editor.take()).toEqual(bytes('abc'))
    expect(editor.take()).toEqual(new Uint8Array(0))
  })
})

describe('a paste', () => {
  test('ends a password with its first line end', () => {
    expect(typed([paste('secret\r')])).toMatchObject({ state: 'done', line: 'secret' })
  })

  test('of several lines is one value, ended by Enter', () => {
    expect(typed([paste('-----BEGIN\rabc\r-----END\r'), '\r'], true)).toEqual({
      state: 'done',
      line: '-----BEGIN\nabc\n-----END\n',
      rest: '',
    })
  })

  test('with Windows line ends brings newlines', () => {
    expect(typed([paste('a\r\nb'), '\r'], true)).toMatchObject({ line: 'a\nb' })
    expect(typed([paste('a\n\nb'), '\r'], true)).toMatchObject({ line: 'a\n\nb' })
  })

  test('brings control characters as they are', () => {
    expect(typed([paste('a\x03\x7fb'), '\r'], true)).toMatchObject({ state: 'done', line: 'a\x03\x7fb' })
  })

  test('gives the same value however the terminal cuts it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', '\t', '='), maxLength: 60 })
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (lines, size) => {
        const stream = bytes(`${paste(lines.join('\r'))}\r`)
        const editor = createLineEditor({ pastedLines: true })
        let state = 'open'
        for (let at = 0; at < stream.length; at += size) state = editor.push(stream.subarray(at, at + size))
        expect(state).toBe('done')
        expect(Buffer.from(editor.take()).toString()).toBe(lines.join('\n'))
      }),
    )
  })
})
