/**
 * `npm test`: everything. `npm test -- NAME… [FILE…]`: the named steps only (lint, types, build, e2e, faults or a
 * vitest project), in the files whose path contains FILE.
 *
 * The last line counts: `tests: N passed, N failed, N skipped`. Lint, the types of each zone and the build count as one
 * each.
 */
import { prepare } from './prepare.mjs'
import { exitCodeOf, finalLine, sum } from './test/report.mjs'
import { build, lint, quickProjects, typecheck, vitest, zones } from './test/steps.mjs'

/** @import { Counts } from './test/report.mjs' */
/** @import { Step } from './test/steps.mjs' */

const stepNames = ['lint', 'types', 'build', ...quickProjects, 'e2e', 'faults']
const args = process.argv.slice(2)
const asked = args.filter((arg) => stepNames.includes(arg))
const filters = args.filter((arg) => !stepNames.includes(arg))

/** The fault tests take an hour and have a command of their own, so they run only when named. */
const wants = (/** @type {string} */ name) => (asked.length === 0 ? name !== 'faults' : asked.includes(name))

const projects = quickProjects.filter(wants)
const needsApp = wants('e2e') || wants('faults')
const needsBuild = wants('build') || projects.length > 0 || needsApp

/** @type {readonly (readonly [title: string, wanted: boolean, step: Step])[]} */
const steps = [
  ['lint', wants('lint'), lint],
  ...zones.map((zone) => /** @type {const} */ ([`types in ${zone}/`, wants('types'), typecheck(zone)])),
  ['build', needsBuild, build],
  [projects.join(', '), projects.length > 0, vitest(projects, filters)],
  ['e2e', wants('e2e'), vitest(['e2e'], filters, { display: true })],
  ['faults', wants('faults'), vitest(['faults'], filters, { display: true })],
]

// Lint and types ask nothing of the machine.
if (needsBuild) await prepare('test')
if (wants('faults')) await prepare('faults')
/** @type {Counts[]} */
const results = []
for (const [title, wanted, step] of steps) {
  if (!wanted) continue
  const startedAt = Date.now()
  const counts = await step()
  results.push(counts)
  const verdict = counts.failed > 0 ? 'FAILED' : 'ok'
  console.log(`${verdict.padEnd(6)} ${title} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`)
}
const total = sum(results)
process.exitCode = exitCodeOf(total, process.env.CI === 'true')
console.log(finalLine(total))
