/** Rotations that no database is part of, failing before and after each step, and resumed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import type { Vault } from '../../main/core/vault/vault.ts'
import type { Kind } from '../../shared/model.ts'
import { type RotatorDraft, rotatorConfig } from '../../shared/rotation-model.ts'
import { type Moto, startMoto } from '../support/aws/moto.ts'
import { requires } from '../support/provisions.ts'
import { addSecret, realRotators, startEngine, valuesByStage } from '../support/rotation/engine.ts'
import { points, withPoints } from '../support/rotation/points.ts'
import { type Sshd, startSshd } from '../support/servers/sshd.ts'
import { makeSshKey } from '../support/ssh-keygen.ts'
import { actor, makeVault, type TestHome, unwrap } from '../support/vault.ts'

let home: TestHome
let vault: Vault
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-failures-'))
  const made = await makeVault()
  home = made.home
  vault = made.vault
})
afterAll(() => {
  vault.close()
  home.remove()
  rmSync(folder, { recursive: true, force: true })
})
// The engine reports what a step throws; here that is what the test threw.
beforeEach(() =>
  vi
    .spyOn(console, 'error')
    .mockImplementation(() => undefined)
    .mockClear(),
)
afterEach(() => vi.restoreAllMocks())

/** A run fails once at each point, is resumed, confirmed where it waits, and comes to rest in `state`. */
async function failEverywhere(
  kind: Kind,
  draft: RotatorDraft,
  newValue: () => Promise<string>,
  expected: {
    state: string
    look: (value: string, old: string) => void | Promise<void>
    onWait?: (show: string) => void
  },
): Promise<void> {
  for (const failing of points) {
    const name = `${draft.kind}/${failing.replace(' ', '-')}`
    const old = await newValue()
    addSecret(vault, name, kind, old)
    const before = unwrap(vault.body(name)).stages
    let broken = true
    const { engine } = startEngine(vault, {
      rotators: withPoints(realRotators(), (point) => {
        if (!broken || point !== failing) return
        broken = false
        throw new Error('injected')
      }),
    })
    let run = unwrap(await engine.start(actor, name, rotatorConfig.parse(draft), 'user'))
    let failures = 0
    while (run.state === 'failed' || run.state === 'waiting') {
      if (run.state === 'waiting') expected.onWait?.(run.show ?? '')
      else {
        failures += 1
        expect([failing, unwrap(vault.body(name)).stages.AWSCURRENT === before.AWSCURRENT]).toEqual([
          failing,
          !failing.endsWith('finish'),
        ])
      }
      run = unwrap(await (run.state === 'waiting' ? engine.confirm(actor, name) : engine.resume(actor, name)))
    }
    expect([failing, run.state, failures]).toEqual([failing, expected.state, 1])
    expect(unwrap(vault.body(name)).stages).toEqual({ AWSCURRENT: run.id, AWSPREVIOUS: before.AWSCURRENT })
    await expected.look(valuesByStage(vault, name).AWSCURRENT ?? '', old)
  }
}

const plain = requires()
plain.describe('a rotation that fails before or after any step goes on when it is resumed', () => {
  plain.test('with a generated value', () =>
    failEverywhere('api-key', { kind: 'generate' }, async () => 'old', {
      state: 'finished',
      look: (value) => expect(value).toMatch(/^[!-~]{32}$/),
    }),
  )

  plain.test("with a user's programs", () => {
    const argv = ['/bin/sh', '-c', 'cat > /dev/null; echo new-value']
    const draft: RotatorDraft = { kind: 'command', create: argv, set: argv, test: argv, finish: argv }
    return failEverywhere('note', draft, async () => 'old', {
      state: 'finished',
      look: (value) => expect(value).toBe('new-value'),
    })
  })
})

const keys = requires('openssh', 'sshd', 'sandbox-user')
keys.describe('a rotation of an SSH key that fails before or after any step', () => {
  let server: Sshd
  beforeAll(async () => {
    server = await startSshd()
  })
  afterAll(() => server.stop())

  keys.test('goes on when it is resumed', () => {
    const check = { host: '127.0.0.1', port: server.port, user: server.username, hostKey: server.hostKey }
    return failEverywhere('ssh-key', { kind: 'ssh-key', check }, async () => makeSshKey(folder, 'ada').text, {
      state: 'finished',
      look: (value, old) => expect(value).not.toBe(old),
      onWait: (show) => server.authorise([show]),
    })
  })
})

const aws = requires('moto')
aws.describe('a rotation of an access key of IAM that fails before or after any step', () => {
  let moto: Moto
  let client: IAMClient
  let users = 0
  beforeAll(async () => {
    moto = await startMoto()
    const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
    client = new IAMClient({ endpoint: moto.url, region: 'us-east-1', credentials })
  })
  afterAll(async () => {
    client.destroy()
    await moto.close()
  })

  aws.test('goes on when it is resumed, and leaves the old key off and the new one on', async () => {
    const newValue = async () => {
      users += 1
      await client.send(new CreateUserCommand({ UserName: `app${users}` }))
      const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: `app${users}` }))
      return JSON.stringify({ AccessKeyId: AccessKey?.AccessKeyId, SecretAccessKey: AccessKey?.SecretAccessKey })
    }
    await failEverywhere('aws-credentials', { kind: 'aws-iam-access-key', endpointUrl: moto.url }, newValue, {
      state: 'retiring',
      look: async (value, old) => {
        const { AccessKeyMetadata = [] } = await client.send(new ListAccessKeysCommand({ UserName: `app${users}` }))
        expect(Object.fromEntries(AccessKeyMetadata.map((key) => [key.AccessKeyId, key.Status]))).toEqual({
          [JSON.parse(old).AccessKeyId]: 'Inactive',
          [JSON.parse(value).AccessKeyId]: 'Active',
        })
      },
    })
  })
})
