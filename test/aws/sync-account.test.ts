/** A profile that becomes another account's between a plan and its application, or in the middle of that. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, unwrap } from '../support/vault.ts'

const account = '111122223333'
const other = '444455556666'

let folder: string
let server: AwsServer
let wired: WiredSync

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-sync-account-'))
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
  server = await startAwsServer({ accounts: [account, other] })
  signIn(account)
  wired = await startWiredSync(server, { credentials: { from: 'profile', profile: 'prod' } })
  for (const name of ['app/a', 'app/b', 'app/c']) wired.put(name, name)
})
afterEach(async () => {
  await wired.close()
  await server.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function signIn(accountId: string): void {
  const { accessKeyId, secretAccessKey } = server.credentialsOf(accountId)
  const lines = ['[prod]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`]
  // In one step, so that nobody reads half of it.
  writeFileSync(join(folder, 'next'), `${lines.join('\n')}\n`)
  renameSync(join(folder, 'next'), join(folder, 'credentials'))
}

const begun = () => vi.waitUntil(() => server.log.count('CreateSecret') > 0, { interval: 1, timeout: 60_000 })

it('halts the next plan, and the right account is found again without a restart', async () => {
  await wired.run()
  signIn(other)
  expect((await wired.plan()).halt?.guard).toBe('account-changed')
  signIn(account)
  expect(await wired.plan()).toMatchObject({ halt: null, operations: [] })
})

it('halts a plan that was made before', async () => {
  const { planId } = unwrap(await wired.sync.plan({}))
  signIn(other)
  const [run] = unwrap(await wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] }))
  expect(run).toMatchObject({ outcome: 'halted', halt: { guard: 'account-changed' } })
  expect(server.control.secrets(other, 'eu-west-1')).toEqual([])
})

it('rotates nothing in the other account', async () => {
  await wired.run()
  signIn(other)
  const refused = await wired.sync.rotateInAws({ target: 'prod', region: 'eu-west-1', name: 'app/a' })
  expect(refused).toMatchObject({ failure: { kind: 'refused', message: expect.stringContaining(other) } })
  expect(server.log.count('RotateSecret')).toBe(0)
})

it('makes nothing in the other account, however many steps are under way', async () => {
  for (let at = 0; at < 12; at += 1) wired.put(`app/${at}`, `${at}`)
  server.faults.add({ do: 'error', operation: 'CreateSecret', code: 'UnrecognizedClientException', skip: 1, times: 1 })
  const { planId } = unwrap(await wired.sync.plan({}))
  server.control.setLatency(20)
  const running = wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] })
  await begun()
  signIn(other)
  const [run] = unwrap(await running)
  expect(run).toMatchObject({ outcome: 'partly' })
  expect(server.control.secrets(other, 'eu-west-1')).toEqual([])
})

it('ends a run that is under way', async () => {
  server.faults.add({ do: 'error', operation: 'CreateSecret', code: 'UnrecognizedClientException', skip: 1, times: 1 })
  const { planId } = unwrap(await wired.sync.plan({}))
  server.control.setLatency(30)
  const running = wired.sync.apply(actor, { planId, skip: [], accept: [], override: [] })
  await begun()
  signIn(other)
  const [run] = unwrap(await running)
  expect(run?.outcome).toBe('partly')
  expect(server.control.secrets(other, 'eu-west-1')).toEqual([])
})
