import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'

type Result = { readonly ok: boolean; readonly reason: string | null }

/** What `scripts/prepare.mjs` can provide; the list itself is scripts/provisions/list.mjs. */
export type ProvisionName =
  | 'electron-runtime'
  | 'app-libraries'
  | 'virtual-display'
  | 'session-bus'
  | 'openssh'
  | 'programs'
  | 'mariadb'
  | 'sshd'
  | 'xclip'
  | 'sandbox-user'
  | 'small-disk'
  | 'moto'
  | 'compiler'
  | 'groff'

const root = join(import.meta.dirname, '..', '..')

/** The virtual environment of the `moto` provision: `python`, `aws` and `moto_server` stand in it. */
export const motoBin = join(root, '.cache', 'moto', 'bin')

const results = (): Readonly<Record<string, Result>> => {
  try {
    return JSON.parse(readFileSync(join(root, '.cache', 'provisions.json'), 'utf8'))
  } catch {
    return {}
  }
}

/**
 * Why a provision is missing, or null when it is there.
 * Nobody can say before `npm test` or `node scripts/prepare.mjs test` has looked, and that counts as missing.
 */
export const missingReason = (name: ProvisionName): string | null => {
  const result = results()[name]
  if (result === undefined) return 'not prepared, run: node scripts/prepare.mjs test'
  return result.ok ? null : (result.reason ?? 'not available')
}

/**
 * `describe` and `test` for what cannot run without these provisions:
 *
 *     const { describe } = requires('moto')
 *     describe('a push to Secrets Manager', () => { … })
 *
 * Where one is missing they are skipped with the reason in the title, and with CI=true they fail instead.
 */
export const requires = (...names: readonly ProvisionName[]) => {
  const missing = names.flatMap((name) => {
    const reason = missingReason(name)
    return reason === null ? [] : [`${name}: ${reason}`]
  })
  const reason = missing.length === 0 ? null : missing.join('; ')
  return { reason, describe: describeUnless(reason), test: testUnless(reason) }
}

/** The same for a reason found elsewhere; null when there is none. */
export const unless = (reason: string | null) => ({
  reason,
  describe: describeUnless(reason),
  test: testUnless(reason),
})

const inCi = () => process.env.CI === 'true'

const refuse = (reason: string) => () => {
  throw new Error(`CI must provide what this needs. ${reason}`)
}

const describeUnless = (reason: string | null) => (title: string, body: () => void) => {
  if (reason === null) return describe(title, body)
  if (inCi()) return describe(title, () => test('has what it needs', refuse(reason)))
  return describe.skip(`${title} (skipped: ${reason})`, body)
}

const testUnless = (reason: string | null) => (title: string, body: () => Promise<void> | void, timeoutMs?: number) => {
  if (reason === null) return test(title, body, timeoutMs)
  if (inCi()) return test(title, refuse(reason))
  return test.skip(`${title} (skipped: ${reason})`, body)
}
