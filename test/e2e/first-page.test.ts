/** The page of a start with a vault to unlock: its screen is in the document, and the script takes that over. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { root } from '../support/repository.ts'
import { button, createVault, lock, testPassword } from '../support/window-steps.ts'

let app: RunningApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
})
afterAll(removeHomes)

describe('the first page', () => {
  test('has the unlock screen before a script ran, and keeps what was typed into it until then', async () => {
    app = await openApp()
    const { home } = app
    await createVault(app.page)
    await app.close()
    app = await openApp({ home })
    const { page } = app
    await button(page, 'Unlock').waitFor()
    expect(page.url()).toBe('app://bundle/unlock.html')

    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => problems.push(message.text()))
    await page.addInitScript((typed) => {
      const seen = new MutationObserver(() => {
        const field = document.querySelector('input')
        if (field === null || document.querySelector('form button[type=submit]') === null) return
        seen.disconnect()
        field.value = typed
        Object.assign(window, { early: { field, text: document.body.textContent } })
      })
      seen.observe(document, { childList: true, subtree: true })
    }, testPassword)
    await page.reload()
    await page.getByText(join(home, 'vault.db')).waitFor()
    const early = await page.evaluate(() => {
      const { field, text } = Reflect.get(window, 'early')
      return { text, same: field === document.querySelector('input'), label: field.labels[0].textContent }
    })
    expect(early.text).toContain(join(home, 'vault.db'))
    expect(early).toMatchObject({ same: true, label: 'Password' })

    await button(page, 'Unlock').click()
    await page.getByRole('searchbox', { name: 'Search secrets' }).waitFor()
    expect(problems).toEqual([])
  })

  test('of a start without a vault, and that after a lock, is empty until the core has spoken', async () => {
    app = await openApp()
    await button(app.page, 'Create vault').waitFor()
    expect(app.page.url()).toBe('app://bundle/')
    await createVault(app.page)
    await lock(app.page)
    expect(app.page.url()).not.toContain('unlock.html')
  })

  test('loads what the other page loads', () => {
    const partsOf = (name: string) =>
      readFileSync(join(root, 'out', 'renderer', name), 'utf8').match(/<(script|link)\b[^>]*>/g)
    expect(partsOf('unlock.html')).toEqual(partsOf('index.html'))
  })
})
