import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileAnchor } from '../../../../main/core/vault/anchor.ts'
import { listBackups } from '../../../../main/core/vault/backup.ts'
import { expiredBackups } from '../../../../main/core/vault/backup-retention.ts'
import { previewRestore, restoreBackup } from '../../../../main/core/vault/restore.ts'
import type { Vault } from '../../../../main/core/vault/vault.ts'
import {
  actor,
  bytes,
  kindOf,
  makeHome,
  makeVault,
  password,
  quickKdf,
  revealText,
  type TestHome,
  textVersion,
  unwrap,
} from '../../../support/vault.ts'

let home: TestHome
let vault: Vault
let path: string
const credential = { kind: 'password' as const, password: bytes(password) }

beforeEach(async () => {
  const made = await makeVault()
  home = made.home
  vault = made.vault
  path = join(home.folder, 'one.cofferbackup')
  for (let at = 0; at < 30; at += 1)
    unwrap(vault.create(actor, { name: `n/${at}`, kind: 'note', version: textVersion(`value ${at}`) }))
  unwrap(vault.put(actor, 'n/0', textVersion('second')))
  unwrap(vault.put(actor, 'n/1', textVersion('x'.repeat(60_000))))
})
afterEach(() => {
  vault.close()
  home.remove()
})

const dependencies = () => ({
  kdf: quickKdf,
  now: () => home.clock,
  anchor: createFileAnchor(join(home.folder, 'anchor.json')),
})

describe('a backup', () => {
  test('is listed by its header, holds no name or value in clear, and leaves nothing beside it', async () => {
    const made = unwrap(await vault.backUp(actor, path))
    expect(listBackups(home.folder)).toEqual([made])
    const file = readFileSync(path)
    for (const needle of ['value 3', 'n/3', 'second']) expect(file.includes(needle)).toBe(false)
    expect(readdirSync(home.folder).filter((name) => name.includes('.part-'))).toEqual([])
  })

  test('restores on another machine to the very same state', async () => {
    unwrap(await vault.backUp(actor, path))
    const state = vault.ledger.state().generation
    const other = makeHome()
    const there = { ...dependencies(), anchor: createFileAnchor(join(other.folder, 'anchor.json')) }
    const preview = unwrap(await previewRestore(path, other.path, credential, there))
    expect(preview).toMatchObject({ secrets: 30, versions: 32, fork: false, replaces: false })
    expect(existsSync(other.path)).toBe(false)
    expect(unwrap(await restoreBackup(path, other.path, credential, actor, there)).aside).toBeNull()
    const restored = await other.unlock()
    expect(restored.vaultId).toBe(vault.vaultId)
    expect(preview.generation).toBe(state - 1)
    expect(revealText(restored, 'n/0')).toBe('second')
    expect(unwrap(await restored.verify()).faults).toEqual([])
    restored.close()
    other.remove()
  })

  test('becomes a fork where the vault it came from lives, which stays aside whole', async () => {
    unwrap(await vault.backUp(actor, path))
    unwrap(vault.put(actor, 'n/0', textVersion('third')))
    const originalId = vault.vaultId
    vault.close()
    const { aside, fork, replaces } = unwrap(await restoreBackup(path, home.path, credential, actor, dependencies()))
    expect({ fork, replaces }).toEqual({ fork: true, replaces: true })
    expect(existsSync(aside ?? '')).toBe(true)
    vault = await home.unlock()
    expect(vault.vaultId).not.toBe(originalId)
    expect(revealText(vault, 'n/0')).toBe('second')
    expect(revealText(vault, 'n/0', { stage: 'AWSPREVIOUS' })).toBe('value 0')
    expect(unwrap(await vault.verify()).faults).toEqual([])
  })

  test('of before a password change opens with the password of then', async () => {
    unwrap(await vault.backUp(actor, path))
    const next = { kind: 'password' as const, password: bytes('a new password') }
    unwrap(await vault.changePassword(actor, next))
    const other = join(home.folder, 'other.db')
    expect(kindOf(await previewRestore(path, other, next, dependencies()))).toBe('wrong-password')
    expect(kindOf(await previewRestore(path, other, credential, dependencies()))).toBe('ok')
  })

  test('refuses every flipped byte and every cut, naming the place, and changes nothing', async () => {
    unwrap(await vault.backUp(actor, path))
    const whole = readFileSync(path)
    const other = join(home.folder, 'other.db')
    const verdict = async (file: Uint8Array) => {
      const broken = join(home.folder, 'broken.cofferbackup')
      writeFileSync(broken, file)
      return kindOf(await previewRestore(broken, other, credential, dependencies()))
    }
    for (let at = 0; at < whole.length; at += Math.floor(whole.length / 60)) {
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      expect(['vault-damaged', 'wrong-password', 'vault-foreign', 'vault-newer'], `byte ${at}`).toContain(
        await verdict(flipped),
      )
    }
    for (const length of [0, 7, 40, whole.length - 1, whole.length - 65_553])
      expect(['vault-damaged', 'vault-foreign'], `cut to ${length}`).toContain(await verdict(whole.subarray(0, length)))
    expect(await verdict(Buffer.concat([whole, Buffer.from('x')]))).toBe('vault-damaged')
    expect(existsSync(other)).toBe(false)
  })

  test('is refused when chunks are swapped', async () => {
    unwrap(await vault.backUp(actor, path))
    const whole = readFileSync(path)
    const chunk = 65_536 + 17
    const start = whole.length % chunk
    const [first, second] = [start, start + chunk]
    const swapped = Buffer.concat([
      whole.subarray(0, first),
      whole.subarray(second, second + chunk),
      whole.subarray(first, second),
      whole.subarray(second + chunk),
    ])
    const broken = join(home.folder, 'broken.cofferbackup')
    writeFileSync(broken, swapped)
    const refused = await previewRestore(broken, join(home.folder, 'o.db'), credential, dependencies())
    expect(kindOf(refused)).toBe('vault-damaged')
  })
})

describe('the retention rule', () => {
  const day = 86_400_000
  const today = Date.UTC(2026, 10, 24, 12)
  const at = (days: number) => ({ path: `${days}`, createdAt: today - days * day })

  test('keeps everything while there are ten or fewer', () => {
    expect(
      expiredBackups(
        Array.from({ length: 10 }, (_, days) => at(days)),
        today,
      ),
    ).toEqual([])
  })

  test('keeps ten, one of each of seven days, one of each of four weeks', () => {
    const hourly = Array.from({ length: 24 * 40 }, (_, hours) => at(hours / 24))
    const expired = new Set(expiredBackups(hourly, today))
    const kept = hourly.filter((backup) => !expired.has(backup))
    // Ten hours of today, six more days, and two more weeks: the last Sunday is one of the days already.
    expect(kept).toHaveLength(10 + 6 + 2)
    expect(kept[0]).toEqual(hourly[0])
  })

  test('never lets the newest go', () => {
    expect(expiredBackups([at(4_000)], today)).toEqual([])
  })

  test('leaves those of the future alone, and lets them take the place of none', () => {
    const future = Array.from({ length: 30 }, (_, days) => at(-days - 1))
    const past = Array.from({ length: 10 }, (_, days) => at(days))
    expect(expiredBackups([...future, ...past], today)).toEqual([])
  })
})
