/**
 * Unlocking by the OS keychain: a slot whose 32 random bytes are sealed by the keychain and kept beside the vault. Losing
 * the keychain, or changing desktops, loses this way in and nothing else.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { KeychainStatus } from '../../shared/model.ts'
import type { Host } from './host-port.ts'
import type { Session } from './session.ts'
import type { Actor } from './vault/audit.ts'
import type { Vault } from './vault/vault.ts'

const keptSchema = z.strictObject({
  backend: z.string().max(64),
  blob: z.string().max(4_096),
  slotId: z.string().max(64),
})
type Kept = z.infer<typeof keptSchema>

export interface KeychainSlot {
  status(): Promise<KeychainStatus>
  enable(vault: Vault, actor: Actor): Promise<Result<null>>
  disable(vault: Vault, actor: Actor): Result<null>
  unlock(session: Session, actor: Actor): Promise<Result<null>>
}

export function createKeychainSlot(host: Host, path: string): KeychainSlot {
  return {
    async status() {
      const backend = await host.keychain.backend()
      const kept = read(path)
      return {
        enabled: kept !== null,
        backend: backend.ok ? backend.value : null,
        reason: backend.ok ? changedBackend(kept, backend.value) : backend.failure.message,
      }
    },
    async enable(vault, actor) {
      const backend = await host.keychain.backend()
      if (!backend.ok) return backend
      const secret = await vault.addKeychainSecret(actor)
      if (!secret.ok) return secret
      const blob = await host.keychain.protect(secret.value)
      secret.value.fill(0)
      const slotId = vault.slots().find(({ type }) => type === 'keychain')?.slotId ?? ''
      if (blob.ok) return write(path, { backend: backend.value, blob: blob.value, slotId })
      vault.removeSlot(actor, slotId)
      return blob
    },
    disable(vault, actor) {
      rmSync(path, { force: true })
      const slot = vault.slots().find(({ type }) => type === 'keychain')
      return slot === undefined ? succeed(null) : vault.removeSlot(actor, slot.slotId)
    },
    async unlock(session, actor) {
      const kept = read(path)
      if (kept === null) return fail({ kind: 'unavailable', message: 'Unlocking by the keychain is not set up here.' })
      const secret = await host.keychain.reveal(kept.blob)
      if (!secret.ok) return secret
      const unlocked = await session.unlock({ kind: 'keychain', secret: secret.value }, actor)
      secret.value.fill(0)
      return unlocked
    },
  }
}

const changedBackend = (kept: Kept | null, backend: string): string | null =>
  kept !== null && kept.backend !== backend
    ? `It was set up with ${kept.backend}; this desktop uses ${backend}. Set it up again if it does not open.`
    : null

function read(path: string): Kept | null {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

function write(path: string, kept: Kept): Result<null> {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 })
    renameSync(`${path}.new`, path)
    return succeed(null)
  } catch (error) {
    const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail({ kind: 'io-error', detail, message: 'What the keychain sealed could not be kept beside the vault.' })
  }
}
