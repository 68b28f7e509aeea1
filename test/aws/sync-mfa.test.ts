/** A session that ends between a plan and its application: the code of the device is asked for, and the plan is still there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type TargetDraft, targetDraft } from '../../shared/sync-model.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { until } from '../support/conditions.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, kindOf, unwrap } from '../support/vault.ts'

const account = '111122223333'
const role = `arn:aws:iam::${account}:role/deploy`
const serial = `arn:aws:iam::${account}:mfa/phone`
/** Each is good once. */
const codes = ['111111', '222222'] as const

let folder: string
let server: AwsServer
let wired: WiredSync
/** What the device shows. */
let shown: string

beforeEach(async () => {
  shown = codes[0]
  folder = mkdtempSync(join(tmpdir(), 'coffer-sync-mfa-'))
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
  server = await startAwsServer({ accounts: [account] })
  server.roles.add({ arn: role, mfa: { serial, code: () => shown } })
  const { accessKeyId, secretAccessKey } = server.credentials
  const keys = [`aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`]
  writeFileSync(join(folder, 'credentials'), `[base]\n${keys.join('\n')}\n`)
  wired = await startWiredSync(server)
})
afterEach(async () => {
  await wired.close()
  await server.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** Written anew, a profile is signed in to anew. */
function writeProfile(sessionName: string): void {
  const lines = [`role_arn = ${role}`, 'source_profile = base', `mfa_serial = ${serial}`]
  writeFileSync(
    join(folder, 'config'),
    `[profile deploy]\n${[...lines, `role_session_name = ${sessionName}`].join('\n')}\n`,
  )
}

async function signInByProfile(change: Partial<TargetDraft> = {}): Promise<void> {
  writeProfile('first')
  const [before] = wired.sync.targets()
  if (before === undefined) throw new Error('no target')
  const { accountId: _, partition: __, addedAt: ___, ...draft } = before
  const target = { ...draft, ...change, credentials: { from: 'profile', profile: 'deploy' } } as const
  unwrap(await wired.sync.changeTarget(actor, targetDraft.parse(target), codes[0]))
}

/** A target beside the first, which needs no code. */
async function addSecond(): Promise<void> {
  const [first] = wired.sync.targets()
  if (first === undefined) throw new Error('no target')
  const { accountId: _, partition: __, addedAt: ___, ...draft } = first
  const credentials = { from: 'vault', secret: 'aws/keys' } as const
  const other = { ...draft, name: 'second', include: ['other/**'], credentials }
  unwrap(await wired.sync.addTarget(actor, targetDraft.parse(other)))
}

it('where nobody is there to give a code, a target that needs one is told, and holds up no other', async () => {
  await signInByProfile()
  await addSecond()
  wired.put('app/db', 'one')
  wired.put('other/db', 'two')
  const looked = unwrap(await wired.sync.plan({}))
  expect(looked.plans.map(({ target }) => target)).toEqual(['prod', 'second'])
  writeProfile('second')
  expect(kindOf(await wired.sync.plan({}))).toBe('mfa-needed')
  expect(kindOf(await wired.sync.plan({ targets: ['prod'], withoutCodes: true }))).toBe('mfa-needed')
  const { plans, problems } = unwrap(await wired.sync.plan({ withoutCodes: true }))
  expect(plans.map(({ target }) => target)).toEqual(['second'])
  expect(problems).toMatchObject([{ target: 'prod', message: expect.stringContaining(serial) }])
  const wishes = { planId: looked.planId, skip: [], accept: [], override: [], withoutCodes: true }
  const runs = unwrap(await wired.sync.apply(actor, wishes))
  expect(runs.map(({ target, outcome }) => [target, outcome])).toEqual([
    ['prod', 'failed'],
    ['second', 'done'],
  ])
})

it('by itself, a target that needs a code after the look is told, and holds up no other', async () => {
  const automatic = { onNetworkReturn: true }
  await signInByProfile({ automatic })
  await addSecond()
  wired.put('app/db', 'one')
  wired.put('other/db', 'two')
  const { take } = server.faults
  let lists = 0
  vi.spyOn(server.faults, 'take').mockImplementation((call) => {
    if (call.operation === 'ListSecrets') lists += 1
    if (lists === 2) writeProfile('second')
    return take(call)
  })
  wired.sync.networkReturned()
  await until('both runs', () => wired.sync.history(5).length === 2)
  expect(wired.sync.history(5).find(({ target }) => target === 'second')).toMatchObject({ outcome: 'done' })
  const asked = { outcome: 'failed', results: [], message: expect.stringContaining(serial) }
  expect(wired.sync.history(5).find(({ target }) => target === 'prod')).toMatchObject(asked)
  const status = { target: 'prod', state: 'problem', message: expect.stringContaining(serial) }
  expect(wired.sync.status().targets.find(({ target }) => target === 'prod')).toMatchObject(status)
  expect(server.log.count('CreateSecret')).toBe(1)
})

it('applies the plan that was read once the code is given', async () => {
  await signInByProfile()
  wired.put('app/db', 'one')
  const { planId } = unwrap(await wired.sync.plan({}))
  writeProfile('second')
  shown = codes[1]
  const wishes = { planId, skip: [], accept: [], override: [] }
  expect(kindOf(await wired.sync.apply(actor, wishes))).toBe('mfa-needed')
  expect(server.log.count('CreateSecret')).toBe(0)
  const [run] = unwrap(await wired.sync.apply(actor, { ...wishes, mfaCode: codes[1] }))
  expect(run).toMatchObject({ outcome: 'done', results: [{ action: 'create', outcome: 'done' }] })
})
