import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMasker, maskPatterns, maskText } from '../../../cli/run/mask.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const text = (shown: Uint8Array) => Buffer.from(shown).toString()

/** What is shown after each chunk, and at the end. */
function masked(secrets: readonly string[], chunks: readonly string[]): string[] {
  const masker = createMasker(secrets.map(bytes))
  return [...chunks.map((chunk) => text(masker.push(bytes(chunk)))), text(masker.end())]
}

const m = maskText

describe('a secret in a stream', () => {
  test.each([
    ['is masked', ['hunter2'], ['a hunter2 b'], [`a ${m} b`, '']],
    ['is masked across chunks', ['hunter2'], ['a hun', 't', 'er2 b'], ['a ', '', `${m} b`, '']],
    ['is masked byte by byte', ['abcd'], ['a', 'b', 'c', 'd', 'e'], ['', '', '', m, 'e', '']],
    ['that was only begun is shown', ['hunter2'], ['a hunt', 'x'], ['a ', 'huntx', '']],
    ['that was begun at the end is shown at the end', ['hunter2'], ['a hunt'], ['a ', 'hunt']],
    ['twice in a row is masked twice', ['abcd'], ['abcdabcd.'], [`${m}${m}.`, '']],
    ['inside a longer one hides the longer one', ['abcd', 'xxabcdyy'], ['xxabcdyy xxabcdz'], [`${m} xx${m}z`, '']],
    ['that overlaps another hides both', ['abcd', 'cdef'], ['1abcdef2'], [`1${m}2`, '']],
    ['that repeats itself is found', ['abab'], ['xabababy'], [`x${m}y`, '']],
    ['that begins anew in its middle is found', ['aaab'], ['aaaaab'], [`aa${m}`, '']],
  ])('%s', (_name, secrets, chunks, shown) => {
    expect(masked(secrets, chunks)).toEqual(shown)
  })

  test('holds nothing back that cannot become one', () => {
    const masker = createMasker([bytes('secret')])
    expect(text(masker.push(bytes('Password: ')))).toBe('Password: ')
    expect(text(masker.push(bytes('cheers')))).toBe('cheer')
  })

  test('is the same however the stream is cut, and never shown', () => {
    const letter = fc.constantFrom('a', 'b', 'c')
    const word = (least: number, most: number) => fc.string({ unit: letter, minLength: least, maxLength: most })
    fc.assert(
      fc.property(
        fc.array(word(1, 6), { minLength: 1, maxLength: 4 }),
        word(0, 60),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (secrets, stream, cuts) => {
          const masker = createMasker(secrets.map(bytes))
          let shown = ''
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1
            shown += text(masker.push(bytes(stream.slice(at, at + size))))
            at += size
          }
          shown += text(masker.end())
          expect(shown).toBe(byHand(secrets, stream))
        },
      ),
      { numRuns: process.env.SLOW === '1' ? 20_000 : 1_000 },
    )
  })

  test('that almost begins again and again does not stop the masking of megabytes', () => {
    const masker = createMasker([bytes('x'.repeat(50_000))])
    for (let at = 0; at < 40; at++) masker.push(bytes('xxxxxxxxxy'.repeat(5_000)))
  })
})

/** The plain definition: every occurrence is hidden, and those that overlap are hidden as one. */
function byHand(secrets: readonly string[], stream: string): string {
  const found = secrets.flatMap((secret) =>
    [...stream].flatMap((_, at) => (stream.startsWith(secret, at) ? [{ start: at, end: at + secret.length }] : [])),
  )
  let shown = ''
  let at = 0
  let hiddenUpTo = -1
  for (const { start, end } of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= hiddenUpTo) shown += `${stream.slice(at, start)}${m}`
    hiddenUpTo = Math.max(hiddenUpTo, end)
    at = hiddenUpTo
  }
  return shown + stream.slice(at)
}

describe('the forms of a value that are looked for', () => {
  const forms = (value: string) => maskPatterns([bytes(value)]).map(text)

  test('are the value, its JSON form and its base64', () => {
    expect(forms('pass"word')).toEqual(['pass"word', 'pass\\"word', Buffer.from('pass"word').toString('base64')])
  })

  test('leave out the last line end, and take long lines one by one', () => {
    expect(forms('first long line\nx\nsecond long line\n')).toEqual(
      expect.arrayContaining(['first long line\nx\nsecond long line', 'first long line', 'second long line']),
    )
    expect(forms('first long line\nx\nsecond long line\n')).not.toContain('x')
  })

  test('are none for a value too short to mean anything', () => {
    expect(forms('abc')).not.toContain('abc')
    expect(forms('1')).toEqual([])
  })
})
