/** Whole rotations that no database is part of, killed at every point in turn. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect } from 'vitest'
import { publicKeyLine, readKeyFile } from '../../main/core/kinds/ssh-key.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import type { Kind } from '../../shared/model.ts'
import type { RotatorDraft } from '../../shared/rotation-model.ts'
import { type Moto, startMoto } from '../support/aws/moto.ts'
import { requires } from '../support/provisions.ts'
import { addSecret, startEngine, valuesByStage } from '../support/rotation/engine.ts'
import { killPoints, rotateAndDie } from '../support/rotation/kill.ts'
import { type Sshd, startSshd } from '../support/servers/sshd.ts'
import { makeSshKey } from '../support/ssh-keygen.ts'
import { makeVault, type TestHome, unwrap } from '../support/vault.ts'

/** Ten processes one after the other, on a machine that may have other work. */
const killsWithinMs = 600_000

let home: TestHome
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-runs-'))
  const made = await makeVault()
  home = made.home
  made.vault.close()
})
afterAll(() => {
  home.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** `look` sees what each kill left. Answers the state in which the run came to rest, and the vault. */
async function killEverywhere(
  secret: { name: string; kind: Kind; value: string },
  draft: RotatorDraft,
  look: (vault: Vault, at: string) => void | Promise<void> = () => undefined,
): Promise<{ state: string; vault: Vault }> {
  const { name } = secret
  const first = await home.unlock()
  addSecret(first, name, secret.kind, secret.value)
  const before = unwrap(first.body(name)).stages.AWSCURRENT
  first.close()
  for (const killAt of killPoints) {
    expect([killAt, await rotateAndDie({ home, name, draft, killAt })]).toEqual([killAt, 'SIGKILL'])
    const left = await home.unlock()
    const { stages } = unwrap(left.body(name))
    expect([killAt, stages.AWSCURRENT === before]).toEqual([killAt, !killAt.endsWith('finish')])
    await look(left, killAt)
    left.close()
  }
  const state = await rotateAndDie({ home, name, draft, killAt: 'never' })
  const vault = await home.unlock()
  const { AWSCURRENT, ...others } = unwrap(vault.body(name)).stages
  expect(AWSCURRENT).not.toBe(before)
  expect(others).toEqual({ AWSPREVIOUS: before })
  return { state, vault }
}

const generated = requires()
generated.describe('a generated value, killed at every point in turn', () => {
  generated.test(
    'is the one that the user was shown',
    async () => {
      const shown = new Set<string>()
      const { state, vault } = await killEverywhere(
        { name: 'prod/token', kind: 'api-key', value: '{"user":"u","token":"old"}' },
        { kind: 'generate', field: 'token' },
        (left) => {
          const { AWSPENDING } = valuesByStage(left, 'prod/token')
          if (AWSPENDING !== undefined) shown.add(AWSPENDING)
        },
      )
      const { AWSCURRENT = '' } = valuesByStage(vault, 'prod/token')
      vault.close()
      expect(state).toBe('finished')
      expect([...shown]).toEqual([AWSCURRENT])
    },
    killsWithinMs,
  )
})

const keys = requires('openssh', 'sshd', 'sandbox-user')
keys.describe('an SSH key, killed at every point in turn', () => {
  let server: Sshd
  beforeAll(async () => {
    server = await startSshd()
  })
  afterAll(() => server.stop())

  keys.test(
    'ends as the one that the server lets in',
    async () => {
      const old = makeSshKey(folder, 'ada').text
      const lineOf = (text: string): string =>
        publicKeyLine(readKeyFile(text) ?? readKeyFile(old) ?? unreadable()) ?? ''
      const check = { host: '127.0.0.1', port: server.port, user: server.username, hostKey: server.hostKey }
      const { state, vault } = await killEverywhere(
        { name: 'prod/key', kind: 'ssh-key', value: old },
        { kind: 'ssh-key', check },
        (left) => {
          const { AWSPENDING } = valuesByStage(left, 'prod/key')
          server.authorise([lineOf(old), ...(AWSPENDING === undefined ? [] : [lineOf(AWSPENDING)])])
        },
      )
      const { AWSCURRENT = '' } = valuesByStage(vault, 'prod/key')
      vault.close()
      expect(state).toBe('finished')
      const file = join(folder, 'rotated')
      writeFileSync(file, AWSCURRENT, { mode: 0o600 })
      expect(execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' })).toContain('ada')
    },
    killsWithinMs,
  )
})

const unreadable = (): never => {
  throw new Error('no key')
}

const aws = requires('moto')
aws.describe('an access key of IAM, killed at every point in turn', () => {
  let moto: Moto
  let client: IAMClient
  beforeAll(async () => {
    moto = await startMoto()
    const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
    client = new IAMClient({ endpoint: moto.url, region: 'us-east-1', credentials })
  })
  afterAll(async () => {
    client.destroy()
    await moto.close()
  })

  const keysOf = async (): Promise<Record<string, string>> => {
    const { AccessKeyMetadata = [] } = await client.send(new ListAccessKeysCommand({ UserName: 'app' }))
    return Object.fromEntries(AccessKeyMetadata.map((key) => [key.AccessKeyId ?? '', key.Status ?? '']))
  }
  const idOf = (value: string | undefined): string => JSON.parse(value ?? '{}').AccessKeyId ?? ''

  aws.test(
    'leaves no key behind, and deletes the old one when its time has come',
    async () => {
      await client.send(new CreateUserCommand({ UserName: 'app' }))
      const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'app' }))
      const old = AccessKey?.AccessKeyId ?? ''
      const { state, vault } = await killEverywhere(
        {
          name: 'aws/app',
          kind: 'aws-credentials',
          value: JSON.stringify({ AccessKeyId: old, SecretAccessKey: AccessKey?.SecretAccessKey }),
        },
        { kind: 'aws-iam-access-key', endpointUrl: moto.url, deleteAfterDays: 7 },
        async () => expect(Object.keys(await keysOf()).length).toBeLessThanOrEqual(2),
      )
      const fresh = idOf(valuesByStage(vault, 'aws/app').AWSCURRENT)
      expect(state).toBe('retiring')
      expect(await keysOf()).toEqual({ [old]: 'Inactive', [fresh]: 'Active' })
      const early = startEngine(vault, { now: () => Date.now() + 6 * 86_400_000 })
      early.engine.pickUp()
      expect(early.engine.working()).toBe(0)
      const late = startEngine(vault, { now: () => Date.now() + 8 * 86_400_000 })
      late.engine.pickUp()
      while (late.engine.working() > 0) await new Promise((resolve) => setTimeout(resolve, 5))
      expect(late.runs.past('aws/app').map((run) => run.state)).toEqual(['finished'])
      expect(await keysOf()).toEqual({ [fresh]: 'Active' })
      vault.close()
    },
    killsWithinMs,
  )
})

