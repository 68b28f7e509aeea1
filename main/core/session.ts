/**
 * The vault of this process and the state it is in. A core lives through one session: it starts locked, unlocks once,
 * and locking ends the process, because in JavaScript nothing else really erases memory.
 */
import { type Failure, fail, type Result, succeed } from '../../shared/failure.ts'
import type { VaultState } from '../../shared/model.ts'
import type { Actor } from './vault/audit.ts'
import type { KdfCost } from './vault/kdf.ts'
import type { Vault } from './vault/vault.ts'
import { createVaultFile, type LockedVault, openVaultFile, type VaultDependencies } from './vault/vault-file.ts'

export interface Session {
  state(): VaultState
  /** The open vault, or why there is none to work with. */
  vault(): Result<Vault>
  create(password: Uint8Array, actor: Actor): Promise<Result<null>>
  unlock(password: Uint8Array, actor: Actor): Promise<Result<null>>
  /** Notes a call refused because the vault is locked. */
  noteRefusal(actor: Actor, call: string): void
  /** Closes the file; the process is to end next. */
  close(): void
}

export interface SessionOptions extends VaultDependencies {
  readonly path: string
  /** The password slot's cost for a new vault; calibrated on this machine when absent. */
  readonly cost?: KdfCost
  readonly onState: (state: VaultState) => void
  readonly onUnlock: (vault: Vault) => void
}

export async function startSession(options: SessionOptions): Promise<Session> {
  let file: LockedVault | null = null
  let vault: Vault | null = null
  let fault: Failure | null = null
  let creating = false

  async function openFile(): Promise<void> {
    const opened = await openVaultFile(options.path, options)
    file = opened.ok ? opened.value : null
    fault = opened.ok ? null : opened.failure
  }

  function state(): VaultState {
    if (vault !== null) return { state: 'unlocked', readOnly: vault.isReadOnly() }
    if (file !== null) return { state: 'locked' }
    if (fault === null || fault.kind === 'no-vault') return { state: 'none' }
    return { state: 'unusable', failure: fault.kind, reason: fault.message }
  }

  const noVault = (): Failure => {
    if (file !== null) return { kind: 'locked', message: 'The vault is locked. Unlock it first.' }
    return fault ?? { kind: 'no-vault', message: 'There is no vault here yet. Create one first.' }
  }

  async function unlock(password: Uint8Array, actor: Actor): Promise<Result<null>> {
    if (file === null) await openFile()
    if (file === null) return fail(noVault())
    if (vault !== null) return file.verify({ kind: 'password', password }, actor)
    const opened = await file.unlock({ kind: 'password', password }, actor)
    if (!opened.ok) return opened
    vault = opened.value
    options.onUnlock(vault)
    options.onState(state())
    return succeed(null)
  }

  async function create(password: Uint8Array, actor: Actor): Promise<Result<null>> {
    if (creating) return fail({ kind: 'vault-exists', message: 'A vault is being created here right now.' })
    creating = true
    try {
      const created = await createVaultFile(options.path, password, options, options.cost)
      if (!created.ok) return created
      return await unlock(password, actor)
    } finally {
      creating = false
    }
  }

  await openFile()
  return {
    state,
    vault: () => (vault === null ? fail(noVault()) : succeed(vault)),
    create,
    unlock,
    noteRefusal: (actor, call) => {
      if (vault === null) file?.noteRefusal(actor, call)
    },
    close() {
      if (vault === null) file?.close()
      else vault.close()
      vault = null
      file = null
    },
  }
}
