/** Where a value may be seen, for how long, and that nothing of it stays in the page. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { isInHeap } from '../support/page-heap.ts'
import {
  addSecret,
  button,
  createVault,
  isInPage,
  lock,
  lockBy,
  openSecret,
  region,
  rowOf,
  unlock,
} from '../support/window-steps.ts'

const marker = 'value-marker-7Qx'
let app: RunningApp

beforeAll(async () => {
  app = await openApp()
  await createVault(app.page)
  await addSecret(app.page, { name: 'a/text', kind: 'Note', value: `${marker} first line\nsecond` })
  await addSecret(app.page, { name: 'a/json', value: JSON.stringify({ username: 'ada', password: marker }) })
})

afterAll(async () => {
  await app.close()
  removeHomes()
})

const reveal = async (name: string): Promise<void> => {
  await openSecret(app.page, name)
  await button(app.page, 'Reveal value').click()
  await region(app.page, 'Value').getByText(marker).waitFor()
}

const setSeconds = async (name: string, seconds: number): Promise<void> => {
  const { page } = app
  await page.keyboard.press('Control+,')
  const field = page.getByRole('spinbutton', { name })
  await field.fill(String(seconds))
  await field.press('Enter')
  await page.keyboard.press('Escape')
}

const expectMasked = async (): Promise<void> => {
  await region(app.page, 'Value').getByText(marker).waitFor({ state: 'detached' })
  expect(await isInPage(app.page, marker)).toBe(false)
}

test('until it is revealed a value is nowhere in the page, and a masked one has a word for screen readers', async () => {
  await openSecret(app.page, 'a/json')
  expect(await isInPage(app.page, marker)).toBe(false)
  expect(await region(app.page, 'Value').getByRole('definition').first().textContent()).toContain('hidden')
})

describe('a revealed value', () => {
  beforeEach(() => reveal('a/json'))

  test('masks on the same button', async () => {
    await button(app.page, 'Hide value').click()
    await expectMasked()
  })

  test('masks when the window loses focus', async () => {
    await app.page.evaluate(() => window.dispatchEvent(new Event('blur')))
    await expectMasked()
  })

  test('masks when another secret is selected', async () => {
    await rowOf(app.page, 'a/text').click()
    await app.page.getByRole('heading', { name: 'a/text', exact: true }).waitFor()
    expect(await isInPage(app.page, marker)).toBe(false)
  })

  test('masks when something else saves a newer version', async () => {
    await app.page.evaluate(async () => {
      const bytes = new TextEncoder().encode('{"password":"newer"}')
      await Reflect.get(window, 'bridge')['secrets.put']({ name: 'a/json', value: { form: 'text', bytes } })
    })
    await expectMasked()
    await region(app.page, 'Versions').getByRole('row').last().getByRole('button', { name: 'Make current' }).click()
    await expect.poll(() => region(app.page, 'Versions').getByRole('row').last().textContent()).toContain('AWSCURRENT')
  })

  test('is gone from the page after a lock', async () => {
    await lockBy(app.page, app.page.keyboard.press('Control+l'))
    expect(await isInPage(app.page, marker)).toBe(false)
    await unlock(app.page)
  })
})

test('a revealed value masks by itself after the time that was set', async () => {
  await setSeconds('Hide a revealed value', 15)
  const begun = Date.now()
  await reveal('a/text')
  await expectMasked()
  expect(Date.now() - begun).toBeGreaterThanOrEqual(15_000)
})

test('raw and rows show the same value', async () => {
  const { page } = app
  await reveal('a/json')
  await page.getByRole('radio', { name: 'Raw' }).click()
  await region(page, 'Value').getByText(`"password": "${marker}"`).waitFor()
  await button(page, 'Hide value').click()
  await expectMasked()
})

test('a copied value reaches the clipboard without passing through the page, and is cleared after its time', async () => {
  const { page } = app
  await setSeconds('Clear the clipboard', 15)
  await openSecret(page, 'a/json')
  await button(page, 'Copy password').click()
  await page.getByRole('status').getByText('password copied.').waitFor()
  const clipboard = () => app.electron.evaluate(({ clipboard: board }) => Reflect.get(board, 'readText').call(board))
  expect(await clipboard()).toBe(marker)
  expect(await isInPage(page, marker)).toBe(false)
  await expect.poll(clipboard).not.toBe(marker)
})

test('the heap of the page holds a value while it is shown, and not after', async () => {
  const { page } = app
  const planted = 'heap-marker-3Kw'
  await addSecret(page, { name: 'a/heap', value: JSON.stringify({ username: 'ada', password: planted }) })
  /** A fresh page, to which no step of this test names the marker. */
  await lock(page)
  await unlock(page)
  await setSeconds('Hide a revealed value', 120)
  await openSecret(page, 'a/heap')
  expect(await isInHeap(page, planted)).toBe(false)
  await button(page, 'Reveal value').click()
  await button(page, 'Hide value').waitFor()
  expect(await isInHeap(page, planted)).toBe(true)
  await button(page, 'Hide value').click()
  await button(page, 'Reveal value').waitFor()
  expect(await isInHeap(page, planted)).toBe(false)
})

test('a cancelled editor leaves nothing of what was typed or shown', async () => {
  const { page } = app
  await openSecret(page, 'a/json')
  await button(page, 'Edit').click()
  await button(page, 'Show the current value').click()
  await expect.poll(() => page.getByRole('textbox', { name: 'password', exact: true }).inputValue()).toBe(marker)
  await page.getByRole('textbox', { name: 'username', exact: true }).fill('typed-marker')
  await button(page, 'Cancel').click()
  await button(page, 'Discard').click()
  await button(page, 'Reveal value').waitFor()
  expect(await isInPage(page, marker)).toBe(false)
  expect(await isInPage(page, 'typed-marker')).toBe(false)
})
