/** Drives the built app through its screens with the sample vault and takes a picture of each. See screenshots.mjs. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core'
import { outDir, root } from './lib/paths.mjs'
import { importScreens } from './screenshots-import.ts'
import { kindScreens } from './screenshots-kinds.ts'
import { kitScreens, lockedScreens, moreScreens, offerKit, welcomeScreens } from './screenshots-more.ts'
import { liveALittle, type Screen, syncScreens } from './screenshots-sync.ts'
import { seed, seedPassword } from './seed.mjs'

const [executable = '', ...flags] = process.argv.slice(2)
const folder = join(outDir, 'screenshots')
/** Shown on the unlock screen and in the settings, so it is a plain name and not a random one. */
const home = '/tmp/coffer'

const sizes = [
  { name: 'large', width: 1_180, height: 760 },
  { name: 'small', width: 900, height: 600 },
] as const
const themes = ['light', 'dark'] as const

/** Pictures of the documents: name there → file of `folder`. */
const documented = {
  'main-light.png': 'secret-large-light.png',
  'main-dark.png': 'secret-large-dark.png',
  'editor.png': 'editor-recognised-large-light.png',
  'compare.png': 'compare-large-dark.png',
  'palette.png': 'palette-large-light.png',
  'unlock.png': 'unlock-large-dark.png',
  'sync-plan.png': 'sync-plan-large-light.png',
  'sync-conflict.png': 'sync-conflict-shown-large-dark.png',
  'rotation.png': 'rotation-day-large-light.png',
  'attention.png': 'attention-large-light.png',
  'import.png': 'import-preview-large-light.png',
} as const

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const row = (page: Page, name: string): Locator => page.getByRole('row', { name, exact: true })
const pressEscape = (page: Page): Promise<void> => page.keyboard.press('Escape')
const pressed =
  (keys: string) =>
  (page: Page): Promise<void> =>
    page.keyboard.press(keys)

async function openSecret(page: Page, name: string): Promise<void> {
  await row(page, name).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

async function typeSecret(page: Page): Promise<void> {
  await page.keyboard.press('Control+n')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('prod/mail/sendgrid')
  const key = `SG.${'x4Vn2Qw8Lr6Tz1Yb'.repeat(2).slice(0, 22)}.${'mK9dP3sJ7hG5fA0e'.repeat(3).slice(0, 43)}`
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill(key)
  await page.getByText('API key.').waitFor()
}

async function discard(page: Page): Promise<void> {
  await button(page, 'Cancel').click()
  const question = button(page, 'Discard')
  if (await question.isVisible()) await question.click()
}

async function compareOldest(page: Page): Promise<void> {
  const oldest = page.getByRole('region', { name: 'Versions' }).getByRole('row').last()
  await oldest.getByRole('button', { name: /^Actions for version/ }).click()
  await page.getByRole('menuitem', { name: 'Compare with current…' }).click()
  await page.getByText('changed,').waitFor()
}

async function writeNote(page: Page): Promise<void> {
  const newest = page.getByRole('region', { name: 'Versions' }).getByRole('row').first()
  await newest.getByRole('button', { name: /^Actions for version/ }).click()
  await page.getByRole('menuitem', { name: / note…$/ }).click()
  await page.getByRole('textbox', { name: 'Note' }).fill('Rotated after the audit of October')
}

async function schedule(page: Page): Promise<void> {
  await button(page, 'More actions').click()
  await page.getByRole('menuitem', { name: 'Schedule deletion…' }).click()
}

const search = (page: Page, query: string): Promise<void> =>
  page.getByRole('searchbox', { name: 'Search secrets' }).fill(query)

const show = (page: Page, name: RegExp): Promise<void> => page.getByRole('treeitem', { name }).click()

const unlocked: readonly Screen[] = [
  { name: 'nothing-selected', open: async () => undefined },
  { name: 'secret', open: (page) => openSecret(page, 'prod/billing/db') },
  {
    name: 'revealed',
    open: (page) => button(page, 'Reveal value').click(),
    close: (page) => button(page, 'Hide value').click(),
  },
  { name: 'compare', open: compareOldest, close: pressEscape },
  { name: 'note', open: writeNote, close: pressEscape },
  { name: 'ssh-key', open: (page) => openSecret(page, 'deploy/bastion') },
  { name: 'env-set', open: (page) => openSecret(page, 'prod/web/env') },
  { name: 'binary', open: (page) => openSecret(page, 'prod/web/session') },
  { name: 'deletion', open: schedule, close: pressEscape },
  { name: 'editor-change', open: pressed('Control+e'), close: discard },
  { name: 'editor-recognised', open: typeSecret, close: discard },
  { name: 'palette', open: pressed('Control+k'), close: pressEscape },
  { name: 'settings', open: pressed('Control+,'), close: pressEscape },
  { name: 'keyboard', open: pressed('?'), close: pressEscape },
  { name: 'nothing-found', open: (page) => search(page, 'no such thing'), close: (page) => search(page, '') },
  {
    name: 'scheduled',
    open: async (page) => {
      await show(page, /^Scheduled for deletion/)
      await openSecret(page, 'old/ftp')
    },
    close: (page) => show(page, /^All/),
  },
]

/** `--only=NAME,NAME` goes through all screens and takes the pictures of these. */
const only = flags
  .find((flag) => flag.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',')

async function draw(app: ElectronApplication, page: Page, name: string): Promise<void> {
  if (only?.includes(name) === false) return
  for (const { name: size, width, height } of sizes) {
    await app.evaluate(
      ({ BrowserWindow }, [wide, high]) => BrowserWindow.getAllWindows()[0]?.setContentSize(wide, high),
      [width, height] as const,
    )
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      await page.waitForTimeout(300)
      await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) })
    }
  }
}

