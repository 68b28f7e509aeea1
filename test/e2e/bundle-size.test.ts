/** What the window loads, as it is built: small enough to be there at once, and one copy of each part. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { root } from '../support/repository.ts'

const limitBytes = 450 * 1_024
const assets = join(root, 'out', 'renderer', 'assets')
const built = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name))
const textOf = (name: string): string => readFileSync(join(assets, name), 'utf8')

test('scripts and styles of the window have at most 450 KB when they are packed, those loaded later included', () => {
  const packed = built.map((name) => gzipSync(textOf(name)).length)
  expect(packed.length).toBeGreaterThan(1)
  expect(packed.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(limitBytes)
})

test('the page loads one script and one style sheet; the rest comes when it is needed', () => {
  const page = readFileSync(join(root, 'out', 'renderer', 'index.html'), 'utf8')
  expect(page.match(/<script\b/g)).toHaveLength(1)
  expect(page.match(/rel="stylesheet"/g)).toHaveLength(1)
})

test('React is in it once', () => {
  expect(built.filter((name) => textOf(name).includes('react.transitional.element'))).toHaveLength(1)
})