const programs = requires()
programs.describe("a user's programs, killed at every point in turn", () => {
  programs.test(
    'see one token from the first step to the last',
    async () => {
      const script = join(folder, 'service.mjs')
      const log = join(folder, 'steps')
      writeFileSync(
        script,
        `import { appendFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
const { step, token, pending } = JSON.parse(await text(process.stdin))
appendFileSync(${JSON.stringify(log)}, [step, token, pending === null].join(' ') + '\\n')
if (step === 'create') console.log('value of ' + token)
`,
      )
      const argv = ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', process.execPath, script]
      const draft: RotatorDraft = { kind: 'command', create: argv, set: argv, test: argv, finish: argv }
      const { state, vault } = await killEverywhere({ name: 'prod/own', kind: 'note', value: 'old' }, draft)
      const { AWSCURRENT } = valuesByStage(vault, 'prod/own')
      vault.close()
      expect(state).toBe('finished')
      expect(existsSync(log)).toBe(true)
      const lines = readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' '))
      const [[, token] = []] = lines
      expect(new Set(lines.map((line) => line[1]))).toEqual(new Set([token]))
      expect(AWSCURRENT).toBe(`value of ${token}`)
      expect(lines.map(([step]) => step)).toEqual(
        lines.map(([step]) => step).sort((a = '', b = '') => order(a) - order(b)),
      )
      expect(new Set(lines.map(([step, , isFirst]) => `${step} ${isFirst}`))).toEqual(
        new Set(['create true', 'set false', 'test false', 'finish false']),
      )
    },
    killsWithinMs,
  )
})

const order = (step: string): number => ['create', 'set', 'test', 'finish'].indexOf(step)
