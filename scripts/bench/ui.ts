/// <reference lib="dom" />
/**
 * What a person feels in the window, with 100,000 secrets in the vault: frames while the list scrolls, a keystroke in
 * the filter to the painted list, the end of a click on a row to the painted secret, Ctrl+K to the painted palette. All are taken
 * in the real window, from the input event's own time to the frame after the change; beside each stands the same of an
 * empty Electron window that scrolls plain text and writes one word, in the same run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type Page } from 'playwright-core'
import { appEnv, electronExecutable, openApp, sandboxArgs } from '../../test/support/app.ts'
import { fillHome } from '../../test/support/filled-home.ts'
import { root } from '../../test/support/repository.ts'
import { testPassword as password, unlock } from '../../test/support/window-steps.ts'

const secrets = Number(process.argv[2] ?? 100_000)
const turns = 25
const scrollMs = 5_000
/** The same rows as before: nothing was to be painted. */
const patienceMs = 500
const goals = { scrollP99Ms: 32, filterP95Ms: 50, openP95Ms: 50, paletteP95Ms: 50 }
const folder = mkdtempSync(join(tmpdir(), 'coffer-bench-ui-'))
const home = join(folder, 'home')

const say = (what: string) => process.stderr.write(`bench ui: ${what}, ${Math.round(performance.now() / 1_000)} s\n`)

/** Puts the instruments into the page: `frames` records frame times, `next` the time from an event to its paint. */
function installProbes(): void {
  const painted = (done: (at: number) => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => done(performance.now())
      port2.postMessage(null)
    })
  const probes = {
    frames: (forMs: number): Promise<number[]> =>
      new Promise((resolve) => {
        const deltas: number[] = []
        let last = 0
        const tick = (now: number): void => {
          if (last > 0) deltas.push(now - last)
          last = now
          if (deltas.reduce((sum, delta) => sum + delta, 0) < forMs) requestAnimationFrame(tick)
          else resolve(deltas)
        }
        requestAnimationFrame(tick)
      }),
    /** From the next event of this type to the paint after `selector` shows something else, or appears. */
    next: (type: string, selector: string): Promise<number> =>
      new Promise((resolve) => {
        const look = () => {
          const found = [...document.querySelectorAll(selector)]
          return found.length === 0 ? null : found.map(({ textContent }) => textContent).join('\n')
        }
        const before = look()
        const begin = ({ timeStamp }: Event): void => {
          const observer = new MutationObserver(() => {
            if (look() === before || look() === null) return
            observer.disconnect()
            painted((at) => resolve(at - timeStamp))
          })
          observer.observe(document, { subtree: true, childList: true, characterData: true })
        }
        window.addEventListener(type, begin, { once: true, capture: true })
      }),
  }
  Reflect.set(window, 'probes', probes)
}

const framesOf = (page: Page, forMs: number): Promise<number[]> =>
  page.evaluate((ms) => Reflect.get(window, 'probes').frames(ms), forMs)

/** Starts waiting, does it, and answers the milliseconds; -1 where nothing changed on the screen. */
async function timed(page: Page, type: string, selector: string, act: () => Promise<unknown>): Promise<number> {
  const waiting = page.evaluate(
    ([event = '', target = '']) => Reflect.get(window, 'probes').next(event, target) as Promise<number>,
    [type, selector],
  )
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  await act()
  return Promise.race([waiting, page.waitForTimeout(patienceMs).then(() => -1)])
}

/** The wheel turns while frames are recorded: a notch every 16 ms, down and up again. */
async function scroll(page: Page, over: string): Promise<number[]> {
  await page.locator(over).hover()
  const recording = framesOf(page, scrollMs)
  let isOver = false
  void recording.then(() => {
    isOver = true
  })
  for (let turn = 0; !isOver; turn += 1) {
    await page.mouse.wheel(0, turn % 200 < 150 ? 240 : -480)
    await page.waitForTimeout(16)
  }
  return recording
}

/** How many there are, and the rows. */
const listParts = 'section:has(#secrets) h2 + span, #secrets [role=rowgroup]'

