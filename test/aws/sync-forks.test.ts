/** Which vault goes on with the syncs of a file: after new keys, after a restore, and beside the one it came from. */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFileAnchor } from '../../main/core/vault/anchor.ts'
import { restoreBackup } from '../../main/core/vault/restore.ts'
import { type AwsServer, startAwsServer } from '../support/aws/server.ts'
import { startWiredSync, type WiredSync } from '../support/sync/wired-sync.ts'
import { actor, bytes, password, quickKdf, unwrap } from '../support/vault.ts'

const credential = () => ({ kind: 'password' as const, password: bytes(password) })

let server: AwsServer
let wired: WiredSync

beforeEach(async () => {
  server = await startAwsServer({ accounts: ['111122223333'] })
  wired = await startWiredSync(server)
  wired.put('app/a', 'one')
  await wired.run()
})
afterEach(async () => {
  await wired.close()
  await server.close()
})

async function renewKeys(): Promise<void> {
  const { home, vault } = wired
  const made = join(home.folder, 'new.db')
  unwrap(await vault.rekeyTo(actor, made, credential()))
  wired = await wired.again(async () => renameSync(made, home.path))
}

/** In the home of a vault, or as on a machine that never saw it. */
async function restoreHere(backup: string, from: 'beside' | 'elsewhere'): Promise<void> {
  const { home } = wired
  const anchor = join(home.folder, 'anchor.json')
  wired = await wired.again(async () => {
    if (from === 'elsewhere') for (const gone of [home.path, anchor]) rmSync(gone)
    const dependencies = { kdf: quickKdf, now: () => home.clock, anchor: createFileAnchor(anchor) }
    unwrap(await restoreBackup(backup, home.path, credential(), actor, dependencies))
  })
}

async function backUp(): Promise<string> {
  const path = join(wired.home.folder, 'kept.cofferbackup')
  unwrap(await wired.vault.backUp(actor, path))
  return path
}

it('new keys go on with the targets, twice too, and after another lock', async () => {
  const before = wired.vault.vaultId
  await renewKeys()
  await renewKeys()
  expect(wired.vault.vaultId).not.toBe(before)
  expect(await wired.plan()).toMatchObject({ halt: null, operations: [], unchanged: 1 })
  wired = await wired.again()
  wired.put('app/a', 'two')
  expect((await wired.run()).results).toMatchObject([{ action: 'push', outcome: 'done' }])
})

it('a fork that a restore made halts until its targets are added again, also once it has new keys', async () => {
  await restoreHere(await backUp(), 'beside')
  expect((await wired.plan()).halt?.guard).toBe('foreign-base')
  await renewKeys()
  expect((await wired.plan()).halt?.guard).toBe('foreign-base')
})

it('a backup on a machine that never saw the vault goes on where it was, and pulls what came since', async () => {
  const backup = await backUp()
  const second = wired.put('app/a', 'two')
  await wired.run()
  await restoreHere(backup, 'elsewhere')
  expect((await wired.run()).results).toMatchObject([{ action: 'pull-version', outcome: 'done' }])
  expect(unwrap(wired.vault.body('app/a')).stages.AWSCURRENT).toBe(second)
})
