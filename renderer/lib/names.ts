import type { Overview } from '../../shared/model.ts'

/** A name read as a path: `prod/billing/db` is the base `db` under the path `prod/billing/`. */
export interface NameParts {
  /** Empty, or ends in "/". */
  readonly path: string
  readonly base: string
}

export function splitName(name: string): NameParts {
  const end = name === '/' ? 0 : name.lastIndexOf('/', name.length - 2) + 1
  return { path: name.slice(0, end), base: name.slice(end) }
}

export interface TreeNode {
  /** The whole path with its trailing "/", as `secrets.list` takes it. */
  readonly prefix: string
  readonly label: string
  readonly count: number
  /** How many are right below, whether they are here or were not asked for. */
  readonly below: number
  readonly children: readonly TreeNode[]
}

/** The name tree of the sidebar from the overview's flat counts. Siblings are in the order of their labels. */
export function buildTree(prefixes: Overview['prefixes']): readonly TreeNode[] {
  const childrenByParent = new Map<string, string[]>()
  for (const prefix of Object.keys(prefixes).sort()) {
    const parent = splitName(prefix).path
    const siblings = childrenByParent.get(parent)
    if (siblings) siblings.push(prefix)
    else childrenByParent.set(parent, [prefix])
  }
  const nodesOf = (parent: string): readonly TreeNode[] =>
    (childrenByParent.get(parent) ?? []).map((prefix) => ({
      prefix,
      label: splitName(prefix).base.slice(0, -1) || '/',
      count: prefixes[prefix]?.secrets ?? 0,
      below: prefixes[prefix]?.prefixes ?? 0,
      children: nodesOf(prefix),
    }))
  return nodesOf('')
}
