import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildTree, splitName, type TreeNode } from '../../../../renderer/lib/names.ts'

describe('a name as a path', () => {
  test.each([
    ['db', '', 'db'],
    ['prod/db', 'prod/', 'db'],
    ['prod/billing/db', 'prod/billing/', 'db'],
    ['prod/', '', 'prod/'],
    ['prod/billing/', 'prod/', 'billing/'],
    ['/db', '/', 'db'],
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
    const tree = buildTree({ 'prod/billing/': 2, 'lab/': 1, 'prod/': 3, 'prod/api/': 1 })
    expect(tree).toEqual([
      { prefix: 'lab/', label: 'lab', count: 1, children: [] },
      {
        prefix: 'prod/',
        label: 'prod',
        count: 3,
        children: [
          { prefix: 'prod/api/', label: 'api', count: 1, children: [] },
          { prefix: 'prod/billing/', label: 'billing', count: 2, children: [] },
        ],
      },
    ])
  })

  test('holds every prefix once', () => {
    const part = fc.stringMatching(/^[a-z]{1,3}$/)
    fc.assert(
      fc.property(fc.array(fc.array(part, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (paths) => {
        const counts: Record<string, number> = {}
        for (const path of paths)
          for (let depth = 1; depth <= path.length; depth += 1) counts[`${path.slice(0, depth).join('/')}/`] = depth
        const flatten = (nodes: readonly TreeNode[]): string[] =>
          nodes.flatMap((node) => [node.prefix, ...flatten(node.children)])
        expect(flatten(buildTree(counts)).sort()).toEqual(Object.keys(counts).sort())
      }),
    )
  })
})
