import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { refusedExitCode } from '../../main/switches.ts'
import { readyElectron } from '../../scripts/electron-runtime.mjs'
import { homePaths } from '../../shared/home.ts'
import { appEnv } from '../support/app.ts'
import { isRunning } from '../support/memory-scan.ts'
import { chownToUser, type OrdinaryUser, ordinaryUser } from '../support/ordinary-user.ts'
import { requires } from '../support/provisions.ts'
import { root } from '../support/repository.ts'

/**
 * The package as an attacker with the user's account finds it: started with whatever could open it, as an ordinary user
 * with Chromium's sandbox on. A release cannot be driven from inside, so these look from outside only.
 */
const { describe: describeWith } = requires('app-libraries', 'virtual-display', 'sandbox-user')

/** The host's Node: electron-builder writes asar archives, which Electron's Node takes for folders. */
const hostNode = process.env.npm_node_execpath ?? 'node'
const marker = 'this was run by the package'

interface Ended {
  /** Null when it was still running at the end of its time and was killed. */
  readonly code: number | null
  readonly output: string
}

let user: OrdinaryUser | undefined
let place: string
let app: string
let home: string
const running: ChildProcess[] = []

/** A runtime named by the override counts as unverified, whatever it is, so the refusal can be tested everywhere. */
function pack(...args: readonly string[]) {
  const env = appEnv({ ELECTRON_OVERRIDE_DIST_PATH: readyElectron()?.distDir ?? '' })
  return spawnSync(hostNode, [join(root, 'scripts/package.mjs'), ...args], { env, encoding: 'utf8' })
}

/** Starts the package as the ordinary user. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const as =
    user === undefined
      ? []
      : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--inh-caps=-all']
  const [command = '', ...rest] = [...as, app, ...args]
  const own = { COFFER_HOME: home, HOME: user?.home ?? process.env.HOME ?? '', ...env }
  const child = spawn(command, rest, { env: { ...appEnv(), ...own }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  return child
}

const background = () => ['--ozone-platform=headless', '--disable-gpu', '--background', `--home=${home}`]

/** Runs it for at most this long. */
async function runFor(limitMs: number, child: ChildProcess): Promise<Ended> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)))
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), limitMs)
    child.on('close', (code) => {
      clearTimeout(late)
      resolve({ code, output })
    })
  })
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => resolve(true))
    probe.once('error', () => resolve(false))
    probe.once('connect', () => probe.destroy())
  })
}

