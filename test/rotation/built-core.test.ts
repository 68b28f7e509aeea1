/** A rotation with each driver in the core that ships: one bundle, no packages beside it, native parts left out. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect } from 'vitest'
import type { RotatorDraft } from '../../shared/rotation-model.ts'
import { type Moto, startMoto } from '../support/aws/moto.ts'
import { builtCore, type CoreProcess, startCoreProcess } from '../support/core-process.ts'
import { requires } from '../support/provisions.ts'
import { databaseServers } from '../support/rotation/database-servers.ts'
import { startSshd } from '../support/servers/sshd.ts'
import { connectRaw, type RawClient } from '../support/socket-client.ts'
import { makeSshKey } from '../support/ssh-keygen.ts'

const { describe, test } = requires('programs', 'mariadb', 'openssh', 'sshd', 'sandbox-user', 'moto')

describe('the built core', () => {
  let home = ''
  let core: CoreProcess
  let client: RawClient
  let calls = 0

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'coffer-built-'))
    core = await startCoreProcess(home, {}, builtCore)
    client = await connectRaw(join(home, 'run', 'core.sock'))
    await ask('vault.create', { password: Buffer.from('open sesame') })
  })
  afterAll(async () => {
    client.socket.destroy()
    await core.stop()
    rmSync(home, { recursive: true, force: true })
  })

  async function ask(call: string, input: unknown): Promise<Record<string, unknown>> {
    calls += 1
    const { answer } = await client.request(calls, call, input)
    if (answer?.ok !== true) throw new Error(`${call}: ${JSON.stringify(answer)}`)
    return answer.value as Record<string, unknown>
  }
  const add = (name: string, kind: string, value: string) =>
    ask('secrets.create', { name, kind, value: { form: 'text', bytes: Buffer.from(value) } })
  const rotate = (name: string, rotator: RotatorDraft) => ask('rotation.run', { name, rotator })
  const reveal = async (name: string, stage = 'AWSCURRENT'): Promise<string> =>
    Buffer.from((await ask('secrets.reveal', { name, stage })).bytes as Uint8Array).toString()

  for (const [kind, start] of databaseServers) {
    test(`rotates at ${kind}`, async () => {
      const server = await start()
      await server.addUser('app', 'first-Pw-1')
      await add(`admin/${kind}`, 'database', server.adminValue)
      for (const strategy of ['single', 'alternating'] as const) {
        const name = `${kind}/${strategy}`
        if (strategy === 'single') await add(name, 'database', server.value('app', 'first-Pw-1'))
        else await add(name, 'database', await reveal(`${kind}/single`))
        const run = await rotate(name, { kind, strategy, adminSecret: `admin/${kind}`, ca: server.ca })
        expect(run).toMatchObject({ state: 'finished', message: null })
        expect(await server.works(await reveal(name))).toBe(true)
      }
      await server.stop()
    })
  }

  test('rotates an SSH key, tried at sshd', async () => {
    const server = await startSshd()
    const first = await rotateKey('ssh/first', { kind: 'ssh-key' })
    await ask('rotation.confirm', { name: 'ssh/first' })
    server.authorise([first])
    const check = { host: '127.0.0.1', port: server.port, user: server.username, hostKey: server.hostKey }
    const second = await rotateKey('ssh/second', { kind: 'ssh-key', check })
    server.authorise([second])
    expect(await ask('rotation.confirm', { name: 'ssh/second' })).toMatchObject({ state: 'finished', message: null })
    await server.stop()
  })

  async function rotateKey(name: string, rotator: RotatorDraft): Promise<string> {
    await add(name, 'ssh-key', makeSshKey(home, 'built').text)
    const run = await rotate(name, rotator)
    expect(run).toMatchObject({ state: 'waiting' })
    return String(run.show)
  }

  test('rotates an access key of IAM', async () => {
    const moto: Moto = await startMoto()
    const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
    const iam = new IAMClient({ endpoint: moto.url, region: 'us-east-1', credentials })
    await iam.send(new CreateUserCommand({ UserName: 'app' }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'app' }))
    await add('aws/app', 'aws-credentials', JSON.stringify({ ...AccessKey, CreateDate: undefined }))
    const run = await rotate('aws/app', { kind: 'aws-iam-access-key', endpointUrl: moto.url })
    expect(run).toMatchObject({ state: 'retiring', message: null })
    expect(JSON.parse(await reveal('aws/app')).AccessKeyId).not.toBe(AccessKey?.AccessKeyId)
    iam.destroy()
    await moto.close()
  })

  test('loads drivers and clients when a rotation needs them, not at its start', () => {
    const loaded = staticImports(builtCore)
    expect(loaded.size).toBeGreaterThan(1)
    const text = [...loaded].map((file) => readFileSync(file, 'utf8')).join('')
    const marks = [
      'client password must be a string',
      'PROTOCOL_SEQUENCE_TIMEOUT',
      'Timed out while waiting for handshake',
    ]
    for (const mark of [...marks, 'AWSIdentityManagementV20100508']) {
      expect([mark, text.includes(mark)]).toEqual([mark, false])
      expect([mark, chunksWith(mark)]).toEqual([mark, 1])
    }
  })

  test('has written no value and no unexpected problem to any file', async () => {
    const passwords: string[] = []
    for (const name of ['postgres/single', 'mysql/alternating']) passwords.push(JSON.parse(await reveal(name)).password)
    client.socket.destroy()
    await core.stop()
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')).join('')
    expect(files.map((entry) => entry.name)).toContain('vault.db')
    expect(texts).not.toMatch(/rotation\.threw|call\.bug/)
    for (const password of passwords) expect(texts).not.toContain(password)
  })
})

/** The file and what it imports before its first line runs, and so on. */
function staticImports(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+)["']/gm)) {
    staticImports(join(dirname(file), path), seen)
  }
  return seen
}

const chunksWith = (mark: string): number => {
  const folder = join(dirname(builtCore), 'chunks')
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8').includes(mark)).length
}
