import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { inspectFile } from '../../main/core/vault/store/db.ts'
import { readVault } from '../../scripts/reader/read-vault.mjs'
import { fault } from '../support/faults/report.ts'
import { bytes, kindOf } from '../support/vault.ts'

const folder = join(import.meta.dirname, '../vectors/format-1')

fault('F16', 'frozen vaults of every format read anew, newer ones refused', async ({ did, found }) => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.db'))
  expect(names.length).toBeGreaterThan(3)
  for (const name of names) {
    const { credentials, content } = JSON.parse(readFileSync(join(folder, name.replace('.db', '.json')), 'utf8'))
    const keyfile = credentials.keyfile === undefined ? {} : { keyfile: Buffer.from(credentials.keyfile, 'hex') }
    const read = await readVault(join(folder, name), { password: bytes(credentials.password), ...keyfile })
    expect(read.secrets.map((secret) => secret.name)).toEqual(
      content.secrets.map(({ name: held }: { name: string }) => held),
    )
    expect(kindOf(inspectFile(join(folder, name)))).toBe('ok')
    did('vaults read by the independent reader')
    found('versions as they were', read.secrets.flatMap(({ versions }) => versions).length)
  }
  expect(kindOf(inspectFile(join(folder, 'damaged', 'newer-format.db')))).toBe('vault-newer')
  did('newer formats')
  found('refused by name')
})
