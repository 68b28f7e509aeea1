/** A page that sends garbage to an open vault: refused call by call, logged without what was sent, and nothing changes. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { callNames } from '../../shared/contract.ts'
import { freshHome, openApp, type RunningApp, removeHomes } from '../support/app.ts'
import { filesHolding } from '../support/file-scan.ts'
import { randomWord } from '../support/planted.ts'
import { preparedPassword, preparedSecret, prepareHome } from '../support/prepared-home.ts'
import { requires } from '../support/provisions.ts'
import { coffer } from '../support/terminal.ts'
import { openSecret, rowOf, unlock } from '../support/window-steps.ts'

const window = requires('electron-runtime', 'app-libraries', 'virtual-display')

window.describe('a page that sends garbage', () => {
  let app: RunningApp
  const marker = randomWord(24)
  beforeAll(async () => {
    const home = freshHome()
    cpSync(await prepareHome(), home, { recursive: true })
    app = await openApp({ home })
    await unlock(app.page, preparedPassword)
    await rowOf(app.page, preparedSecret.name).waitFor()
  })
  afterAll(async () => {
    await app.close()
    removeHomes()
  })

  const { test } = window

  test('of every wrong type to every call is refused', async () => {
    const kinds = await app.page.evaluate(
      async ([names, word]) => {
        const cyclic: Record<string, unknown> = { word }
        cyclic.self = cyclic
        const inputs = [
          undefined,
          null,
          0,
          Number.NaN,
          1n,
          word,
          true,
          [],
          [word],
          { name: new Date(), query: new Map([[word, word]]), path: /x/ },
          new Uint8Array(64),
          cyclic,
          { [word]: word },
          { name: { word } },
          { name: [word], value: word, change: word, password: word, bytes: word, path: 7, query: { word } },
          { name: word.repeat(1_000), password: new Uint8Array(1_000_000), path: word.repeat(1_000), tags: [word] },
          JSON.parse(`{"__proto__": {"name": "${word}"}, "constructor": {"prototype": {"name": "${word}"}}}`),
        ]
        const answers: Record<string, number> = {}
        for (const name of names) {
          for (const input of inputs) {
            const answer = await Reflect.get(Reflect.get(window, 'bridge'), name)(input)
            const said = answer.ok ? `${name} took it` : answer.failure.kind
            answers[said] = (answers[said] ?? 0) + 1
            if (JSON.stringify(answer).includes(word)) answers[`${name} answers with it`] = 1
          }
        }
        return answers
      },
      [callNames, marker] as const,
    )
    expect(Object.keys(kinds)).toEqual(['invalid'])
    expect(kinds.invalid).toBe(callNames.length * 17)
  })

  test('that cannot even be sent is the page’s own error', async () => {
    const outcome = await app.page.evaluate(() =>
      Reflect.get(
        Reflect.get(window, 'bridge'),
        'secrets.describe',
      )({ name: () => 'x' }).then(
        (answer: { readonly ok: boolean }) => (answer.ok ? 'taken' : 'refused'),
        () => 'thrown',
      ),
    )
    expect(['refused', 'thrown']).toContain(outcome)
  })

  test('is in the log by its call, and not by its content', () => {
    const log = readFileSync(join(app.home, 'logs', 'coffer.log'), 'utf8')
    expect(log.includes('"what":"call.malformed","call":"secrets.describe","door":"window"')).toBe(true)
    expect(filesHolding(app.home, marker)).toEqual([])
  })

  test('ten thousand at once hold nobody else up for long', async () => {
    const flood = app.page.evaluate(async () => {
      const bridge = Reflect.get(window, 'bridge')
      const answers = await Promise.all(Array.from({ length: 10_000 }, (_, at) => bridge['secrets.reveal']({ at })))
      return answers.filter(({ ok }) => !ok).length
    })
    const got = await coffer(['get', preparedSecret.name], { home: app.home })
    expect(got.stdout.toString()).toBe(preparedSecret.value)
    expect(await flood).toBe(10_000)
  })

  test('has changed nothing', async () => {
    expect(app.page.url()).toBe('app://bundle/unlock.html')
    await openSecret(app.page, preparedSecret.name)
    const listed = JSON.parse((await coffer(['ls', '--json'], { home: app.home })).stdout.toString())
    expect(listed.SecretList).toHaveLength(1)
    const doctor = await coffer(['doctor'], { home: app.home })
    expect(doctor.exitCode, doctor.stderr).toBe(0)
  })
})
