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

/** Resolves when nothing moves any more but the ring that counts a revealed value's time. */
const settled = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 60))
  const moving = document.getAnimations().filter((each) => Reflect.get(each, 'animationName') !== 'countdown')
  await Promise.allSettled(moving.map((each) => each.finished))
}

/** The same of the screen at rest, in light and in dark; each line begins with the theme. */
export async function violationsInBothThemes(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(settled)
    found.push(...(await seriousViolations(page)).map((line) => `${colorScheme}: ${line}`))
  }
  return found
}
