/**
 * In CI the property tests try the same cases each time a commit is tested, and others with each commit: a failure can be
 * repeated. Everywhere else, and with SLOW=1, they try new ones. Set up for each test file by vitest.config.ts.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { root } from './repository.ts'

/** 28 bits of the commit's name; a copy without git has none. */
function seedOfCommit(): number | undefined {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' })
  return status === 0 ? Number.parseInt(stdout.slice(0, 7), 16) : undefined
}

/** Undefined: by chance. */
export const seedOfCi = process.env.CI === 'true' && process.env.SLOW === undefined ? seedOfCommit() : undefined

/** The library is loaded for those that use it alone. */
const usesIt = (path: string | undefined): boolean =>
  path !== undefined && readFileSync(path, 'utf8').includes("'fast-check'")

if (seedOfCi !== undefined && usesIt(expect.getState().testPath)) {
  const { default: fc } = await import('fast-check')
  fc.configureGlobal({ seed: seedOfCi })
}
