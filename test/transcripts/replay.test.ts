import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { runOnTerminal, runPiped } from '../support/terminal-run.ts'
import { parseTranscript, type Step, toPattern } from '../support/transcript.ts'

const root = join(import.meta.dirname, '..', '..')
/** The host's Node, which is what people run the command with; the tests themselves run in Electron's. */
const node = process.env.npm_node_execpath ?? 'node'

beforeAll(() => {
  execFileSync(node, [join(root, 'cli', 'bin', 'coffer.mjs'), '--version'], { stdio: ['ignore', 'ignore', 'inherit'] })
}, 120_000)

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.txt'))

describe.each(files)('%s', (file) => {
  const steps = parseTranscript(readFileSync(join(import.meta.dirname, file), 'utf8'))
  let dir: string
  let core: CoreProcess
  let env: NodeJS.ProcessEnv

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'coffer-transcript-'))
    mkdirSync(join(dir, 'bin'))
    writeFileSync(join(dir, 'bin', 'coffer'), `#!/bin/sh\nexec "${node}" "${root}/out/cli/index.js" "$@"\n`)
    chmodSync(join(dir, 'bin', 'coffer'), 0o755)
    env = environment(dir)
    core = await startCoreProcess(join(dir, 'home'))
  }, 60_000)

  afterAll(async () => {
    await core.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('goes as written', async () => {
    for (const step of steps) {
      await core.listening()
      await replay(step, dir, env)
    }
  }, 240_000)
})

function environment(dir: string): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, NO_COLOR: __, ...env } = process.env
  return {
    ...env,
    PATH: `${join(dir, 'bin')}:${process.env.PATH}`,
    COFFER_HOME: join(dir, 'home'),
    HOME: dir,
    TERM: 'xterm',
    TZ: 'UTC',
  }
}

async function replay(step: Step, dir: string, env: NodeJS.ProcessEnv): Promise<void> {
  const ran = step.onTerminal
    ? await runOnTerminal(step.command, step.typed, env, dir)
    : await runPiped(step.command, env, dir)
  const where = `line ${step.line}: ${step.command}`
  const folders = { '<home>': join(dir, 'home'), '<dir>': dir }
  const shown = { where, ...ran }
  expect(shown, where).toMatchObject({ exitCode: step.exitCode })
  for (const { answer } of step.typed) expect(ran.stdout, `${where}: shows what was typed`).not.toContain(answer)
  expect(onScreen(ran.stdout, step), `${where}: standard output`).toMatch(toPattern(step.stdout, folders))
  expect(ran.stderr, `${where}: standard error`).toMatch(toPattern(step.stderr, folders))
}

/** Prompts stand in the transcript where they are answered, so they are not repeated in what follows. */
function onScreen(stdout: string, { typed }: Step): string {
  return typed.reduce((screen, { prompt }) => screen.replace(`${prompt} \n`, ''), stdout)
}
