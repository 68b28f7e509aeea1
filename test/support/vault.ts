/** Makes vaults for tests: real files, real keys, and a password hash at a thousandth of the cost. */
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileAnchor } from '../../main/core/vault/anchor.ts'
import type { Actor } from '../../main/core/vault/audit.ts'
import type { Kdf } from '../../main/core/vault/kdf.ts'
import { floorCost } from '../../main/core/vault/kdf.ts'
import { expose, redact } from '../../main/core/vault/redacted.ts'
import type { NewVersion } from '../../main/core/vault/secret-writes.ts'
import type { CheckStructure } from '../../main/core/vault/structure.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import { createVaultFile, type LockedVault, openVaultFile } from '../../main/core/vault/vault-file.ts'
import type { Failure, Result } from '../../shared/failure.ts'

/** Stands where Argon2id would: a keyed hash, so that a test may open hundreds of vaults. Never used by the app. */
export const quickKdf: Kdf = {
  derive: async (password, salt) => new Uint8Array(createHmac('sha256', salt).update(password).digest()),
  calibrate: async () => floorCost,
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (value: Uint8Array): string => new TextDecoder().decode(value)
export const password = 'correct horse battery staple'
export const actor: Actor = { door: 'core' }

/** The value of an ok result; throws the failure's kind and sentence otherwise. */
export function unwrap<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`)
  return result.value
}

/** The failure's kind, or 'ok'. */
export const kindOf = (result: Result<unknown, Failure>): string => (result.ok ? 'ok' : result.failure.kind)

export const textVersion = (value: string, versionId: string = randomUUID()): NewVersion => ({
  value: redact(bytes(value)),
  outline: { form: 'text', facts: {}, keys: null },
  versionId,
})

/** The text of a secret's version, as `reveal` gives it. */
export function revealText(vault: Vault, name: string, selection: { versionId?: string; stage?: string } = {}): string {
  return text(expose(unwrap(vault.reveal(actor, { name, ...selection })).value))
}

export interface TestHome {
  readonly folder: string
  readonly path: string
  /** Milliseconds; moves only when the test moves it. */
  clock: number
  create(): Promise<void>
  open(): Promise<Result<LockedVault>>
  unlock(): Promise<Vault>
  remove(): void
}

/** A temporary home with a vault path in it. Created lazily: call `create` for the file. */
export const makeHome = (checkStructure?: CheckStructure): TestHome =>
  homeAt(mkdtempSync(join(tmpdir(), 'coffer-test-')), checkStructure)

/** A home in a folder that is there already. */
export function homeAt(folder: string, checkStructure?: CheckStructure): TestHome {
  const path = join(folder, 'vault.db')
  const home: TestHome = {
    folder,
    path,
    clock: Date.UTC(2026, 0, 2, 3, 4, 5),
    async create() {
      unwrap(await createVaultFile(path, bytes(password), { kdf: quickKdf }, floorCost))
    },
    open: () =>
      openVaultFile(path, {
        kdf: quickKdf,
        anchor: createFileAnchor(join(folder, 'anchor.json')),
        now: () => home.clock,
        checkStructure,
      }),
    async unlock() {
      return unwrap(await unwrap(await home.open()).unlock({ kind: 'password', password: bytes(password) }, actor))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  return home
}

/** A home with an unlocked vault. */
export async function makeVault(): Promise<{ readonly home: TestHome; readonly vault: Vault }> {
  const home = makeHome()
  await home.create()
  return { home, vault: await home.unlock() }
}
