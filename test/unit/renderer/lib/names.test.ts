import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildTree, splitName, type TreeNode } from '../../../../renderer/lib/names.ts'
import type { PrefixCounts } from '../../../../shared/model.ts'

describe('a name as a path', () => {
  test.each([
    ['db', '', 'db'],
    ['prod/db', 'prod/', 'db'],
    ['prod/billing/db', 'prod/billing/', 'db'],
    ['prod/', '', 'prod/'],
    ['prod/billing/', 'prod/', 'billing/'],
    ['/db', '/', 'db'],
    ['/', '', '/'],
    ['dev//', 'dev/', '/'],
    ['', '', ''],
  ])('%j is %j and %j', (name, path, base) => {
    expect(splitName(name)).toEqual({ path, base })
  })

  test('its parts put together are the name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const { path, base } = splitName(name)
        expect(path + base).toBe(name)
      }),
    )
  })
})

describe('the name tree', () => {
  test('nests prefixes under their parents, in order', () => {
    const tree = buildTree({
      'prod/billing/': { secrets: 2, prefixes: 1 },
      'lab/': { secrets: 1, prefixes: 0 },
      'prod/': { secrets: 3, prefixes: 2 },
      'prod/api/': { secrets: 1, prefixes: 0 },
    })
    expect(tree).toEqual([
      { prefix: 'lab/', label: 'lab', count: 1, below: 0, children: [] },
      {
        prefix: 'prod/',
        label: 'prod',
        count: 3,
        below: 2,
        children: [
          { prefix: 'prod/api/', label: 'api', count: 1, below: 0, children: [] },
          { prefix: 'prod/billing/', label: 'billing', count: 2, below: 1, children: [] },
        ],
      },
    ])
  })

  test('has a place for names that begin with a slash', () => {
    const counts = { secrets: 1, prefixes: 1 }
    expect(buildTree({ '/': counts, '/prod/': counts })).toMatchObject([
      { prefix: '/', label: '/', children: [{ prefix: '/prod/', label: 'prod' }] },
    ])
  })

  test('holds every prefix once', () => {
    const part = fc.stringMatching(/^[a-z]{1,3}$/)
    fc.assert(
      fc.property(fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (paths) => {
        const counts: Record<string, PrefixCounts> = {}
        for (const path of paths)
          for (let depth = 1; depth <= path.length; depth += 1)
            counts[`${path.slice(0, depth).join('/')}/`] = { secrets: depth, prefixes: 0 }
        const flatten = (nodes: readonly TreeNode[]): string[] =>
          nodes.flatMap((node) => [node.prefix, ...flatten(node.children)])
        expect(flatten(buildTree(counts)).sort()).toEqual(Object.keys(counts).sort())
      }),
    )
  })
})
