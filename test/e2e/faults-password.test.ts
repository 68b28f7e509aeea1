/** Wrong passwords: told in place, slower each time, and not forgotten by a restart. */
import { cpSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { eventually } from '../support/conditions.ts'
import { alertWith, listRows, tryPassword, waitForUnlockScreen } from '../support/person.ts'
import { preparedPassword, prepareHome } from '../support/prepared-home.ts'
import { requires } from '../support/provisions.ts'
import { coffer } from '../support/terminal.ts'
import { button, passwordField, unlock } from '../support/window-steps.ts'

const { describe, test } = requires('electron-runtime', 'app-libraries', 'virtual-display')

let prepared: string
let app: RunningApp
beforeAll(async () => {
  prepared = await prepareHome()
})
beforeEach(async () => {
  const home = freshHome()
  cpSync(prepared, home, { recursive: true })
  app = await openApp({ home })
  await waitForUnlockScreen(app.page)
  return () => app.close()
})
afterAll(() => removeHomes())

const told = () => alertWith(app.page, 'That is not the password of this vault.')

/** How long it took until the window said that the password is wrong. */
async function tryWrong(): Promise<number> {
  const startedAt = performance.now()
  await tryPassword(app.page, 'not the password')
  await told().waitFor()
  return performance.now() - startedAt
}

const terminalTry = async (): Promise<{ readonly exitCode: number | null; readonly code: string }> => {
  const ran = await coffer(['unlock', '--password-stdin', '--json'], { home: app.home, input: 'wrong' })
  return { exitCode: ran.exitCode, code: JSON.parse(ran.stderr).error.code }
}

describe('a wrong password', () => {
  test('is told, waits longer each time, and after four tries says how long', async () => {
    await tryWrong()
    expect(await passwordField(app.page).inputValue(), 'the field is empty for the next try').toBe('')
    for (const delayMs of [500, 1_000, 2_000]) expect(await tryWrong()).toBeGreaterThan(delayMs)
    // At once, or the time is over before the last key: two of its four seconds are waited for without a word.
    await passwordField(app.page).fill(preparedPassword)
    await button(app.page, 'Unlock').click()
    await alertWith(app.page, /Too many wrong passwords\. Try again in \d seconds?\./).waitFor()
    expect(await button(app.page, 'Unlock').isDisabled(), 'even the right one has to wait').toBe(true)
    await expect.poll(() => button(app.page, 'Unlock').isEnabled()).toBe(true)
    await unlock(app.page, preparedPassword)
    await listRows(app.page).first().waitFor()
  })

  test('is counted over a kill and a start, and together with those at the terminal', async () => {
    await tryWrong()
    expect(await terminalTry()).toEqual({ exitCode: 3, code: 'wrong-password' })
    await tryWrong()
    const closed = app.electron.waitForEvent('close')
    process.kill(app.pid, 'SIGKILL')
    await closed
    app = await openApp({ home: app.home })
    await waitForUnlockScreen(app.page)
    expect(await terminalTry()).toEqual({ exitCode: 3, code: 'wrong-password' })
    // Each failure doubles the time, so that even a slow machine is back before it is over.
    const again = await eventually('a refusal to try', async () => {
      const answer = await terminalTry()
      return answer.code === 'wrong-password' ? null : answer
    })
    expect(again).toEqual({ exitCode: 3, code: 'throttled' })
  })

  test('a thousand characters long, in letters of every kind, is only wrong', async () => {
    await passwordField(app.page).fill('pässwörd 🔑 \u202e'.repeat(70))
    await button(app.page, 'Unlock').click()
    await told().waitFor()
    await unlock(app.page, preparedPassword)
  })
})
