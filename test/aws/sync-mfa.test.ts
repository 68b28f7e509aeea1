/** A session that ends between a plan and its application: the code of the device is asked for, and the plan is still there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
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

it('applies the plan that was read once the code is given', async () => {
  writeProfile('first')
  const before = wired.sync.targets()[0]
  if (before === undefined) throw new Error('no target')
  const { accountId: _, partition: __, addedAt: ___, ...draft } = before
  const target = { ...draft, credentials: { from: 'profile', profile: 'deploy' } } as const
  unwrap(await wired.sync.changeTarget(actor, target, codes[0]))
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
