import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fingerprint } from '../../../scripts/lib/fingerprint.mjs'

let root: string
const write = (path: string, text: string) => {
  writeFileSync(join(root, path), text)
  utimesSync(join(root, path), 1000, 1000)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coffer-fingerprint-'))
  mkdirSync(join(root, 'src/deep'), { recursive: true })
  write('src/a.ts', 'a')
  write('src/deep/b.ts', 'b')
  write('package.json', '{}')
})
afterEach(() => rmSync(root, { recursive: true }))

describe('a fingerprint of inputs', () => {
  const now = () => fingerprint(root, ['src', 'package.json'])

  test.each<[string, () => void]>([
    ['a file grows', () => write('src/a.ts', 'aa')],
    ['a file is written again with the same size', () => writeFileSync(join(root, 'src/deep/b.ts'), 'c')],
    ['a file is added', () => write('src/deep/c.ts', '')],
    ['a file is deleted', () => rmSync(join(root, 'src/a.ts'))],
    ['an input disappears', () => rmSync(join(root, 'package.json'))],
  ])('changes when %s', (_, change) => {
    const before = now()
    change()
    expect(now()).not.toBe(before)
  })

  test('stays when nothing changed', () => {
    expect(now()).toBe(now())
  })

  test('does not look beside its inputs', () => {
    const before = now()
    write('other.ts', 'x')
    expect(now()).toBe(before)
  })
})
