import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AwsHand, giveHand } from '../support/aws/hand.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { buildCli, cofferEnvironment } from '../support/coffer-command.ts'
import { watchCommandLines } from '../support/command-lines.ts'
import { type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { filesHolding } from '../support/file-scan.ts'
import { randomWord } from '../support/planted.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { requires } from '../support/provisions.ts'
import { makeSshKey } from '../support/ssh-keygen.ts'
import { type Ran, runPiped } from '../support/terminal-run.ts'

/** The commands under a heading of docs/cli.md, as a reader would copy them. */
function recipe(heading: string): string {
  const docs = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), 'utf8')
  const section = docs.split(/^### /m).find((part) => part.startsWith(`${heading}\n`))
  const block = /```sh\n([\s\S]*?)```/.exec(section ?? '')?.[1]
  if (block === undefined) throw new Error(`docs/cli.md has no recipe ${heading}`)
  return block
}

/** New for every run, so nothing that is found can be an earlier one's. */
const planted = {
  vault: randomWord(20),
  db: randomWord(24),
  git: randomWord(24),
  docker: randomWord(24),
  env: randomWord(24),
}

let dir: string
let env: NodeJS.ProcessEnv
let core: CoreProcess
let aws: AwsServer
let hand: AwsHand
let postgres: Postgres
let keyFingerprint: string

/** Stops at the first command that fails, also inside a pipe. `after` runs in the same shell. */
const cook = (heading: string, after = ''): Promise<Ran> =>
  runPiped(`bash -euo pipefail <<'RECIPE'\n${recipe(heading)}\n${after}\nRECIPE`, env, dir)

const coffer = (words: string, input: string | Buffer) =>
  execFileSync('/bin/sh', ['-c', `coffer ${words} --quiet`], { env, cwd: dir, input })

const currentHere = (): string =>
  String((JSON.parse(coffer('get prod/db --json', '').toString()) as { readonly VersionId: string }).VersionId)

function currentInAws(): string | undefined {
  const secret = aws.control.secrets('111122223333', 'eu-west-1').find(({ name }) => name === 'prod/db')
  return secret?.stages.get('AWSCURRENT')
}

function script(name: string, text: string): void {
  writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(dir, name), 0o755)
}

