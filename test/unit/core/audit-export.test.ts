import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportAudit } from '../../../main/core/audit-export.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import { succeed } from '../../../shared/failure.ts'
import { actor, makeVault, type TestHome, textVersion, unwrap } from '../../support/vault.ts'

let home: TestHome
let vault: Vault
const folder = mkdtempSync(join(tmpdir(), 'coffer-audit-'))
const hostWith = (path: string | null) => ({ chooseFile: async () => succeed(path) })

beforeAll(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
  unwrap(vault.create(actor, { name: 'prod/db', kind: 'note', version: textVersion('never in a log') }))
  for (let at = 0; at < 1_005; at += 1) unwrap(vault.tag(actor, 'prod/db', { at: String(at) }))
})
afterAll(() => {
  vault.close()
  home.remove()
  rmSync(folder, { recursive: true })
})

test('every entry that fits is in the file, an entry a line, the newest first, and no value', async () => {
  const path = join(folder, 'audit.json')
  const saved = await exportAudit(() => succeed(vault), { secret: 'prod/db' }, hostWith(path))
  expect(saved).toEqual(succeed({ path }))
  const text = readFileSync(path, 'utf8')
  const entries = JSON.parse(text)
  expect(entries).toHaveLength(1_006)
  expect(text.split('\n')).toHaveLength(1_006 + 3)
  expect(entries.at(-1)).toMatchObject({ action: 'secret.create', secret: 'prod/db', actor })
  expect(entries[0].at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  expect(entries[0].number).toBeGreaterThan(entries[1].number)
  expect(text).not.toContain('never in a log')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('what was filtered out is not in it, and nothing is written where no file was chosen', async () => {
  const path = join(folder, 'created.json')
  await exportAudit(() => succeed(vault), { action: 'secret.create' }, hostWith(path))
  expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveLength(1)
  expect(await exportAudit(() => succeed(vault), {}, hostWith(null))).toEqual(succeed({ path: null }))
  expect(existsSync(join(folder, 'coffer-audit.json'))).toBe(false)
})
