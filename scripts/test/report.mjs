/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * The parts of vitest's JSON report this project reads.
 * @typedef {object} VitestReport
 * @property {readonly { status: string, assertionResults: readonly { status: string }[] }[]} testResults
 */

/** @type {Counts} */
export const nothing = { passed: 0, failed: 0, skipped: 0 }

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export const sum = (all) =>
  all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    nothing,
  )

/**
 * Counts single tests. A file that failed without a failed test (it could not be loaded, a hook threw) counts as one
 * failure, and so does a run that ended badly with nothing to show for it.
 * @param {VitestReport | null} report null when the run wrote none
 * @param {number | null} exitCode
 * @returns {Counts}
 */
export const countsOf = (report, exitCode) => {
  const counts = sum((report?.testResults ?? []).map(countsOfFile))
  const unexplained = exitCode !== 0 && counts.failed === 0
  return unexplained ? { ...counts, failed: 1 } : counts
}

/**
 * @param {VitestReport['testResults'][number]} file
 * @returns {Counts}
 */
const countsOfFile = (file) => {
  const statuses = file.assertionResults.map((result) => result.status)
  const passed = statuses.filter((status) => status === 'passed').length
  const failed = statuses.filter((status) => status === 'failed').length
  const skipped = statuses.length - passed - failed
  return { passed, failed: file.status === 'failed' && failed === 0 ? 1 : failed, skipped }
}

/** @param {Counts} counts */
export const finalLine = (counts) =>
  `tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`

/**
 * In CI everything must be there, so a skipped test is as bad as a failed one.
 * @param {Counts} counts
 * @param {boolean} ci
 */
export const exitCodeOf = (counts, ci) => {
  if (counts.failed > 0 || counts.passed === 0) return 1
  return ci && counts.skipped > 0 ? 1 : 0
}
