/** A rule, shown by what it refuses and by the nearest thing it allows. */
export interface RuleCase {
  /** A sentence: the rule. */
  readonly title: string
  /** Where the snippet stands, since rules go by path: a file, a folder, or a folder with `*.tsx`. */
  readonly path: string
  readonly refused: string
  readonly allowed: string
  /** A part of the linter's message, so that the right rule fires and its advice stays. */
  readonly says: string
  /** The rule's name; `plugin` for those of scripts/lint. */
  readonly rule: string
}

/** The rule, a specifier it refuses, one it allows, and a part of the message. */
export type ImportRow = readonly [title: string, refused: string, allowed: string, says: string]

const imports = (specifier: string) => `import { a } from '${specifier}'\nexport const b = a\n`
const importsType = (specifier: string) => `import type { A } from '${specifier}'\nexport type B = A\n`

/** The import rules of one place. */
export const importRules = (path: string, rows: readonly ImportRow[]): RuleCase[] =>
  rows.map(([title, refused, allowed, says]) => ({
    title,
    path,
    refused: imports(refused),
    allowed: imports(allowed),
    says,
    rule: 'noRestrictedImports',
  }))

/** A file that may be imported with `import type` and no other way. */
export const typeOnly = (path: string, title: string, specifier: string, says: string): RuleCase => ({
  title,
  path,
  refused: imports(specifier),
  allowed: importsType(specifier),
  says,
  rule: 'plugin',
})
