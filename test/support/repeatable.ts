/**
 * In CI the property tests try the same cases each time: what fails there is the change that was made. Everywhere else,
 * and with SLOW=1, they try new ones. Set up for each test file by vitest.config.ts.
 */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** Undefined: by chance. */
export const seedOfCi = process.env.CI === 'true' && process.env.SLOW === undefined ? 20_261_124 : undefined

/** The library is loaded for those that use it alone. */
const usesIt = (path: string | undefined): boolean =>
  path !== undefined && readFileSync(path, 'utf8').includes("'fast-check'")

if (seedOfCi !== undefined && usesIt(expect.getState().testPath)) {
  const { default: fc } = await import('fast-check')
  fc.configureGlobal({ seed: seedOfCi })
}
