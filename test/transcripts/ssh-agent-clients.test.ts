/** OpenSSH's and git's own programs with the agent, against a real server. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { buildCli, cofferEnvironment } from '../support/coffer-command.ts'
import { type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { requires } from '../support/provisions.ts'
import { type Sshd, startSshd } from '../support/servers/sshd.ts'
import { type MadePair, makeKeyPair } from '../support/ssh-keygen.ts'
import { type Ran, runPiped } from '../support/terminal-run.ts'

const { describe, test } = requires('openssh', 'sshd', 'sandbox-user', 'programs')

const kinds = {
  ed25519: ['-t', 'ed25519'],
  'ecdsa-256': ['-t', 'ecdsa', '-b', '256'],
  'ecdsa-384': ['-t', 'ecdsa', '-b', '384'],
  'ecdsa-521': ['-t', 'ecdsa', '-b', '521'],
  rsa: ['-t', 'rsa', '-b', '3072'],
  'rsa-pem': ['-t', 'rsa', '-b', '2048', '-m', 'PEM'],
  'ecdsa-pkcs8': ['-t', 'ecdsa', '-b', '256', '-m', 'PKCS8'],
} as const
type Name = keyof typeof kinds
const names = Object.keys(kinds) as Name[]

let dir = ''
let core: CoreProcess
let server: Sshd
let env: NodeJS.ProcessEnv
const keys = new Map<Name, MadePair>()
const keyOf = (name: Name): MadePair => keys.get(name) as MadePair

const run = (command: string): Promise<Ran> => runPiped(command, env, dir)
const sshOptions = () =>
  ['-F', '/dev/null', '-oBatchMode=yes', '-oStrictHostKeyChecking=no', '-oUserKnownHostsFile=/dev/null', '-q'].join(' ')
/** A server ends a login after six keys: one is named here, by its public half. */
const only = (name: Name) => `-oIdentitiesOnly=yes -i ${keyOf(name).publicFile}`
const login = (options = '', command = 'true') =>
  run(`ssh ${sshOptions()} ${options} -p ${server.port} ${server.username}@127.0.0.1 '${command}'`)

beforeAll(async () => {
  buildCli()
  dir = mkdtempSync(join(tmpdir(), 'coffer-agent-'))
  env = { ...cofferEnvironment(dir), SSH_AUTH_SOCK: join(dir, 'home', 'run', 'ssh.sock') }
  server = await startSshd()
  core = await startCoreProcess(join(dir, 'home'))
  expect(await run("echo 'open sesame' | coffer init --password-stdin")).toMatchObject({ exitCode: 0 })
  for (const name of names) {
    const made = makeKeyPair(dir, name, kinds[name])
    keys.set(name, made)
    execFileSync('sh', ['-c', `coffer put 'ssh/${name}' --quiet`], { env, input: made.text })
  }
  const locked = makeKeyPair(dir, 'with-passphrase', ['-t', 'ed25519', '-N', 'open sesame'])
  execFileSync('sh', ['-c', 'coffer put ssh/with-passphrase --quiet'], { env, input: locked.text })
  expect(await run('coffer ssh-agent on --no-ask')).toMatchObject({
    exitCode: 0,
    stdout: `export SSH_AUTH_SOCK=${env.SSH_AUTH_SOCK}\n`,
  })
})

afterAll(async () => {
  await core.stop()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

describe('ssh-add', () => {
  test("lists every key under its secret's name, and none with a passphrase", async () => {
    const listed = await run('ssh-add -l')
    expect(listed.exitCode).toBe(0)
    const lines = listed.stdout.trim().split('\n')
    for (const name of names)
      expect(lines.filter((line) => line.includes(`${keyOf(name).fingerprint} ssh/${name} (`))).toHaveLength(1)
    expect(lines).toHaveLength(names.length)
  })

  test('prints public keys as they are', async () => {
    const { stdout } = await run('ssh-add -L')
    const lines = new Set(stdout.trim().split('\n'))
    for (const name of names) {
      const [type, blob] = keyOf(name).publicLine.split(' ')
      expect(lines).toContain(`${type} ${blob} ssh/${name}`)
    }
  })

  test('neither adds nor removes a key, nor locks the agent', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'mine')])
    for (const words of ['mine', '-D', `-d ${keyOf('ed25519').publicFile}`, '-s /usr/lib/none.so'])
      expect((await run(`ssh-add ${words}`)).exitCode, words).not.toBe(0)
    expect((await run("printf 'a\\na\\n' | ssh-add -x")).stderr).toContain('Failed to lock agent')
    expect((await run('ssh-add -l')).stdout.trim().split('\n')).toHaveLength(names.length)
  })
})

