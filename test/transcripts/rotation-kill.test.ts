/** A rotation whose core is killed while a step is at work, in the real processes: the next unlock goes on with it. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RotationCard } from '../../shared/rotation-model.ts'
import { buildCli, cofferEnvironment } from '../support/coffer-command.ts'
import { type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { runPiped } from '../support/terminal-run.ts'

const steps = ['create', 'set', 'test', 'finish'] as const

let dir: string
let env: NodeJS.ProcessEnv
let core: CoreProcess
const folders: string[] = []

beforeAll(() => buildCli())
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'coffer-rotation-kill-'))
  folders.push(dir)
  env = cofferEnvironment(dir)
  core = await startCoreProcess(join(dir, 'home'))
  await coffer('init --password-stdin', 'printf "open sesame" | ')
  await coffer('put a --kind api-key', 'printf old-value | ')
})
afterEach(() => core.stop())
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function coffer(words: string, before = ''): Promise<string> {
  const ran = await runPiped(`${before}coffer ${words} --quiet`, env, dir)
  if (ran.exitCode !== 0) throw new Error(`${words}: ${ran.exitCode} ${ran.stderr}`)
  return ran.stdout
}

/** One program for all steps: it notes that it was called, and stands still while there is a file `hold-STEP`. */
function writeProgram(): void {
  const program = join(dir, 'step')
  const lines = [
    '#!/bin/sh',
    'cat > /dev/null',
    `echo "$1" >> '${dir}/called'`,
    `while [ -e '${dir}/hold-'"$1" ]; do sleep 0.05; done`,
    '[ "$1" = create ] && printf new-value',
    'exit 0',
  ]
  writeFileSync(program, `${lines.join('\n')}\n`)
  chmodSync(program, 0o755)
}

const called = (): readonly string[] =>
  existsSync(join(dir, 'called')) ? readFileSync(join(dir, 'called'), 'utf8').trim().split('\n') : []

test.each(steps)(
  'killed in %s',
  async (step) => {
    writeProgram()
    writeFileSync(join(dir, `hold-${step}`), '')
    const options = steps.map((each) => `--${each} '${dir}/step ${each}'`).join(' ')
    const running = runPiped(`coffer rotation run a --rotator command ${options}`, env, dir)
    await expect.poll(() => called().includes(step)).toBe(true)

    process.kill(core.pid(), 'SIGKILL')
    expect((await running).exitCode).not.toBe(0)
    rmSync(join(dir, `hold-${step}`))
    core = await startCoreProcess(join(dir, 'home'))
    await coffer('unlock --password-stdin', 'printf "open sesame" | ')

    const card = async () => JSON.parse(await coffer('rotation show a --json')) as RotationCard
    await expect.poll(async () => (await card()).past.map(({ state }) => state)).toEqual(['finished'])
    expect(await coffer('get a')).toBe('new-value')
    expect(await coffer('get a --stage AWSPREVIOUS')).toBe('old-value')
    const stages = JSON.parse(await coffer('describe a --json')) as { readonly VersionIdsToStages: object }
    expect(Object.values(stages.VersionIdsToStages).flat().toSorted()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
    // The step that was killed came twice, those before it once.
    const expected = steps.flatMap((each) => (each === step ? [each, each] : [each]))
    expect(called()).toEqual(expected)
  },
  180_000,
)
