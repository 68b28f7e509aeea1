import { describe, expect, it } from 'vitest'
import { formatDotenv, parseDotenv } from '../../../../main/core/kinds/dotenv.ts'

const rows: readonly {
  readonly says: string
  readonly text: string
  readonly entries: Readonly<Record<string, string>>
}[] = [
  { says: 'a plain assignment', text: 'A=1', entries: { A: '1' } },
  { says: 'white space around name and value does not count', text: '  A =  one two  ', entries: { A: 'one two' } },
  { says: 'export before a name is dropped', text: 'export A=1', entries: { A: '1' } },
  { says: 'an empty value is a value', text: 'A=\nB=""', entries: { A: '', B: '' } },
  { says: 'comments and blank lines are no entries', text: '# x\n\n  # y\nA=1', entries: { A: '1' } },
  { says: 'a comment may follow a bare value', text: 'A=one # two', entries: { A: 'one' } },
  { says: 'a # without white space before it belongs to the value', text: 'A=p#w', entries: { A: 'p#w' } },
  { says: 'a comment may follow a quoted value', text: 'A="one" # two', entries: { A: 'one' } },
  { says: 'a # in quotes belongs to the value', text: `A="a # b"\nB='c # d'`, entries: { A: 'a # b', B: 'c # d' } },
  { says: 'an equals sign belongs to the value', text: 'A=b=c==', entries: { A: 'b=c==' } },
  { says: 'double quotes know escapes', text: String.raw`A="1\n2\t3\"4\\5\$6"`, entries: { A: '1\n2\t3"4\\5$6' } },
  { says: 'an unknown escape stays as written', text: String.raw`A="\d"`, entries: { A: '\\d' } },
  { says: 'single quotes know none', text: String.raw`A='1\n$B'`, entries: { A: '1\\n$B' } },
  { says: 'backticks may hold both quotes', text: `A=\`it's "x"\``, entries: { A: `it's "x"` } },
  { says: 'double quotes span lines', text: 'A="one\ntwo"\nB=3', entries: { A: 'one\ntwo', B: '3' } },
  { says: 'single quotes span lines', text: "A='one\ntwo'\nB=3", entries: { A: 'one\ntwo', B: '3' } },
  { says: 'Windows line ends are line ends', text: 'A=1\r\nB="x\r\ny"\r\n', entries: { A: '1', B: 'x\ny' } },
  { says: 'variables are not expanded', text: 'A=$B/c', entries: { A: '$B/c' } },
  { says: 'a quote that is never closed is part of its line', text: 'A="x\nB=1', entries: { A: '"x', B: '1' } },
  { says: 'text after a closing quote keeps the line as written', text: 'A="x"y', entries: { A: '"x"y' } },
]

describe('parseDotenv', () => {
  it.each(rows)('$says', ({ text, entries }) => {
    const file = parseDotenv(text)
    expect(Object.fromEntries(file.entries.map(({ key, value }) => [key, value]))).toEqual(entries)
    expect(file.strayLines).toEqual([])
  })

  it('reports lines it cannot read, by number, behind values of several lines', () => {
    expect(parseDotenv('A="1\n2"\nwhat is this\n# c\n===\n')).toMatchObject({ strayLines: [3, 5], commentCount: 1 })
  })

  it('keeps duplicates in their order', () => {
    expect(parseDotenv('A=1\nA=2').entries.map(({ value }) => value)).toEqual(['1', '2'])
  })

  it('says where readers differ, by name and without the value', () => {
    const { notes } = parseDotenv('A=p#w\nB="open\n')
    expect(notes).toEqual([expect.stringMatching(/^A: the #/), expect.stringMatching(/^B: the closing quote/)])
    expect(notes.join()).not.toContain('p#w')
  })
})

describe('formatDotenv', () => {
  it('quotes only what needs it', () => {
    const entries = [
      { key: 'A', value: 'plain/1' },
      { key: 'B', value: 'two words' },
      { key: 'C', value: `it's "$x"` },
      { key: 'D', value: 'one\ntwo' },
    ]
    expect(formatDotenv(entries)).toBe(`A=plain/1\nB='two words'\nC="it's \\"\\$x\\""\nD='one\ntwo'\n`)
  })
})
