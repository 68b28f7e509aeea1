import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AwsHand, giveHand } from '../support/aws/hand.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { buildCli, cofferEnvironment } from '../support/coffer-command.ts'
import { type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { runOnTerminal, runPiped } from '../support/terminal-run.ts'
import { parseTranscript, type Step, toPattern } from '../support/transcript.ts'

beforeAll(() => buildCli())

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.txt'))

describe.concurrent.each(files)('%s', (file) => {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8')
  const steps = parseTranscript(text)
  let dir: string
  let core: CoreProcess
  let env: NodeJS.ProcessEnv
  let aws: (AwsHand & { readonly server: AwsServer }) | null = null

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'coffer-transcript-'))
    env = cofferEnvironment(dir)
    if (/^# With AWS\.$/m.test(text)) {
      const server = await startAwsServer()
      aws = { server, ...(await giveHand(server, dir)) }
      env = { ...env, ...aws.env }
    }
    core = await startCoreProcess(join(dir, 'home'), aws?.env)
  })

  afterAll(async () => {
    await core.stop()
    await aws?.close()
    await aws?.server.close()
    rmSync(dir, { recursive: true, force: true })
  })

  test('goes as written', async () => {
    for (const step of steps) {
      await core.listening()
      await replay(step, dir, env)
    }
    // All of them at once, and some hash passwords a dozen times.
  }, 1_200_000)
})

async function replay(step: Step, dir: string, env: NodeJS.ProcessEnv): Promise<void> {
  const ran = step.onTerminal
    ? await runOnTerminal(step.command, step.typed, env, dir)
    : await runPiped(step.command, env, dir)
  const where = `line ${step.line}: ${step.command}`
  const folders = { '<home>': join(dir, 'home'), '<dir>': dir }
  const shown = { where, ...ran }
  expect(shown, where).toMatchObject({ exitCode: step.exitCode })
  for (const { answer } of step.typed.filter(({ isShown }) => !isShown))
    expect(ran.stdout, `${where}: shows what was typed`).not.toContain(answer)
  expect(onScreen(ran.stdout, step), `${where}: standard output`).toMatch(toPattern(step.stdout, folders))
  expect(ran.stderr, `${where}: standard error`).toMatch(toPattern(step.stderr, folders))
}

/** Prompts stand in the transcript where they are answered, so they are not repeated in what follows. */
function onScreen(stdout: string, { typed }: Step): string {
  return typed.reduce(
    (screen, { prompt, answer, isShown }) => screen.replace(`${prompt} ${isShown ? answer : ''}\n`, ''),
    stdout,
  )
}
