import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Credential } from '../../main/core/vault/credential.ts'
import { createKdf } from '../../main/core/vault/kdf.ts'
import { parseRecoveryKey } from '../../main/core/vault/recovery-key.ts'
import { expose } from '../../main/core/vault/redacted.ts'
import { restoreBackup } from '../../main/core/vault/restore.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import { openVaultFile } from '../../main/core/vault/vault-file.ts'
import { readVault } from '../../scripts/reader/read-vault.mjs'
import { actor, bytes, unwrap } from '../support/vault.ts'

interface Vector {
  readonly clock: number
  readonly credentials: Readonly<Partial<Record<'password' | 'keyfile' | 'recovery' | 'keychain', string>>>
  readonly outcome: string
  readonly detail?: string
  readonly faults?: readonly string[]
  readonly content?: {
    readonly secrets: readonly {
      readonly name: string
      readonly kind: string
      readonly description: string
      readonly tags: Readonly<Record<string, string>>
      readonly stages: Readonly<Record<string, string>>
      readonly deletionAt: number | null
      readonly versions: readonly { versionId: string; form: string; sizeBytes: number; sha256: string }[]
    }[]
    readonly records: readonly { collection: number; key: string; value: unknown }[]
  }
}

const folder = join(import.meta.dirname, 'format-1')
const kdf = createKdf(new URL('../../main/core/vault/kdf-worker.ts', import.meta.url))
const sha256 = (value: Uint8Array) => createHash('sha256').update(value).digest('hex')
const fromHex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const vectorsIn = (path: string) =>
  readdirSync(path)
    .filter((name) => name.endsWith('.db'))
    .map((name) => ({
      name: basename(name, '.db'),
      path: join(path, name),
      vector: JSON.parse(readFileSync(join(path, name.replace('.db', '.json')), 'utf8')) as Vector,
    }))
const good = vectorsIn(folder)
const damaged = vectorsIn(join(folder, 'damaged'))

/** Every way in that a vector has, as the app and as the reader take it. */
function waysIn({ credentials: { password = '', keyfile, recovery, keychain } }: Vector) {
  const ways: { what: string; app: Credential; reader: Parameters<typeof readVault>[1] }[] = []
  const typed = bytes(password)
  if (keyfile === undefined)
    ways.push({ what: 'password', app: { kind: 'password', password: typed }, reader: { password: typed } })
  else {
    const file = fromHex(keyfile)
    ways.push({
      what: 'password and keyfile',
      app: { kind: 'password-and-keyfile', password: typed, keyfile: file },
      reader: { password: typed, keyfile: file },
    })
  }
  const recoveryKey = recovery === undefined ? null : parseRecoveryKey(recovery)
  if (recoveryKey !== null)
    ways.push({ what: 'recovery key', app: { kind: 'recovery', recoveryKey }, reader: { recovery: recoveryKey } })
  if (keychain !== undefined)
    ways.push({
      what: 'keychain',
      app: { kind: 'keychain', secret: fromHex(keychain) },
      reader: { keychain: fromHex(keychain) },
    })
  return ways
}

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'coffer-vector-'))
})
afterEach(() => rmSync(scratch, { recursive: true }))

async function openCopy(path: string, { clock }: Vector, credential: Credential) {
  const copy = join(scratch, 'vault.db')
  copyFileSync(path, copy)
  const anchor = { read: () => null, write: () => undefined }
  const opened = await openVaultFile(copy, { kdf, anchor, now: () => clock })
  if (!opened.ok) return opened
  const unlocked = await opened.value.unlock(credential, actor)
  if (!unlocked.ok) opened.value.close()
  return unlocked
}

