import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, describe as plainDescribe, test } from 'vitest'
import { endAppOf, pidsOfHome } from '../support/app-processes.ts'
import { buildCli, cofferEnvironment } from '../support/coffer-command.ts'
import { requires } from '../support/provisions.ts'
import { type Ran, runPiped } from '../support/terminal-run.ts'

let dir: string
let home: string
let env: NodeJS.ProcessEnv

/** In a checkout a stale app is built first, and says so: that is not what is tested here. */
async function run(command: string): Promise<Ran> {
  const ran = await runPiped(command, env, dir)
  return { ...ran, stderr: ran.stderr.replace(/^build: .*\n/gm, '') }
}
const started = 'Starting Coffer in the background.\n'

beforeAll(() => buildCli())

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'coffer-background-'))
  home = join(dir, 'home')
  env = cofferEnvironment(dir)
})

afterEach(async () => {
  await endAppOf(home)
  rmSync(dir, { recursive: true, force: true, maxRetries: 20 })
})

requires('electron-runtime', 'app-libraries').describe('the app in the background', () => {
  test('is started by the first command that needs it, says so once, and stays', async () => {
    const made = await run("printf 'open sesame' | coffer init --password-stdin")
    expect(made).toMatchObject({ exitCode: 0, stderr: `${started}Made a vault in ${home}. It is unlocked.\n` })
    expect(await run('printf value | coffer put a --quiet && coffer get a')).toMatchObject({
      exitCode: 0,
      stdout: 'value',
      stderr: '',
    })
  })

  test('leaves nothing of its start in the temp folder', async () => {
    const folder = join(dir, 'tmp')
    mkdirSync(folder)
    env = { ...env, TMPDIR: folder }
    await run("printf 'open sesame' | coffer init --password-stdin")
    expect(readdirSync(folder).filter((name) => name.startsWith('coffer-start-'))).toEqual([])
  })

  test('is not started by status and lock, nor for a vault that is not there', async () => {
    expect(await run('coffer status --json')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await run('coffer lock')).toMatchObject({ exitCode: 0, stderr: 'No vault is unlocked here.\n' })
    expect(await run('coffer get a --quiet')).toMatchObject({ exitCode: 4 })
    expect(pidsOfHome(home)).toEqual([])
  })

  test('is started once by commands that come at the same time', async () => {
    await run("printf 'open sesame' | coffer init --password-stdin && printf value | coffer put a")
    await endAppOf(home)
    await run("printf 'open sesame\n' > password")
    const gets = await Promise.all([1, 2, 3].map(() => run('coffer get a --password-file password')))
    expect(gets.map(({ stdout, exitCode }) => [stdout, exitCode])).toEqual(gets.map(() => ['value', 0]))
    const apps = await run(`coffer status --json`)
    expect(JSON.parse(apps.stdout)).toMatchObject({ vault: 'unlocked', running: true })
  })

  test('is locked when lock returns, and there again at once', async () => {
    await run("printf 'open sesame' | coffer init --password-stdin && printf value | coffer put a")
    for (let round = 0; round < 3; round++) {
      expect(await run('coffer lock && coffer get a')).toMatchObject({ exitCode: 3, stdout: '' })
      const again = await run("printf 'open sesame' | coffer unlock --password-stdin && coffer get a")
      expect(again).toMatchObject({ exitCode: 0, stdout: 'value' })
    }
  })

  test('that was killed is started anew, and nothing is lost', async () => {
    await run("printf 'open sesame' | coffer init --password-stdin && printf value | coffer put a")
    await endAppOf(home, 'SIGKILL')
    expect(await run('coffer status --json')).toMatchObject({ exitCode: 0 })
    expect(await run("printf 'open sesame' | coffer get a --password-stdin")).toMatchObject({
      exitCode: 0,
      stdout: 'value',
      stderr: started,
    })
  })
})

plainDescribe('an app that cannot start', () => {
  /** An Electron that behaves as one on a machine that lacks something. */
  function pretend(script: string): void {
    const folder = join(dir, 'electron')
    mkdirSync(folder)
    writeFileSync(join(folder, 'version'), '42.0.0')
    writeFileSync(join(folder, 'electron'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'electron'), 0o755)
    env = { ...env, ELECTRON_OVERRIDE_DIST_PATH: folder }
  }

  const init = () => run("printf 'open sesame' | coffer init --password-stdin --json")
  const errorOf = ({ stderr }: Ran): { code: string; message: string; hint: string } =>
    JSON.parse(stderr.split('\n').find((line) => line.startsWith('{')) ?? '{}').error

  test('for want of a library says which, and the command to install it', async () => {
    pretend('echo "electron: error while loading shared libraries: libgbm.so.1: cannot open" >&2; exit 127')
    const ran = await init()
    expect(ran.exitCode).toBe(1)
    expect(errorOf(ran)).toMatchObject({
      code: 'not-started',
      message: 'Coffer cannot start: the system library libgbm.so.1 is missing.',
      hint: expect.stringContaining('sudo apt-get install -y'),
    })
  })

  test('because it crashes says so at once', async () => {
    pretend('kill -SEGV $$')
    const ran = await init()
    expect(ran.exitCode).toBe(1)
    expect(errorOf(ran).message).toContain('SIGSEGV')
  })
})
