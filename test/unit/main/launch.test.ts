import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLaunch, secondStartEffect } from '../../../main/launch.ts'

describe('the arguments of a start', () => {
  const table: readonly (readonly [sentence: string, args: readonly string[], expected: unknown])[] = [
    ['nothing asks for a window', [], { mode: 'window', home: null, link: null }],
    ['--background asks for none', ['--background'], { mode: 'background', home: null, link: null }],
    ['--home names a folder', ['--home=/a b/c', '--background'], { mode: 'background', home: '/a b/c', link: null }],
    [
      'Chromium’s words are passed over',
      ['--no-sandbox', '--ozone-platform=headless', '.'],
      { mode: 'window', home: null, link: null },
    ],
    ['a link names a secret', ['coffer://prod/db'], { mode: 'window', home: null, link: 'prod/db' }],
    ['a link is nothing but a name', ['coffer://prod/db?x=1'], null],
    ['one link at a time', ['coffer://a', 'coffer://b'], null],
    ['--background takes no value', ['--background=1'], null],
    ['--background stands once', ['--background', '--background'], null],
    ['--home needs a value', ['--home'], null],
    ['--home needs more than nothing', ['--home='], null],
    ['--home stands once', ['--home=/a', '--home=/b'], null],
    ['a NUL is no path', ['--home=/a\0b'], null],
    ['a path has an end', [`--home=/${'a'.repeat(4_096)}`], null],
    ['a word has an end', ['x'.repeat(8_193)], null],
    ['a list has an end', Array.from({ length: 257 }, () => 'x'), null],
  ]
  for (const [sentence, args, expected] of table) {
    test(sentence, () => {
      const read = parseLaunch(args)
      expect(read.ok ? read.value : null).toEqual(expected)
      if (!read.ok) expect(read.failure).toMatch(/^[A-Z].+\.$/)
    })
  }

  test('whatever is given, the answer is a launch or a sentence, and only our two words count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('--background', '--home=/x', '--home')), { maxLength: 8 }),
        (args) => {
          const read = parseLaunch(args)
          if (read.ok) expect(read.value.mode).toBe(args.includes('--background') ? 'background' : 'window')
        },
      ),
    )
  })
})

describe('a second start', () => {
  const window = { mode: 'window', home: null, link: null } as const
  const background = { mode: 'background', home: null, link: null } as const
  test('shows the window there is', () => expect(secondStartEffect('window', window)).toBe('show-window'))
  test('takes over from a headless process', () => expect(secondStartEffect('background', window)).toBe('hand-over'))
  test('in the background changes nothing', () => {
    expect(secondStartEffect('window', background)).toBe('nothing')
    expect(secondStartEffect('background', background)).toBe('nothing')
  })
  test('with arguments we cannot read changes nothing', () => {
    expect(secondStartEffect('window', null)).toBe('nothing')
    expect(secondStartEffect('background', null)).toBe('nothing')
  })
})
