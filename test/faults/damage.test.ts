import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { copyOf, lookAt, preparedHome, removeFolder } from '../support/faults/homes.ts'
import { randomFrom, tellVault } from '../support/faults/life.ts'
import { sized, startWorker } from '../support/faults/processes.ts'
import { fault } from '../support/faults/report.ts'
import { foundByTheCompleteCheck, refusedAtUnlock } from '../support/row-attacks.ts'
import { actor, bytes, makeHome, makeVault, password, textVersion, unwrap } from '../support/vault.ts'
import { judge, tamper } from '../support/vault-attack.ts'

/** What a reader who never panics can tell of a vault: everything, or that it failed with a name. */
const tellOrName: typeof tellVault = (vault) => {
  try {
    return tellVault(vault)
  } catch (error) {
    if (error instanceof Error && /^[a-z-]+$/.test(error.message)) return error.message
    throw error
  }
}

const refusals = ['vault-damaged', 'vault-foreign', 'vault-newer']

/** Tries one damaged copy: refused, found by the complete check, or harmless when nothing of it changed. */
async function outcomeOf(folder: string, told: string): Promise<string> {
  const look = await lookAt(folder, tellOrName)
  if (look.unlock === 'wrong-password') return 'taken for a wrong password'
  if (look.unlock !== 'ok') return refusals.includes(look.unlock) ? 'refused by name' : look.unlock
  if (look.faults.length > 0) return 'found by the complete check'
  return look.told === told ? 'harmless' : 'unnoticed'
}

const outcomes = ['taken for a wrong password', 'refused by name', 'found by the complete check', 'harmless']

fault('F4', 'single bits flipped, in every page', async ({ did, found }) => {
  const home = await preparedHome(60)
  const { told } = await lookAt(home.folder, tellVault)
  const whole = readFileSync(home.path)
  const pageBytes = whole.readUInt16BE(16)
  const random = randomFrom(4)
  found('changes unnoticed', 0)
  for (let page = 0; page * pageBytes < whole.length; page += 1)
    for (let flip = 0; flip < sized(6, 60); flip += 1) {
      const folder = copyOf(home.folder)
      const file = Buffer.from(whole)
      // Half of the flips go to the start of the page, where its structure is.
      const at = page * pageBytes + random(flip % 2 === 0 ? pageBytes : 120)
      file[at] = (file[at] ?? 0) ^ (1 << random(8))
      writeFileSync(join(folder, 'vault.db'), file)
      const outcome = await outcomeOf(folder, told)
      expect([at, outcomes.includes(outcome) ? 'known' : outcome]).toEqual([at, 'known'])
      // A wrong password is counted in the file; any other refusal leaves it as it is.
      const isSame = readFileSync(join(folder, 'vault.db')).equals(file)
      if (outcome === 'refused by name') expect([at, isSame]).toEqual([at, true])
      did('bits flipped')
      found(outcome)
      removeFolder(folder)
    }
  home.remove()
})

fault('F5', 'the file cut at each page and in its middle', async ({ did, found }) => {
  const home = await preparedHome()
  const whole = readFileSync(home.path)
  const pageBytes = whole.readUInt16BE(16)
  for (let length = 0; length < whole.length; length += pageBytes / 2) {
    const folder = copyOf(home.folder)
    writeFileSync(join(folder, 'vault.db'), whole.subarray(0, length))
    const look = await lookAt(folder, tellVault)
    expect(['vault-damaged', 'vault-foreign']).toContain(look.unlock)
    expect(readFileSync(join(folder, 'vault.db'))).toHaveLength(length)
    did('cuts')
    found('refused by name')
    removeFolder(folder)
  }
  home.remove()
})

