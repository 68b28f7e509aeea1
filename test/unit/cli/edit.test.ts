import { describe, expect, test } from 'vitest'
import { chosenEditor, editorWords } from '../../../cli/edit/editor.ts'
import { doubtAbout, endingOf, isJson, withLineEndAsBefore } from '../../../cli/edit/text.ts'

describe('the editor', () => {
  test('is VISUAL, then EDITOR, then what every system has', () => {
    expect(chosenEditor({ VISUAL: 'code --wait', EDITOR: 'nano' }, 'linux')).toBe('code --wait')
    expect(chosenEditor({ VISUAL: '', EDITOR: 'nano' }, 'linux')).toBe('nano')
    expect(chosenEditor({}, 'linux')).toBe('vi')
    expect(chosenEditor({}, 'win32')).toBe('notepad')
  })

  test.each(['vim', '/usr/bin/vim', 'nvim', 'vim -u NONE'])('%s leaves no copies of the text', (editor) => {
    expect(editorWords(editor).join(' ')).toMatch(/^-n -i NONE .*noundofile/)
  })

  test.each(['vi', 'nano', 'code --wait', 'evim-like'])('%s gets no words it may not know', (editor) => {
    expect(editorWords(editor)).toEqual([])
  })
})

describe('an edited text', () => {
  test.each([
    ['a\n', 'a', 'a'],
    ['a\r\n', 'a', 'a'],
    ['a\n\n', 'a', 'a\n'],
    ['b\n', 'a\n', 'b\n'],
    ['b', 'a\n', 'b'],
    ['b\n', null, 'b\n'],
  ])('%j after %j is %j', (edited, before, kept) => {
    expect(withLineEndAsBefore(edited, before)).toBe(kept)
  })

  test.each([
    ['{"a":1}', '.json'],
    ['[1]', '.json'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\n', '.pem'],
    ['# x\nexport A=1\n', '.env'],
    ['plain', '.txt'],
    ['', '.txt'],
  ])('%j is coloured as %s', (text, ending) => {
    expect(endingOf(text)).toBe(ending)
  })

  test('is doubted when it is empty or no longer JSON', () => {
    expect(doubtAbout('', 'a')).toContain('empty')
    expect(doubtAbout('{', '{}')).toContain('JSON')
    expect(doubtAbout('x', 'y')).toBeNull()
    expect(doubtAbout('{"b":1}', '{}')).toBeNull()
    expect(isJson('"text"')).toBe(false)
  })
})
