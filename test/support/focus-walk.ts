/** Goes through a screen Tab by Tab and says what a person without a mouse would miss there. */
import type { Page } from 'playwright-core'

interface Stop {
  readonly key: string
  readonly name: string
  readonly isMarked: boolean
  readonly isInSight: boolean
}

/** More stops than any screen has; past them the walk has not come back to where it began. */
const mostStops = 200

/** Of the element that has the focus; null when nothing has it. */
function lookAtFocus(): Stop | null {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return null
  const seen = (window as { coffer_seen?: Element[] }).coffer_seen ?? []
  if (!seen.includes(element)) seen.push(element)
  Reflect.set(window, 'coffer_seen', seen)
  const textOf = (ids: string | null): string =>
    (ids ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
  const labels = 'labels' in element ? [...((element.labels as NodeListOf<HTMLLabelElement> | null) ?? [])] : []
  const names = [
    element.getAttribute('aria-label') ?? '',
    textOf(element.getAttribute('aria-labelledby')),
    ...labels.map((label) => label.textContent ?? ''),
    element.textContent ?? '',
    element.title,
  ]
  const marks = (each: Element): boolean => {
    const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(each)
    const hasOutline = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
    return hasOutline || boxShadow.includes('inset') || (each.role === 'separator' && backgroundColor !== '')
  }
  /** A message or a hint: it goes by itself. */
  const isPassing = (each: Element): boolean => each.closest('[popover], [data-radix-popper-content-wrapper]') !== null
  const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '')
  const box = (active ?? element).getBoundingClientRect()
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  const isCovered = over !== null && !element.contains(over) && !over.contains(element) && !isPassing(over)
  return {
    key: String(seen.indexOf(element)),
    name: names.map((name) => name.trim()).find((name) => name !== '') ?? '',
    isMarked: marks(element) || (active !== null && marks(active)),
    isInSight:
      !isCovered &&
      box.width > 0 &&
      box.height > 0 &&
      box.bottom > 0 &&
      box.right > 0 &&
      box.top < window.innerHeight &&
      box.left < window.innerWidth,
  }
}

/** A line for each stop that has no name, shows no mark, or lies out of sight; none when all is well. */
export async function blindStops(page: Page): Promise<readonly string[]> {
  const seen = new Set<string>()
  const blind: string[] = []
  await page.evaluate(() => Reflect.deleteProperty(window, 'coffer_seen'))
  for (let stops = 0; stops < mostStops; stops += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(lookAtFocus)
    if (stop === null) continue
    if (seen.has(stop.key)) return seen.size === 0 ? ['no stop at all'] : blind
    seen.add(stop.key)
    if (stop.name === '') blind.push(`stop ${seen.size} has no name`)
    if (!stop.isMarked) blind.push(`${stop.name} shows no focus`)
    if (!stop.isInSight) blind.push(`${stop.name} is out of sight`)
  }
  return [`no way back after ${seen.size} stops`]
}