requires('programs', 'openssh').describe('a recipe of docs/cli.md', () => {
  let commandLines: ReturnType<typeof watchCommandLines>

  beforeAll(async () => {
    buildCli()
    dir = mkdtempSync(join(tmpdir(), 'coffer-recipes-'))
    mkdirSync(join(dir, 'tmp'))
    env = { ...cofferEnvironment(dir), TMPDIR: join(dir, 'tmp') }
    aws = await startAwsServer()
    hand = await giveHand(aws, dir)
    core = await startCoreProcess(join(dir, 'home'), hand.env)
    postgres = await startPostgres(mkdtempSync(join(tmpdir(), 'coffer-postgres-')), planted.db)
    commandLines = watchCommandLines(Object.values(planted))
    const ssh = makeSshKey(dir, 'ada@laptop')
    keyFingerprint = ssh.fingerprint
    coffer('init --password-stdin', planted.vault)
    const db = { engine: 'postgres', host: '127.0.0.1', port: postgres.port, username: 'ada', password: planted.db }
    coffer('put prod/db', JSON.stringify({ ...db, dbname: 'postgres' }))
    coffer('put git/example', planted.git)
    const curve = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']
    coffer('put tls/key', execFileSync('openssl', ['genpkey', ...curve], { stdio: ['ignore', 'pipe', 'ignore'] }))
    coffer('put deploy/key', ssh.text)
    coffer('put app/env', `TOKEN=${planted.env}\nTEXT='a "quote", two words and a $sign'\n`)
    coffer('put docker/token', planted.docker)
    coffer('put ci/token', planted.docker)
    // Not by `coffer`, which would stand still here while the server in this process is asked.
    const target = `--profile prod --region eu-west-1 --include 'prod/**' --endpoint-url ${aws.url}`
    expect(await runPiped(`coffer target add prod ${target} --quiet`, env, dir)).toMatchObject({ exitCode: 0 })
    writeFileSync(join(dir, '.coffer-password'), planted.vault, { mode: 0o600 })
  })

  afterAll(async () => {
    commandLines.stop()
    await core.stop()
    await hand.close()
    await aws.close()
    await postgres.stop()
    for (const folder of [dir, postgres.folder]) rmSync(folder, { recursive: true, force: true })
  })

  test('runs psql against a server that wants the password', async () => {
    expect(await cook('psql')).toEqual({ stdout: 'ada\n', stderr: '', exitCode: 0 })
  })

  test('gives psql its password in a file in memory', async () => {
    const ran = await cook('psql, with the password in a file in memory')
    expect(ran).toEqual({ stdout: 'ada\n', stderr: '', exitCode: 0 })
  })

  test('fills an env file that only its owner can read', async () => {
    const name = 'An env file, as docker compose reads it'
    const withoutRm = recipe(name).replace(/^rm .*$/m, '')
    const ran = await runPiped(
      `${withoutRm}stat -c %a app.env; set -a; . ./app.env; rm app.env; printenv DB_HOST DB_PASSWORD`,
      env,
      dir,
    )
    expect(ran).toMatchObject({ exitCode: 0, stdout: `600\n127.0.0.1\n${planted.db}\n` })
    expect(await cook(name)).toMatchObject({ exitCode: 0 })
  })

  test('answers git', async () => {
    const ran = await cook('git over HTTPS')
    expect(ran.stdout.split('\n')).toEqual(expect.arrayContaining(['username=ada', `password=${planted.git}`]))
    expect(ran.exitCode).toBe(0)
  })

  test('hands openssl a key', async () => {
    expect(await cook('openssl')).toMatchObject({
      exitCode: 0,
      stdout: 'Private-Key: (256 bit)\n-----BEGIN CERTIFICATE REQUEST-----\n',
    })
  })

  test('hands ssh-add a key', async () => {
    const ran = await cook('ssh')
    expect(ran).toMatchObject({ exitCode: 0 })
    expect(ran.stdout).toContain(keyFingerprint)
  })

  test('signs a commit with a key that stays in Coffer', async () => {
    const ran = await cook(
      "ssh and signed commits, with Coffer's agent",
      'git cat-file commit HEAD; coffer ssh-agent off',
    )
    expect(ran).toMatchObject({ exitCode: 0 })
    expect(ran.stdout).toContain(keyFingerprint)
    expect(ran.stdout).toContain('-----BEGIN SSH SIGNATURE-----')
  })

  test('needs nobody to type, and no more of the environment than cron has', async () => {
    script('nightly.sh', 'test -n "$TOKEN" && echo "$TEXT"')
    coffer('lock', '')
    await core.listening()
    const { PATH, COFFER_HOME } = env
    const ran = await runPiped(recipe('A script, cron or systemd'), { HOME: dir, PATH, COFFER_HOME }, dir)
    expect(ran).toEqual({ exitCode: 0, stdout: 'a "quote", two words and a $sign\n', stderr: '' })
  })

  test('works in CI and leaves the vault locked', async () => {
    env = { ...env, COFFER_PASSWORD: planted.vault }
    expect(await cook('CI')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    await core.listening()
    expect(await runPiped('coffer get ci/token', env, dir)).toMatchObject({ exitCode: 3 })
    coffer('unlock --password-file .coffer-password', '')
  })

  test('sets variables for direnv as they are', async () => {
    const ran = await cook('direnv', 'printenv TOKEN TEXT')
    expect(ran).toMatchObject({ exitCode: 0, stdout: `${planted.env}\na "quote", two words and a $sign\n` })
  })

  test('gives a program its password by standard input', async () => {
    script('login', 'test "$1" = --password-stdin && cat')
    expect(await cook('docker login, and everything else that reads a password')).toMatchObject({
      exitCode: 0,
      stdout: planted.docker,
    })
  })

  test('gives code that uses an AWS SDK an endpoint and a key', async () => {
    const sdk = join(import.meta.dirname, '..', '..', 'node_modules', '@aws-sdk', 'client-secrets-manager')
    writeFileSync(
      join(dir, 'app.cjs'),
      `const { GetSecretValueCommand, SecretsManagerClient } = require(${JSON.stringify(sdk)})
      const answer = new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: 'prod/db' }))
      answer.then(({ SecretString }) => console.log(JSON.parse(SecretString).password))`,
    )
    script('uses-aws-sdk', 'exec node app.cjs')
    expect(await cook('AWS SDKs')).toMatchObject({ exitCode: 0, stdout: `${planted.db}\n` })
  })

  test('releases what was approved', async () => {
    const ran = await cook('Releasing a value')
    expect(ran).toMatchObject({ exitCode: 0 })
    expect(ran.stdout).toMatch(/\+ prod\/db +create .*\n/)
    expect(aws.control.secrets('111122223333', 'eu-west-1').map(({ name }) => name)).toContain('prod/db')
  })

  test('knows when everything is in step, and when not', async () => {
    expect(await cook('Is everything in step?')).toMatchObject({ exitCode: 0 })
    coffer('put prod/db --set host=-', 'localhost')
    expect(await cook('Is everything in step?')).toMatchObject({ exitCode: 1 })
  })

  test('syncs at night with nobody there', async () => {
    coffer('vet prod/db --approve', '')
    coffer('lock', '')
    await core.listening()
    expect(await cook('A sync at night')).toMatchObject({ exitCode: 0, stdout: '' })
    expect(currentInAws()).toBe(currentHere())
  })

  test('rolls a value back, here and in AWS', async () => {
    const before = currentHere()
    expect(await cook('Rolling back')).toMatchObject({ exitCode: 0 })
    expect(currentHere()).not.toBe(before)
    expect(currentInAws()).toBe(currentHere())
  })

  test('rotates a key at its provider', async () => {
    coffer('put vendor/api-key --kind api-key', planted.docker)
    script('set-at-vendor', 'cat > at-vendor')
    expect(await cook('Rotating a key at its provider')).toMatchObject({ exitCode: 0 })
    const now = coffer('get vendor/api-key', '').toString()
    expect(now).toHaveLength(40)
    expect(readFileSync(join(dir, 'at-vendor'), 'utf8')).toBe(now)
    expect(coffer('get vendor/api-key --stage AWSPREVIOUS', '').toString()).toBe(planted.docker)
    rmSync(join(dir, 'at-vendor'))
  })

  test('is quiet in cron while nothing is due, and prints what is', async () => {
    expect(await cook('A reminder from cron')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    coffer('rotation run vendor/api-key --rotator generate', '')
    const ran = await cook('A reminder from cron')
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ran.stdout).toContain('vendor/api-key')
    coffer('rotation cancel vendor/api-key', '')
  })

  test('leaves nothing on a command line, in a temporary folder, in memory files or in a log', () => {
    expect(commandLines.found()).toEqual([])
    expect(commandLines.count()).toBeGreaterThan(100)
    expect(readdirSync(join(dir, 'tmp'))).toEqual([])
    for (const value of Object.values(planted)) {
      expect(filesHolding(join(dir, 'home'), value)).toEqual([])
      expect(filesHolding('/dev/shm', value)).toEqual([])
      // The password file is the user's own, and the tests put it there.
      expect(filesHolding(dir, value).filter((file) => !file.endsWith('/.coffer-password'))).toEqual([])
    }
  })
})