async function expectContent(vault: Vault, { content }: Vector): Promise<void> {
  expect(unwrap(await vault.verify()).faults).toEqual([])
  const bodies = vault.bodies()
  expect(bodies.map(({ name }) => name)).toEqual(content?.secrets.map(({ name }) => name))
  for (const secret of content?.secrets ?? []) {
    const { versions, name, ...facts } = secret
    const body = unwrap(vault.body(name))
    expect(JSON.parse(JSON.stringify(body))).toMatchObject(facts)
    if (secret.deletionAt !== null) unwrap(vault.restore(actor, name))
    expect(unwrap(vault.versions(name)).map(({ versionId }) => versionId)).toEqual(
      versions.map(({ versionId }) => versionId).toReversed(),
    )
    for (const { versionId, form, sizeBytes, sha256: digest } of versions) {
      const shown = unwrap(vault.reveal(actor, { name, versionId }))
      const value = expose(shown.value)
      expect([shown.form, value.length, sha256(value)]).toEqual([form, sizeBytes, digest])
    }
  }
  for (const { collection, key, value } of content?.records ?? [])
    expect(vault.getRecord(collection as 1, key)).toEqual(value)
}

test('there are vectors, and each has its outcome beside it', () => {
  expect(good.length).toBeGreaterThanOrEqual(4)
  expect(damaged.length).toBeGreaterThanOrEqual(15)
  expect(existsSync(join(folder, 'content.cofferbackup'))).toBe(true)
})

for (const { name, path, vector } of good)
  for (const { what, app, reader } of waysIn(vector))
    describe(`the vault "${name}" by its ${what}`, () => {
      test('opens in the app with everything in it', async () => {
        const vault = unwrap(await openCopy(path, vector, app))
        await expectContent(vault, vector)
        vault.close()
      })

      test('opens in the independent reader with everything in it', async () => {
        const read = await readVault(path, reader)
        expect(read.secrets.map((secret) => secret.name)).toEqual(vector.content?.secrets.map((secret) => secret.name))
        for (const [at, secret] of (vector.content?.secrets ?? []).entries()) {
          const { versions, ...facts } = secret
          expect(read.secrets[at]?.body).toMatchObject(JSON.parse(JSON.stringify(facts)))
          const found = read.secrets[at]?.versions.map(({ versionId, form, value }) => ({
            versionId,
            form,
            sizeBytes: value.length,
            sha256: sha256(value),
          }))
          expect(found).toEqual(versions)
        }
        expect(read.records).toEqual(vector.content?.records)
        expect(read.audit.length).toBeGreaterThan(3)
      })
    })

describe('a damaged vault comes to exactly what its vector says:', () => {
  for (const { name, path, vector } of damaged) {
    test(name, async () => {
      const before = sha256(readFileSync(path))
      const [way] = waysIn(vector)
      if (way === undefined) throw new Error('no way in')
      const opened = await openCopy(path, vector, way.app)
      if (opened.ok) {
        expect(['faults', unwrap(await opened.value.verify()).faults]).toEqual([vector.outcome, vector.faults])
        opened.value.close()
      } else {
        const { kind } = opened.failure
        const detail = 'detail' in opened.failure ? opened.failure.detail : undefined
        expect({ kind, detail }).toEqual({ kind: vector.outcome, detail: vector.detail })
      }
      await expect(readVault(path, way.reader)).rejects.toThrow()
      expect(sha256(readFileSync(path))).toBe(before)
    })
  }
})

test('the backup restores to what its vault held', async () => {
  const vector = good.find(({ name }) => name === 'content')?.vector
  const [way] = vector === undefined ? [] : waysIn(vector)
  if (vector === undefined || way === undefined) throw new Error('no vector')
  const anchor = { read: () => null, write: () => undefined }
  const destination = join(scratch, 'restored.db')
  const now = () => vector.clock
  unwrap(await restoreBackup(join(folder, 'content.cofferbackup'), destination, way.app, actor, { kdf, anchor, now }))
  const vault = unwrap(await openCopy(destination, vector, way.app))
  await expectContent(vault, vector)
  vault.close()
})