/** A vault whose process was killed: its newest saves are in the WAL, and the anchor knows of them. */
async function withHotWal(seed: number) {
  const home = makeHome()
  await home.create()
  const outside = mkdtempSync(join(tmpdir(), 'coffer-record-'))
  const task = { folder: home.folder, record: join(outside, 'record'), seed, first: 0, steps: 25, stay: true }
  const worker = startWorker(task)
  expect(await worker.line('done')).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  worker.process.kill('SIGKILL')
  await worker.ended
  rmSync(outside, { recursive: true })
  expect(existsSync(`${home.path}-wal`)).toBe(true)
  return home
}

fault(
  'F6',
  'a WAL with flipped bits, cut at each frame, removed, left behind, or another vault’s',
  async ({ did, found }) => {
    const home = await withHotWal(11)
    const reference = copyOf(home.folder)
    const { told, unlock } = await lookAt(reference, tellVault)
    expect(unlock).toBe('ok')
    removeFolder(reference)
    const wal = readFileSync(`${home.path}-wal`)
    const frameBytes = 4_096 + 24
    const frames = Math.floor((wal.length - 32) / frameBytes)
    found('silent losses', 0)

    async function attempt(what: string, change: (walPath: string) => void): Promise<void> {
      const folder = copyOf(home.folder)
      change(join(folder, 'vault.db-wal'))
      const look = await lookAt(folder, tellOrName)
      did(what)
      const isNamed = look.unlock === 'ok' && (look.readOnly || look.faults.length > 0)
      if (look.unlock !== 'ok') found('refused by name')
      else if (isNamed) found('told as older than the last save, or as damaged')
      else if (look.told === told) found('harmless')
      else expect([what, 'silently older']).toEqual([what, 'told'])
      expect(['ok', 'vault-damaged', 'read-only', 'wrong-password']).toContain(look.unlock)
      removeFolder(folder)
    }

    const random = randomFrom(6)
    for (let frame = 0; frame < frames; frame += Math.max(1, Math.floor(frames / sized(60, 1_000)))) {
      const at = 32 + frame * frameBytes
      await attempt('bits flipped', (path) => {
        const changed = Buffer.from(wal)
        const byte = at + random(frameBytes)
        changed[byte] = (changed[byte] ?? 0) ^ (1 << random(8))
        writeFileSync(path, changed)
      })
      await attempt('cuts', (path) => writeFileSync(path, wal.subarray(0, at + random(2) * 100)))
    }
    await attempt('removals', (path) => rmSync(path))
    await attempt('emptied', (path) => writeFileSync(path, ''))
    const other = await withHotWal(12)
    await attempt('other vaults’ WALs', (path) => copyFileSync(`${other.path}-wal`, path))
    other.remove()
    home.remove()
  },
)

fault(
  'F7',
  'rows deleted, swapped, replayed, moved, added; triggers, views; slots removed, grafted, edited',
  async ({ did, found }) => {
    found('attacks that showed a false value', 0)
    for (const { attack, sql } of [...refusedAtUnlock, ...foundByTheCompleteCheck]) {
      const { home, vault } = await makeVault()
      unwrap(vault.create(actor, { name: 'prod/a', kind: 'note', version: textVersion('a one', 'a'.repeat(32)) }))
      unwrap(vault.put(actor, 'prod/a', textVersion('a two', 'b'.repeat(32))))
      unwrap(vault.create(actor, { name: 'prod/b', kind: 'note', version: textVersion('b one', 'c'.repeat(32)) }))
      unwrap(vault.putRecord(1, 'settings', { theme: 'dark' }))
      unwrap(vault.putRecord(3, 'target', { region: 'eu-west-1' }))
      vault.close()
      tamper(home.path, (db) => {
        for (const statement of sql) db.exec(statement)
      })
      const { unlock, faults } = await judge(home, bytes(password))
      did('attacks')
      expect([attack, unlock !== 'ok' || faults.length > 0]).toEqual([attack, true])
      found(unlock === 'ok' ? 'found by the complete check' : 'refused before anything is shown')
      home.remove()
    }
  },
)
