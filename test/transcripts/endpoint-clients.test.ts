import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, describe as plainDescribe, test } from 'vitest'
import { readScenarios, runScenario } from '../support/aws/scenarios.ts'
import { buildCli, cofferEnvironment } from '../support/coffer-command.ts'
import { type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { motoBin, requires } from '../support/provisions.ts'
import { type Ran, runPiped } from '../support/terminal-run.ts'

let dir: string
let core: CoreProcess
let env: NodeJS.ProcessEnv

const run = (command: string): Promise<Ran> => runPiped(command, env, dir)

beforeAll(async () => {
  buildCli()
  dir = mkdtempSync(join(tmpdir(), 'coffer-clients-'))
  env = { ...cofferEnvironment(dir), AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' }
  core = await startCoreProcess(join(dir, 'home'))
  const made = await run(
    "echo 'open sesame' | coffer init --password-stdin && coffer endpoint on && coffer endpoint key add ci --allow '**' --write > env",
  )
  expect(made).toMatchObject({ exitCode: 0 })
})

afterAll(async () => {
  await core.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** For a shell: what was printed, in the environment of what follows. */
const withKey = (command: string) => `set -a; . ./env; AWS_DEFAULT_REGION=$AWS_REGION; ${command}`

plainDescribe('what `endpoint key add` prints', () => {
  test('is four variables and no more', async () => {
    const { stdout } = await run('cat env')
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^AWS_ENDPOINT_URL_SECRETS_MANAGER=http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^AWS_ACCESS_KEY_ID=CFFR[A-Z2-7]{16}$/),
      expect.stringMatching(/^AWS_SECRET_ACCESS_KEY=[\w-]{40}$/),
      'AWS_REGION=us-east-1',
    ])
  })

  test('is all that a program needs for every behaviour recorded on AWS', async () => {
    const { stdout } = await run('cat env')
    const variables = new Map(stdout.split('\n').map((line) => line.split('=', 2) as [string, string]))
    const word = (name: string) => variables.get(name) ?? ''
    const credentials = {
      accessKeyId: word('AWS_ACCESS_KEY_ID'),
      secretAccessKey: word('AWS_SECRET_ACCESS_KEY'),
    }
    const url = word('AWS_ENDPOINT_URL_SECRETS_MANAGER')
    for (const scenario of readScenarios()) {
      expect(await runScenario(scenario, url, { credentials }), scenario.id).toEqual([])
    }
  })
})

requires('moto').describe('unmodified programs', () => {
  test('read what the terminal saved, under the ARN it shows', async () => {
    await run('printf hello | coffer put app/x --quiet')
    const aws = await run(
      withKey(
        `${motoBin}/aws secretsmanager get-secret-value --secret-id app/x --query '[ARN,SecretString]' --output text`,
      ),
    )
    const shown = await run('coffer describe app/x --json | sed -n \'s/.*"ARN": "\\(.*\\)",/\\1/p\'')
    expect(aws).toMatchObject({ exitCode: 0, stdout: `${shown.stdout.trim()}\thello\n` })
    const lists = await run('coffer ls --json app/x; coffer versions --json app/x')
    expect(lists.stdout.split(shown.stdout.trim())).toHaveLength(3)
  })

  test('write what the terminal reads', async () => {
    const python = "import boto3; boto3.client('secretsmanager').create_secret(Name='app/y', SecretString='from boto3')"
    expect(await run(withKey(`${motoBin}/python -c "${python}"`))).toMatchObject({ exitCode: 0 })
    expect(await run('coffer get app/y')).toMatchObject({ stdout: 'from boto3' })
  })

  test('use a profile, and may do what it grants and no more', async () => {
    await run(
      "printf hello | coffer put app/z --quiet; coffer endpoint key add prof --allow 'app/*' --aws-config > config",
    )
    const call = (rest: string) =>
      run(`AWS_CONFIG_FILE=config AWS_PROFILE=coffer-prof ${motoBin}/aws secretsmanager ${rest} --output text`)
    expect(await call('get-secret-value --secret-id app/z --query SecretString')).toMatchObject({ stdout: 'hello\n' })
    expect((await call('put-secret-value --secret-id app/z --secret-string no')).stderr).toContain('AccessDenied')
    expect(await run('coffer endpoint key rm prof')).toMatchObject({ exitCode: 0 })
    expect((await call('get-secret-value --secret-id app/z')).exitCode).not.toBe(0)
  })

  test('have it all from `coffer run --endpoint`', async () => {
    await run('printf hello | coffer put app/r --quiet')
    const python =
      "import boto3; print(boto3.client('secretsmanager').get_secret_value(SecretId='app/r')['SecretString'])"
    const ran = await run(`coffer run --endpoint --allow 'app/*' -- ${motoBin}/python -c "${python}"`)
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'hello\n' })
  })
})