const filters = ['12345', '9876', '40404', '7071', '33333', '56565']

async function measureFilter(page: Page): Promise<number[]> {
  const field = page.getByRole('searchbox', { name: 'Search secrets' })
  const samples: number[] = []
  for (const words of filters) {
    await field.fill('')
    await page.waitForTimeout(200)
    await field.focus()
    for (const key of words) {
      samples.push(await timed(page, 'input', listParts, () => page.keyboard.press(key)))
    }
  }
  await field.fill('')
  return samples
}

async function measureOpening(page: Page): Promise<number[]> {
  const samples: number[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    const row = page.locator(`#secrets [data-index="${(turn * 7) % 13}"]`)
    samples.push(await timed(page, 'mouseup', '#secret-heading', () => row.click()))
    await page.waitForTimeout(50)
  }
  return samples
}

async function measurePalette(page: Page): Promise<number[]> {
  const samples: number[] = []
  for (let turn = 0; turn < turns; turn += 1) {
    samples.push(await timed(page, 'keydown', '[cmdk-list]', () => page.keyboard.press('Control+k')))
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  return samples
}

const emptyPage = `<style>p{height:36px;margin:0}</style><input><output>0</output><main>${'<p>plain text</p>'.repeat(2_000)}</main>`
const emptyScript =
  "document.querySelector('input').oninput=(e)=>{document.querySelector('output').textContent=e.target.value}"

/** A window with nothing of ours in it. */
async function measureEmpty() {
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.cjs' }))
  writeFileSync(join(empty, 'index.html'), `<!doctype html>${emptyPage}<script>${emptyScript}</script>`)
  writeFileSync(
    join(empty, 'main.cjs'),
    "const { app, BrowserWindow } = require('electron')\napp.whenReady().then(() => new BrowserWindow({ width: 1180, height: 760 }).loadFile('index.html'))\n",
  )
  const hold = ['-r', join(root, 'test/support/hold-ready.cjs')]
  const args = [...sandboxArgs(), ...hold, `--user-data-dir=${join(folder, 'profile')}`, empty]
  const app = await _electron.launch({ executablePath: electronExecutable(), args, env: appEnv() })
  const page = await app.firstWindow()
  await page.locator('input').waitFor()
  await page.evaluate(installProbes)
  const idle = await framesOf(page, 1_000)
  const scrolled = await scroll(page, 'main')
  const keystrokes: number[] = []
  await page.locator('input').focus()
  for (let turn = 0; turn < turns; turn += 1)
    keystrokes.push(await timed(page, 'input', 'output', () => page.keyboard.press('a')))
  await app.close()
  return { idleFrame: percentiles(idle), scrollFrame: percentiles(scrolled), keystroke: percentiles(keystrokes) }
}

async function measureCoffer() {
  const app = await openApp({ home })
  const { page } = app
  try {
    await unlock(page, password)
    await page.locator('#secrets [data-index="5"]').waitFor()
    // What goes on after each unlock (the check of every row, the backup of what was just filled in) is not what is measured.
    await page.waitForTimeout(Number(process.argv[3] ?? 45_000))
    await page.evaluate(installProbes)
    const idle = await framesOf(page, 1_000)
    say('filter')
    const filter = await measureFilter(page)
    say('open')
    const open = await measureOpening(page)
    say('palette')
    const palette = await measurePalette(page)
    say('scroll')
    const scrolled = await scroll(page, '#secrets')
    return {
      idleFrame: percentiles(idle),
      scrollFrame: percentiles(scrolled),
      filter: percentiles(filter),
      open: percentiles(open),
      palette: percentiles(palette),
    }
  } finally {
    await app.close()
  }
}

function percentiles(all: readonly number[]) {
  const samples = all.filter((sample) => sample >= 0)
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { n: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: round(sorted.at(-1) ?? 0) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

try {
  await fillHome(home, password, secrets)
  const empty = await measureEmpty()
  const coffer = await measureCoffer()
  process.stdout.write(JSON.stringify({ secrets, goals, coffer, empty }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
