import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createFileAnchor } from '../../main/core/vault/anchor.ts'
import { floorCost } from '../../main/core/vault/kdf.ts'
import { previewRestore, restoreBackup } from '../../main/core/vault/restore.ts'
import { lookAt, preparedHome, removeFolder } from '../support/faults/homes.ts'
import { doStep, nextStep, randomFrom, tellVault } from '../support/faults/life.ts'
import { sized } from '../support/faults/processes.ts'
import { fault } from '../support/faults/report.ts'
import { actor, bytes, kindOf, password, quickKdf, textVersion, unwrap } from '../support/vault.ts'

const sealedChunkBytes = 65_536 + 17
const streamHeaderBytes = 24
const newPassword = 'the password that came after'
const credential = (word = password) => ({ kind: 'password' as const, password: bytes(word) })
const dependencies = (folder: string) => ({
  kdf: quickKdf,
  now: Date.now,
  anchor: createFileAnchor(join(folder, 'anchor.json')),
})

/** Restores into an empty folder and tells what is there. */
async function restored(path: string, word = password): Promise<{ readonly outcome: string; readonly told: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-restored-'))
  const done = await restoreBackup(path, join(folder, 'vault.db'), credential(word), actor, dependencies(folder))
  const told = done.ok ? (await lookAt(folder, tellVault, word)).told : ''
  removeFolder(folder)
  return { outcome: done.ok ? 'ok' : `${done.failure.kind}: ${done.failure.message}`, told }
}

fault(
  'F15',
  'every backup restored and compared; chunks changed, cut, swapped, added; an old password',
  async ({ did, found }) => {
    const home = await preparedHome(120)
    let vault = await home.unlock()
    const random = randomFrom(15)
    found('restores unlike their vault', 0)
    for (let at = 0; at < sized(8, 60); at += 1) {
      for (let step = 0; step < 10; step += 1) await doStep(vault, nextStep(random, at * 10 + step))
      // Telling takes what is scheduled back, so the second telling is of what the backup will hold.
      tellVault(vault)
      const told = tellVault(vault)
      const path = join(home.folder, `${at}.cofferbackup`)
      const summary = unwrap(await vault.backUp(actor, path))
      expect(Buffer.from(vault.ledger.stateHash()).length).toBe(32)
      expect(summary.generation).toBeLessThanOrEqual(vault.ledger.state().generation)
      expect(await restored(path)).toEqual({ outcome: 'ok', told })
      did('backups restored')
    }

    const path = join(home.folder, '0.cofferbackup')
    const whole = readFileSync(path)
    const start = 12 + whole.readUInt32BE(8) + streamHeaderBytes
    const chunks = Math.ceil((whole.length - start) / sealedChunkBytes)
    expect(chunks).toBeGreaterThan(4)
    const damagedPath = join(home.folder, 'damaged.cofferbackup')
    async function refused(what: string, content: Buffer, sentence: RegExp): Promise<void> {
      writeFileSync(damagedPath, content)
      const preview = await previewRestore(
        damagedPath,
        join(home.folder, 'elsewhere.db'),
        credential(),
        dependencies(home.folder),
      )
      expect([what, kindOf(preview)]).toEqual([
        what,
        expect.stringMatching(/vault-damaged|vault-foreign|vault-newer|wrong-password/),
      ])
      expect(preview.ok ? '' : preview.failure.message).toMatch(sentence)
      expect((await restored(damagedPath)).outcome).not.toBe('ok')
      did(what)
      found('refused, with the place named')
    }
    const chunkAt = (number: number) => start + number * sealedChunkBytes
    for (let number = 0; number < chunks; number += 1) {
      const changed = Buffer.from(whole)
      const at = Math.min(chunkAt(number) + random(sealedChunkBytes), whole.length - 1)
      changed[at] = (changed[at] ?? 0) ^ (1 << random(8))
      await refused('chunks with a bit changed', changed, new RegExp(`chunk ${number} does not verify`))
    }
    for (let number = 1; number < chunks; number += 1)
      await refused('cuts at a chunk', whole.subarray(0, chunkAt(number)), new RegExp(`it ends before chunk ${number}`))
    const swapped = Buffer.from(whole)
    whole.copy(swapped, chunkAt(0), chunkAt(1), chunkAt(2))
    whole.copy(swapped, chunkAt(1), chunkAt(0), chunkAt(1))
    await refused('chunks swapped', swapped, /chunk 0 does not verify/)
    await refused('ends lengthened', Buffer.concat([whole, Buffer.alloc(1)]), /does not verify|follows its end/)
    for (let at = 0; at < start; at += Math.ceil(start / sized(60, 600))) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ (1 << random(7))
      await refused('headers with a bit changed', changed, /./)
    }

    unwrap(await vault.changePassword(actor, credential(newPassword), floorCost))
    unwrap(vault.create(actor, { name: 'after', kind: 'note', version: textVersion('the change') }))
    const newer = join(home.folder, 'newer.cofferbackup')
    unwrap(await vault.backUp(actor, newer))
    vault.close()
    did('passwords changed between two backups')
    expect((await restored(path)).outcome).toBe('ok')
    expect((await restored(path, newPassword)).outcome).toMatch(/^wrong-password/)
    expect((await restored(newer)).outcome).toMatch(/^wrong-password/)
    expect((await restored(newer, newPassword)).outcome).toBe('ok')
    vault = unwrap(await unwrap(await home.open()).unlock(credential(newPassword), actor))
    expect(unwrap(await vault.verify()).faults).toEqual([])
    vault.close()
    home.remove()
  },
)
