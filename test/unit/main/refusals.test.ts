import { describe, expect, test } from 'vitest'
import { mayRequest } from '../../../main/refusals.ts'

const page = 'http://localhost:5173/'

describe('what a page may request', () => {
  const table: readonly (readonly [url: string, released: boolean, unpackaged: boolean, developer: boolean])[] = [
    ['app://bundle/', true, true, true],
    ['app://bundle/assets/a.js', true, true, true],
    ['devtools://devtools/bundled/x.js', false, true, true],
    ['http://localhost:5173/main.tsx', false, false, true],
    ['ws://localhost:5173/', false, false, true],
    ['http://localhost:5174/', false, false, false],
    ['https://localhost:5173/', false, false, false],
    ['http://localhost:5173.evil.example/', false, false, false],
    ['http://evil.example/?http://localhost:5173/', false, false, false],
    ['https://example.com/', false, false, false],
    ['wss://example.com/', false, false, false],
    ['file:///etc/passwd', false, false, false],
    ['ftp://example.com/', false, false, false],
    ['chrome://version/', false, false, false],
    ['chrome-extension://abc/x.js', false, false, false],
    ['blob:app://bundle/1', false, false, false],
    ['APP://bundle/', true, true, true],
    ['app', false, false, false],
    ['', false, false, false],
  ]
  for (const [url, released, unpackaged, developer] of table) {
    test(`${JSON.stringify(url)}: released ${released}, unpackaged ${unpackaged}, developer ${developer}`, () => {
      expect(mayRequest(url, true, null)).toBe(released)
      expect(mayRequest(url, true, page)).toBe(released)
      expect(mayRequest(url, false, null)).toBe(unpackaged)
      expect(mayRequest(url, false, page)).toBe(developer)
    })
  }
})
