import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adoptVault } from '../../../../main/core/vault/adopt.ts'
import { createFileAnchor } from '../../../../main/core/vault/anchor.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import { openVaultFile } from '../../../../main/core/vault/vault-file.ts'
import {
  actor,
  bytes,
  kindOf,
  makeVault,
  password,
  quickKdf,
  revealText,
  type TestHome,
  textVersion,
  unwrap,
} from '../../../support/vault.ts'

let source: TestHome
let vault: Vault
let folder: string
const dependencies = () => ({ kdf: quickKdf, anchor: createFileAnchor(join(folder, 'anchor.json')), now: () => 0 })
const destination = () => join(folder, 'home', 'vault.db')

beforeEach(async () => {
  const made = await makeVault()
  source = made.home
  vault = made.vault
  unwrap(vault.create(actor, { name: 'prod/db', kind: 'note', version: textVersion('kept') }))
  folder = mkdtempSync(join(tmpdir(), 'coffer-adopt-'))
})
afterEach(() => {
  vault.close()
  source.remove()
  rmSync(folder, { recursive: true })
})

describe('a vault file from elsewhere', () => {
  test('is copied, opens with its password, and stays as it is', async () => {
    vault.close()
    const before = readFileSync(source.path)
    unwrap(await adoptVault(source.path, destination(), dependencies()))
    expect(readFileSync(source.path).equals(before)).toBe(true)
    expect(statSync(destination()).mode & 0o077).toBe(0)
    expect(readdirSync(join(folder, 'home'))).toEqual(['vault.db'])
    const file = unwrap(await openVaultFile(destination(), dependencies()))
    const copy = unwrap(await file.unlock({ kind: 'password', password: bytes(password) }, actor))
    expect(revealText(copy, 'prod/db')).toBe('kept')
    expect(copy.vaultId).toBe(vault.vaultId)
    copy.close()
  })

  test('is not taken while another Coffer has it open, nor over a vault that is here', async () => {
    expect(kindOf(await adoptVault(source.path, destination(), dependencies()))).toBe('vault-busy')
    vault.close()
    unwrap(await adoptVault(source.path, destination(), dependencies()))
    expect(kindOf(await adoptVault(source.path, destination(), dependencies()))).toBe('vault-exists')
  })

  test('that is none is refused by name, and leaves nothing here', async () => {
    const other = join(folder, 'notes.txt')
    writeFileSync(other, 'not a vault at all')
    expect(kindOf(await adoptVault(other, destination(), dependencies()))).toBe('vault-foreign')
    expect(kindOf(await adoptVault(join(folder, 'nowhere'), destination(), dependencies()))).not.toBe('ok')
    expect(existsSync(destination())).toBe(false)
  })
})