describeWith('a package', () => {
  beforeAll(() => {
    user = ordinaryUser()
    place = mkdtempSync('/tmp/coffer-package-')
    chmodSync(place, 0o755)
    const packed = pack('--allow-unverified-runtime')
    if (packed.status !== 0) throw new Error(`npm run package failed:\n${packed.stdout}\n${packed.stderr}`)
    cpSync(join(root, 'dist', 'linux-unpacked'), join(place, 'app'), { recursive: true })
    app = join(place, 'app', 'coffer')
  })
  afterAll(() => rmSync(place, { recursive: true, force: true }))
  beforeEach(() => {
    const folder = mkdtempSync('/tmp/coffer-package-home-')
    if (user !== undefined) chownToUser(folder, user)
    home = join(folder, 'home')
  })
  afterEach(() => {
    for (const child of running.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
    rmSync(join(home, '..'), { recursive: true, force: true, maxRetries: 20 })
  })

  test('runs no JavaScript for ELECTRON_RUN_AS_NODE', async () => {
    const ended = await runFor(4_000, start(['-e', `console.log('${marker}')`], { ELECTRON_RUN_AS_NODE: '1' }))
    expect(ended.output).not.toContain(marker)
  })

  test('preloads nothing for NODE_OPTIONS', async () => {
    const script = join(place, 'preload.cjs')
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(join(place, 'ran'))}, '')`)
    chmodSync(place, 0o777)
    await runFor(4_000, start(background(), { NODE_OPTIONS: `--require=${script}` }))
    expect(existsSync(join(place, 'ran'))).toBe(false)
  })

  test('opens no inspector, neither by switch nor by signal', async () => {
    const asked = await runFor(4_000, start([...background(), '--inspect=0']))
    expect(asked.output).not.toContain('Debugger listening')
    const child = start(background())
    setTimeout(() => child.kill('SIGUSR1'), 1_500)
    const signalled = await runFor(4_000, child)
    expect(signalled.output).not.toContain('Debugger listening')
    expect(await listens(9229)).toBe(false)
  })

  test.each([
    '--remote-debugging-port=9555',
    '--remote-debugging-pipe',
    '--no-sandbox',
    '--disable-web-security',
    '--load-extension=/tmp',
    '--js-flags=--expose-gc',
    '--renderer-cmd-prefix=/bin/true',
    '--utility-cmd-prefix=/bin/true',
    '--gpu-launcher=/bin/true',
    '--host-rules=MAP * 127.0.0.1',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--ignore-certificate-errors',
    '--enable-logging',
    '--log-net-log=/tmp/coffer-net-log',
    '--user-data-dir=/tmp/coffer-profile',
    '--password-store=basic',
  ])('does not start with %s', async (word) => {
    const ended = await runFor(120_000, start([...background(), word]))
    expect(ended.code).toBe(refusedExitCode)
    expect(await listens(9555)).toBe(false)
    expect(existsSync(join(home, 'vault.db'))).toBe(false)
  })

  test('serves the terminal from its archive, database and native libraries included', async () => {
    const child = start(background())
    await untilExists(join(home, 'run', 'core.sock'))
    const coffer = (args: readonly string[], input: string) => {
      const as = user === undefined ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups']
      const [command = '', ...rest] = [...as, hostNode, join(place, 'coffer.mjs'), ...args]
      return spawnSync(command, rest, { input, encoding: 'utf8', env: { ...appEnv(), COFFER_HOME: home, HOME: home } })
    }
    cpSync(join(root, 'out/cli/index.js'), join(place, 'coffer.mjs'))
    expect(coffer(['init', '--password-stdin'], 'correct horse battery staple').status).toBe(0)
    expect(coffer(['put', 'prod/db'], 'a value').status).toBe(0)
    expect(coffer(['get', 'prod/db'], '').stdout).toBe('a value')
    expect(readFileSync(join(home, 'vault.db')).includes('prod/db')).toBe(false)
    child.kill()
  })

  test('brings the compiled command, which starts it in the background and finds it again', async () => {
    const command = join(place, 'app', 'resources', 'bin', 'coffer')
    const linked = join(place, 'linked')
    symlinkSync(command, linked)
    const coffer = (args: readonly string[], input = '') => {
      const as = user === undefined ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups']
      const [program = '', ...rest] = [...as, linked, ...args]
      const env = { ...appEnv(), COFFER_HOME: home, HOME: user?.home ?? process.env.HOME ?? '', PATH: '/usr/bin:/bin' }
      return spawnSync(program, rest, { input, encoding: 'utf8', env })
    }
    const made = coffer(['init', '--password-stdin'], 'correct horse battery staple')
    expect(made.stderr).toContain('Starting Coffer in the background.')
    expect(made.status).toBe(0)
    const holder = lockHolder()
    expect(readlinkSync(`/proc/${holder}/exe`)).toBe(join(place, 'app', 'coffer'))
    expect(coffer(['put', 'prod/db'], 'a value').status).toBe(0)
    expect(coffer(['get', 'prod/db']).stdout).toBe('a value')
    expect(coffer(['--version']).stdout).toContain(packageVersion())
    process.kill(holder)
    await untilGone(holder)
  })

  test('of a runtime that could not be verified is refused unless asked for', () => {
    const refused = pack()
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('could not be verified')
  })
})

/** The app that runs in this home: the target of Chromium's lock ends with its pid. */
const lockHolder = (): number =>
  Number(/-(\d+)$/.exec(readlinkSync(join(homePaths(home).profile, 'SingletonLock')))?.[1])

async function untilGone(pid: number): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await wait(50)) if (!isRunning(pid)) return
  throw new Error(`process ${pid} did not end`)
}

const packageVersion = (): string => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

async function untilExists(path: string): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await wait(50)) if (existsSync(path)) return
  throw new Error(`${path} did not appear`)
}