async function withApp(run: (app: ElectronApplication, page: Page) => Promise<void>): Promise<void> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  // As the end-to-end tests start it: the first window is there once Playwright is.
  const hold = ['-r', join(root, 'test/support/hold-ready.cjs')]
  const args = [...(userInfo().uid === 0 ? ['--no-sandbox'] : []), ...hold, root]
  const app = await _electron.launch({ executablePath: executable, args, env: { ...env, COFFER_HOME: home } })
  try {
    await run(app, await app.firstWindow())
  } finally {
    await app.close()
  }
}

rmSync(folder, { recursive: true, force: true })
rmSync(home, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const drawAll = async (app: ElectronApplication, page: Page, screens: readonly Screen[]): Promise<void> => {
  for (const { name, open, close } of screens) {
    await open(page)
    await draw(app, page, name)
    await close?.(page)
  }
}

await withApp(async (app, page) => {
  await page.getByRole('textbox', { name: 'Password', exact: true }).waitFor()
  await drawAll(app, page, welcomeScreens)
  await offerKit(page)
  await drawAll(app, page, kitScreens)
})
rmSync(home, { recursive: true, force: true })
await seed(home)
await withApp(async (app, page) => {
  const password = page.getByRole('textbox', { name: 'Password', exact: true })
  await password.waitFor()
  await draw(app, page, 'unlock')
  await password.fill('not this one')
  await button(page, 'Unlock').click()
  await page.getByRole('alert').waitFor()
  await draw(app, page, 'unlock-wrong')
  await drawAll(app, page, lockedScreens)
  await password.fill(seedPassword)
  await button(page, 'Unlock').click()
  await row(page, 'prod/billing/db').waitFor()
  const server = await liveALittle(page)
  const files = importScreens(app, join(folder, 'files'))
  await drawAll(app, page, [...unlocked, ...kindScreens, ...moreScreens, ...syncScreens, ...files])
  await server.close()
})
if (flags.includes('--docs')) {
  const images = join(root, 'docs', 'images')
  mkdirSync(images, { recursive: true })
  for (const [name, file] of Object.entries(documented)) copyFileSync(join(folder, file), join(images, name))
}
rmSync(home, { recursive: true, force: true })