describe('a login', () => {
  for (const name of names)
    test(`works with ${name}`, async () => {
      server.authorise([keyOf(name).publicLine])
      expect(await login(only(name), 'echo in')).toMatchObject({
        exitCode: 0,
        stdout: 'in\n',
      })
    })

  test('works with RSA over SHA-256 as over SHA-512, and not over SHA-1', async () => {
    const over = (algorithm: string) => login(`${only('rsa')} -oPubkeyAcceptedAlgorithms=${algorithm}`)
    server.authorise([keyOf('rsa').publicLine])
    expect((await over('rsa-sha2-256')).exitCode).toBe(0)
    expect((await over('rsa-sha2-512')).exitCode).toBe(0)
    expect((await over('ssh-rsa')).exitCode).toBe(255)
  })

  test('finds the key that was used last by itself, also behind a forwarded agent, and is refused without one', async () => {
    server.authorise([keyOf('rsa').publicLine])
    const there = `ssh-add -l | grep -c ${keyOf('ed25519').fingerprint}`
    expect(await login('-A', there)).toMatchObject({ exitCode: 0, stdout: '1\n' })
    server.authorise([])
    expect((await login()).exitCode).toBe(255)
  })

  test('copies a file', async () => {
    server.authorise([keyOf('ed25519').publicLine])
    writeFileSync(join(dir, 'sent'), 'bytes')
    const target = `/tmp/${dir.slice(dir.lastIndexOf('-') + 1)}-copied`
    const copied = await run(
      `scp -O ${sshOptions()} ${only('ed25519')} -P ${server.port} sent ${server.username}@127.0.0.1:${target} && cat ${target}`,
    )
    expect(copied).toMatchObject({ exitCode: 0, stdout: 'bytes' })
    rmSync(target)
  })
})

describe('git', () => {
  test('fetches and pushes over ssh', async () => {
    server.authorise([keyOf('ecdsa-256').publicLine])
    const { username, port } = server
    const command = `ssh ${sshOptions()} ${only('ecdsa-256')} -p ${port}`
    const made = await login(only('ecdsa-256'), 'd=$(mktemp -d) && git init -q --bare "$d" && echo "$d"')
    const remote = `ssh://${username}@127.0.0.1:${port}${made.stdout.trim()}`
    const done = await run(
      [
        `export GIT_SSH_COMMAND='${command}' GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b`,
        'git init -q one && cd one && git commit -q --allow-empty -m first',
        `git push -q ${remote} HEAD:refs/heads/main && git fetch -q ${remote} main && git log --format=%s FETCH_HEAD`,
      ].join(' && '),
    )
    expect(done).toMatchObject({ exitCode: 0, stdout: 'first\n' })
    await login(only('ecdsa-256'), `rm -rf ${made.stdout.trim()}`)
  })

  test('signs commits that it verifies', async () => {
    for (const name of ['ed25519', 'ecdsa-384', 'rsa'] as const) {
      const [type = '', blob = ''] = keyOf(name).publicLine.split(' ')
      writeFileSync(join(dir, 'allowed'), `ada@example.com ${type} ${blob}\n`)
      const signed = await run(
        [
          `rm -rf two && git init -q two && cd two`,
          'git config user.name Ada && git config user.email ada@example.com && git config gpg.format ssh',
          `git config user.signingkey 'key::${type} ${blob}' && git config gpg.ssh.allowedSignersFile ../allowed`,
          'git commit -q -S --allow-empty -m signed && git verify-commit HEAD && git log --format=%G? HEAD',
        ].join(' && '),
      )
      expect(signed, name).toMatchObject({ exitCode: 0, stdout: 'G\n' })
      expect(signed.stderr).toContain('Good "git" signature for ada@example.com')
    }
  })
})

describe('ssh-keygen', () => {
  test('signs 64 files at once with one key, and all of them verify', async () => {
    const [type = '', blob = ''] = keyOf('ed25519').publicLine.split(' ')
    writeFileSync(join(dir, 'signers'), `ada ${type} ${blob}\n`)
    writeFileSync(
      join(dir, 'one.sh'),
      'echo "$1" > "m$1" && ssh-keygen -q -Y sign -n file -f ed25519.pub "m$1" && ' +
        'ssh-keygen -q -Y verify -f signers -I ada -n file -s "m$1.sig" < "m$1"\n',
    )
    const all = await run('seq 64 | xargs -P 64 -n 1 sh one.sh && ls m*.sig | wc -l')
    expect(all.exitCode).toBe(0)
    expect(all.stdout.trim().split('\n').at(-1)?.trim()).toBe('64')
  })
})

describe('while the vault is locked', () => {
  test('there is no key and no login, and afterwards both again at the same address', async () => {
    server.authorise([keyOf('ed25519').publicLine])
    expect((await login()).exitCode).toBe(0)
    expect(await run('coffer lock')).toMatchObject({ exitCode: 0 })
    await core.listening()
    expect(await run('coffer ssh-agent status --json')).toMatchObject({ exitCode: 0 })
    expect(await run('ssh-add -l')).toMatchObject({ exitCode: 1, stdout: 'The agent has no identities.\n' })
    const sign = `echo x | ssh-keygen -q -Y sign -n file -f ${keyOf('ed25519').publicFile}`
    expect((await run(sign)).exitCode).not.toBe(0)
    expect((await login()).exitCode).toBe(255)
    expect(await run("echo 'open sesame' | coffer unlock --password-stdin")).toMatchObject({ exitCode: 0 })
    expect((await login()).exitCode).toBe(0)
  })
})

describe('the socket', () => {
  test('that a killed core left is taken over by the next', async () => {
    process.kill(core.pid(), 'SIGKILL')
    await core.stop()
    expect(existsSync(env.SSH_AUTH_SOCK ?? '')).toBe(true)
    core = await startCoreProcess(join(dir, 'home'))
    expect(await run('ssh-add -l')).toMatchObject({ stdout: 'The agent has no identities.\n' })
  })

  test('is gone when the agent is switched off', async () => {
    expect(await run('coffer ssh-agent off')).toMatchObject({ exitCode: 0 })
    expect(existsSync(env.SSH_AUTH_SOCK ?? '')).toBe(false)
    expect((await run('ssh-add -l')).exitCode).toBe(2)
    expect(await run('coffer ssh-agent status')).toMatchObject({ stdout: expect.stringMatching(/^off\n/) })
  })
})
