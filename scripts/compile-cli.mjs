/**
 * `npm run compile-cli [-- OUT]`: the terminal client as one executable that starts in a third of Node's time, made by
 * Bun's compiler from the same sources. Bun comes from the npm registry, pinned, into a git-ignored cache.
 */
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPinned } from './lib/npm-archive.mjs'
import { cacheDir, root } from './lib/paths.mjs'
import { reasonIn, run } from './lib/run.mjs'
import { say } from './lib/say.mjs'

const version = '1.4.5'

/** SHA-512 of the archive of each platform's package. */
const integrityByPlatform = {
  'linux-x64': 'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  'linux-aarch64': 'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  'darwin-x64': 'sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==',
  'darwin-aarch64': 'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
  'windows-x64': 'sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==',
}

const systems = /** @type {Record<string, string>} */ ({ linux: 'linux', darwin: 'darwin', win32: 'windows' })
const processors = /** @type {Record<string, string>} */ ({ x64: 'x64', arm64: 'aarch64' })

/** @returns {keyof typeof integrityByPlatform | null} */
const platform = () => {
  const key = `${systems[process.platform]}-${processors[process.arch]}`
  return key in integrityByPlatform ? /** @type {keyof typeof integrityByPlatform} */ (key) : null
}

/** @returns {Promise<{ ok: true, bun: string } | { ok: false, reason: string }>} */
export const readyBun = async () => {
  const key = platform()
  if (key === null) return { ok: false, reason: `there is no pinned Bun for ${process.platform} ${process.arch}` }
  const folder = join(cacheDir, 'bun', `${key}-${version}`)
  const bun = join(folder, 'package', 'bin', process.platform === 'win32' ? 'bun.exe' : 'bun')
  if (existsSync(bun)) return { ok: true, bun }
  const pinned = { name: `@oven/bun-${key}`, version, integrity: integrityByPlatform[key] }
  const reason = await installPinned(pinned, folder)
  if (reason !== null) return { ok: false, reason }
  chmodSync(bun, 0o755)
  return { ok: true, bun }
}

/**
 * Compiles one TypeScript or JavaScript file with all it imports into an executable.
 * @param {string} entry
 * @param {string} target
 * @returns {Promise<string | null>} why it failed, or null
 */
export const compile = async (entry, target) => {
  const ready = await readyBun()
  if (!ready.ok) return ready.reason
  mkdirSync(dirname(target), { recursive: true })
  const args = ['build', '--compile', '--minify', '--bytecode', entry, '--outfile', target]
  const done = await run(ready.bun, args, { cwd: root })
  return done.code === 0 ? null : reasonIn(done.stderr)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv[2] ?? join(root, 'dist', process.platform === 'win32' ? 'coffer.exe' : 'coffer')
  const reason = await compile(join(root, 'cli', 'index.ts'), target)
  say('compile-cli', reason ?? `made ${target}`)
  if (reason !== null) process.exitCode = 1
}
