/** Where the app is that this command belongs to: beside it in a release, around it in a checkout. */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { CliFailure } from '../failure.ts'

export interface App {
  readonly executable: string
  readonly args: readonly string[]
}

/** In a checkout this builds what is stale first, and may fetch the Electron runtime; both say so on stderr unless `quiet`. */
export async function findApp(quiet: boolean): Promise<Result<App, CliFailure>> {
  const released = releasedApp(process.execPath, process.platform)
  if (released !== null) return succeed({ executable: released, args: [] })
  const root = checkoutAround(fileURLToPath(import.meta.url))
  if (root === null) return notStarted('The Coffer app is not where this command expects it.', 'Install Coffer again.')
  return appOfCheckout(root, quiet)
}

/** The compiled command is in `resources/bin` of the app. */
function releasedApp(command: string, platform: string): string | null {
  const inside: Readonly<Record<string, string>> = { darwin: '../../MacOS/Coffer', win32: '../../Coffer.exe' }
  const path = join(dirname(command), inside[platform] ?? '../../coffer')
  const isOurs = existsSync(join(dirname(command), '..', 'app.asar')) && existsSync(path)
  return isOurs ? path : null
}

function checkoutAround(file: string): string | null {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'scripts', 'electron-runtime.mjs')) && isOurPackage(folder)) return folder
  }
  return null
}

function isOurPackage(folder: string): boolean {
  try {
    const description: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return description !== null && typeof description === 'object' && Reflect.get(description, 'name') === 'coffer'
  } catch {
    return false
  }
}

async function appOfCheckout(root: string, quiet: boolean): Promise<Result<App, CliFailure>> {
  try {
    const isFresh = (await script(root, 'build.mjs', 'isFresh', 'app')) === true || isSomebodyElses(root)
    if (!isFresh && !(await build(root, quiet)))
      return notStarted('The app of this checkout could not be built.', 'See what `npm start` says.')
    const runtime = await script(root, 'electron-runtime.mjs', 'resolveElectron')
    const executable: unknown = Reflect.get(Object(runtime), 'executable')
    if (typeof executable !== 'string') return notStarted('This checkout has no Electron runtime.')
    // Chromium refuses to start as root with its sandbox on.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    return succeed({ executable, args: [...sandbox, root] })
  } catch (error) {
    return notStarted(error instanceof Error ? error.message : 'This checkout has no Electron runtime.')
  }
}

/** A checkout this user may not write to is used as its owner built it. */
function isSomebodyElses(root: string): boolean {
  try {
    accessSync(root, constants.W_OK)
    return false
  } catch {
    return existsSync(join(root, 'out', 'main', 'index.js'))
  }
}

/** In a process of its own: the build's tools look for the project in the folder they run in. */
function build(root: string, quiet: boolean): Promise<boolean> {
  const said = quiet ? 'ignore' : process.stderr
  const child = spawn(process.execPath, [join(root, 'scripts', 'build.mjs'), 'app'], {
    cwd: root,
    stdio: ['ignore', said, said],
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

/** Calls what a script of the checkout exports; these files exist in a checkout only, so nothing bundles them. */
async function script(root: string, file: string, name: string, ...args: readonly unknown[]): Promise<unknown> {
  const url = pathToFileURL(join(root, 'scripts', file)).href
  const module: unknown = await import(/* @vite-ignore */ url)
  const body: unknown = Reflect.get(Object(module), name)
  if (typeof body !== 'function') throw new Error(`scripts/${file} has no ${name}.`)
  return body(...args)
}

const notStarted = (message: string, hint?: string): Result<never, CliFailure> =>
  fail({ kind: 'not-started', message, ...(hint === undefined ? {} : { hint }) })
