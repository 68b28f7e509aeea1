import { describe, expect, test } from 'vitest'
import { shortcutText } from '../../../renderer/components/kbd.tsx'
import { commands } from '../../../renderer/store/commands.ts'
import { matches } from '../../../renderer/use-shortcuts.ts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

describe('a shortcut', () => {
  test.each([
    ['mod+K', press('k', { ctrlKey: true }), true],
    ['mod+K', press('k', { metaKey: true }), true],
    ['mod+K', press('K', { ctrlKey: true }), true],
    ['mod+K', press('k'), false],
    ['mod+K', press('k', { ctrlKey: true, altKey: true }), false],
    ['mod+K', press('K', { ctrlKey: true, shiftKey: true }), false],
    ['mod+shift+C', press('C', { ctrlKey: true, shiftKey: true }), true],
    ['mod+shift+C', press('c', { ctrlKey: true }), false],
    ['mod+C', press('C', { ctrlKey: true, shiftKey: true }), false],
    ['mod+,', press(',', { ctrlKey: true }), true],
    ['/', press('/'), true],
    ['/', press('/', { ctrlKey: true }), false],
    ['?', press('?', { shiftKey: true }), true],
    ['?', press('?'), true],
  ])('%j and %j: %s', (keys, event, does) => {
    expect(matches(event, keys)).toBe(does)
  })

  test('is one command’s alone', () => {
    const keys = commands.flatMap((command) => command.keys ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is written as each system writes it', () => {
    expect(shortcutText('mod+shift+C', false)).toBe('Ctrl Shift C')
    expect(shortcutText('mod+shift+C', true)).toBe('⌘⇧C')
  })
})
