import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileAnchor, savesBehind } from '../../../../main/core/vault/anchor.ts'

const a = 'a'.repeat(32)
const b = 'b'.repeat(32)
const hash = (digit: string) => digit.repeat(64)

test.each([
  { what: 'never seen', anchor: null, seen: { generation: 3, stateHash: hash('1') }, behind: 0 },
  {
    what: 'as last seen',
    anchor: { generation: 3, stateHash: hash('1') },
    seen: { generation: 3, stateHash: hash('1') },
    behind: 0,
  },
  {
    what: 'newer',
    anchor: { generation: 3, stateHash: hash('1') },
    seen: { generation: 4, stateHash: hash('2') },
    behind: 0,
  },
  {
    what: 'older',
    anchor: { generation: 9, stateHash: hash('1') },
    seen: { generation: 4, stateHash: hash('2') },
    behind: 5,
  },
  {
    what: 'a fork of the same age',
    anchor: { generation: 3, stateHash: hash('1') },
    seen: { generation: 3, stateHash: hash('2') },
    behind: 1,
  },
])('a file that is $what is $behind saves behind', ({ anchor, seen, behind }) => {
  expect(savesBehind(anchor, seen)).toBe(behind)
})

describe('the anchor file', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-anchor-'))
    path = join(folder, 'anchor.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('keeps one entry a vault, for its owner only, and leaves nothing beside it', () => {
    createFileAnchor(path).write(a, { generation: 1, stateHash: hash('1') })
    createFileAnchor(path).write(b, { generation: 2, stateHash: hash('2') })
    createFileAnchor(path).write(a, { generation: 3, stateHash: hash('3') })
    const store = createFileAnchor(path)
    expect(store.read(a)).toEqual({ generation: 3, stateHash: hash('3') })
    expect(store.read(b)).toEqual({ generation: 2, stateHash: hash('2') })
    expect(store.read('c'.repeat(32))).toBeNull()
    expect(readdirSync(folder)).toEqual(['anchor.json'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test.each(['', '{', '[]', 'null', '{"x":1}', `{"${a}":{"generation":-1,"stateHash":"zz"}}`])(
    'that says %j says nothing, and is replaced by the next save',
    (content) => {
      writeFileSync(path, content)
      const store = createFileAnchor(path)
      expect(store.read(a)).toBeNull()
      store.write(a, { generation: 1, stateHash: hash('1') })
      expect(store.read(a)?.generation).toBe(1)
    },
  )

  test('that cannot be written does not stop anything', () => {
    const store = createFileAnchor(join(folder, 'missing', 'anchor.json'))
    expect(() => store.write(a, { generation: 1, stateHash: hash('1') })).not.toThrow()
    expect(store.read(a)).toBeNull()
  })

  test('holds a number and a hash and nothing else of the vault', () => {
    createFileAnchor(path).write(a, { generation: 1, stateHash: hash('1') })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ [a]: { generation: 1, stateHash: hash('1') } })
  })
})
