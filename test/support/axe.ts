/** axe-core in the real page, put there by the debugger because the page's own policy lets no script in. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Answers in the page with a line a violation: the rule, and the first elements that break it. */
const check = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.target.join(' ') + ' (' + node.any.map((each) => each.message).join(' ') + ')').join(', ')))`

/** The serious and critical violations on the screen as it is now; none when all is well. */
export async function seriousViolations(page: Page): Promise<readonly string[]> {
  const debug = await page.context().newCDPSession(page)
  try {
    const { result, exceptionDetails } = await debug.send('Runtime.evaluate', {
      expression: `${source};${check}`,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  } finally {
    await debug.detach()
  }
}
