/** Vault folders for the fault suite: prepared once, copied for each try, looked at afterwards. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSession } from '../../../main/core/session.ts'
import { createFileAnchor } from '../../../main/core/vault/anchor.ts'
import { floorCost } from '../../../main/core/vault/kdf.ts'
import type { Vault } from '../../../main/core/vault/vault.ts'
import { actor, bytes, kindOf, makeHome, password, quickKdf, type TestHome, textVersion, unwrap } from '../vault.ts'

/** A home with secrets of several versions, closed. */
export async function preparedHome(secrets = 8): Promise<TestHome> {
  const home = makeHome()
  home.clock = Date.now()
  await home.create()
  const vault = await home.unlock()
  for (let at = 0; at < secrets; at += 1) {
    unwrap(vault.create(actor, { name: `kept/${at}`, kind: 'note', version: textVersion(`one of ${at}`) }))
    unwrap(vault.put(actor, `kept/${at}`, textVersion(`two of ${at} ${'.'.repeat((at % 8) * 700)}`)))
  }
  unwrap(vault.putRecord(2, 'k0', 'a record'))
  vault.close()
  return home
}

/** A copy of a folder, to be used up. */
export function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'coffer-try-'))
  cpSync(folder, copy, { recursive: true })
  return copy
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

export interface Look {
  /** The state before unlocking, then 'ok' or why it did not unlock. */
  readonly state: string
  readonly unlock: string
  readonly faults: readonly string[]
  readonly readOnly: boolean
  readonly told: string
  /** Names in the folder that should not be there. */
  readonly leftovers: readonly string[]
}

/** Starts a session as the app does and tells what it finds. */
export async function lookAt(folder: string, tell: (vault: Vault) => string, word = password): Promise<Look> {
  const session = await startSession({
    path: join(folder, 'vault.db'),
    anchor: createFileAnchor(join(folder, 'anchor.json')),
    kdf: quickKdf,
    cost: floorCost,
    now: Date.now,
    onState: () => undefined,
    onUnlock: () => undefined,
  })
  const { state } = session.state()
  const unlocked = await session.unlock({ kind: 'password', password: bytes(word) }, actor)
  const vault = session.vault()
  const look = { state, unlock: kindOf(unlocked), faults: [] as readonly string[], readOnly: false, told: '' }
  if (vault.ok) {
    look.faults = unwrap(await vault.value.verify()).faults
    look.readOnly = vault.value.isReadOnly()
    look.told = tell(vault.value)
  }
  session.close()
  return { ...look, leftovers: leftoversIn(folder) }
}

const expected = /^(vault\.db(-wal)?|anchor\.json(\.new)?|backups|record|.+\.cofferbackup|vault\.db\.replaced-.+)$/

const leftoversIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => String(name).split('/').at(-1) ?? '')
    .filter((name) => !expected.test(name))
