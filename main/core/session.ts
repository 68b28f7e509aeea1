/**
 * The vault of this process and the state it is in. A core lives through one session: it starts locked, unlocks once,
 * and locking ends the process, because in JavaScript nothing else really erases memory.
 */
import { type Failure, fail, type Result, succeed } from '../../shared/failure.ts'
import type { RestorePreview, SalvageReport, VaultState } from '../../shared/model.ts'
import { adoptVault } from './vault/adopt.ts'
import type { Actor } from './vault/audit.ts'
import { removeUnfinishedBackups } from './vault/backup.ts'
import { type Credential, keyfileOf, type PasswordCredential } from './vault/credential.ts'
import type { KdfCost } from './vault/kdf.ts'
import { removeLeftovers, replaceFile, temporaryBeside, vaultExists } from './vault/new-file.ts'
import { previewRestore, restoreBackup } from './vault/restore.ts'
import { salvageVault } from './vault/salvage.ts'
import type { Vault } from './vault/vault.ts'
import { createVaultFile, type LockedVault, openVaultFile, type VaultDependencies } from './vault/vault-file.ts'

export interface Session {
  state(): VaultState
  /** Looks at a file that was missing or unusable again: it may have been put in place meanwhile. */
  lookAgain(): Promise<void>
  /** The open vault, or why there is none to work with. */
  vault(): Result<Vault>
  create(credential: PasswordCredential, actor: Actor): Promise<Result<null>>
  /** Takes a copy of a vault file from elsewhere as this session's vault, locked. Refused where there is one. */
  adopt(path: string): Promise<Result<null>>
  /** Opens the vault; with one open already it only checks the credential. */
  unlock(credential: Credential, actor: Actor): Promise<Result<null>>
  /** Opens a locked vault with its recovery key and gives it a new password before anything else is done with it. */
  recover(recoveryKey: Uint8Array, next: Uint8Array, actor: Actor): Promise<Result<null>>
  /** Makes the vault anew under fresh keys; afterwards this session is over and the process is to end. */
  rekey(credential: Credential, actor: Actor): Promise<Result<{ readonly aside: string }>>
  previewRestore(path: string, credential: Credential): Promise<Result<RestorePreview>>
  /** Restores a backup as this session's vault, locked. Refused while one is unlocked. */
  restore(path: string, credential: Credential, actor: Actor): ReturnType<typeof restoreBackup>
  /** Saves what can be read of a damaged vault into a new one in its place; the damaged file stays aside. */
  salvage(credential: Credential, actor: Actor): Promise<Result<SalvageReport & { readonly aside: string }>>
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

/** What changes during a session. At most one of `vault` and a pending `fault` matters; `file` is there while opened. */
interface Held {
  file: LockedVault | null
  vault: Vault | null
  fault: Failure | null
  /** The file is being made, restored or salvaged. */
  isReplacing: boolean
  opening: Promise<void> | null
}

export async function startSession(options: SessionOptions): Promise<Session> {
  const held: Held = { file: null, vault: null, fault: null, isReplacing: false, opening: null }
  await openFile(held, options)
  return {
    state: () => stateOf(held),
    lookAgain: () => lookAgain(held, options),
    vault: () => vaultOf(held),
    create: (credential, actor) => create(held, options, credential, actor),
    adopt: (path) => adopt(held, options, path),
    unlock: (credential, actor) => unlock(held, options, credential, actor),
    recover: (recoveryKey, next, actor) =>
      held.vault === null
        ? unlock(held, options, { kind: 'recovery', recoveryKey }, actor, (vault) =>
            vault.changePassword(actor, { kind: 'password', password: next }, options.cost),
          )
        : Promise.resolve(fail({ kind: 'refused', message: 'The vault is open. Change the password instead.' })),
    rekey: (credential, actor) => rekey(held, options, credential, actor),
    restore: (path, credential, actor) => restore(held, options, path, credential, actor),
    salvage: (credential, actor) => salvage(held, options, credential, actor),
    previewRestore: (path, credential) => previewRestore(path, options.path, credential, options),
    noteRefusal: (actor, call) => {
      if (held.vault === null) held.file?.noteRefusal(actor, call)
    },
    close: () => close(held),
  }
}

/** One opening at a time: the second would find the file busy with the first. */
function openFile(held: Held, options: SessionOptions): Promise<void> {
  held.opening ??= openNow(held, options).finally(() => {
    held.opening = null
  })
  return held.opening
}

async function lookAgain(held: Held, options: SessionOptions): Promise<void> {
  if (held.fault === null || held.vault !== null || held.isReplacing) return
  const before = stateOf(held)
  await openFile(held, options)
  const after = stateOf(held)
  if (JSON.stringify(after) !== JSON.stringify(before)) options.onState(after)
}

async function openNow(held: Held, options: SessionOptions): Promise<void> {
  const opened = await openVaultFile(options.path, options)
  held.file = opened.ok ? opened.value : null
  held.fault = opened.ok ? null : opened.failure
  if (held.fault?.kind === 'vault-busy') return
  removeLeftovers(options.path)
  removeUnfinishedBackups(options.path)
}

function stateOf({ file, vault, fault }: Held): VaultState {
  if (vault !== null)
    return {
      state: 'unlocked',
      readOnly: vault.isReadOnly(),
      behindBy: vault.behindBy(),
      faults: vault.standing.faults(),
    }
  if (file !== null) return { state: 'locked', needsKeyfile: file.needsKeyfile }
  if (fault === null || fault.kind === 'no-vault') return { state: 'none' }
  return { state: 'unusable', failure: fault.kind, reason: fault.message }
}

const vaultOf = (held: Held): Result<Vault> => (held.vault === null ? fail(noVault(held)) : succeed(held.vault))

function noVault({ file, fault }: Held): Failure {
  if (file !== null) return { kind: 'locked', message: 'The vault is locked. Unlock it first.' }
  return fault ?? { kind: 'no-vault', message: 'There is no vault here yet. Create one first.' }
}

/** `first` runs on the vault before anybody else gets at it; the vault is open even where it fails. */
async function unlock(
  held: Held,
  options: SessionOptions,
  credential: Credential,
  actor: Actor,
  first: (vault: Vault) => Promise<Result<null>> = async () => succeed(null),
): Promise<Result<null>> {
  if (held.file === null) await openFile(held, options)
  if (held.file === null) return fail(noVault(held))
  if (held.vault !== null) return held.file.verify(credential, actor)
  const opened = await held.file.unlock(credential, actor)
  if (!opened.ok) return opened
  const done = await first(opened.value)
  held.vault = opened.value
  options.onUnlock(opened.value)
  options.onState(stateOf(held))
  return done
}

async function create(
  held: Held,
  options: SessionOptions,
  credential: PasswordCredential,
  actor: Actor,
): Promise<Result<null>> {
  if (held.isReplacing) return fail({ kind: 'vault-exists', message: 'A vault is being created here right now.' })
  const created = await replacing(held, () =>
    createVaultFile(options.path, credential.password, options, options.cost, keyfileOf(credential)),
  )
  return created.ok ? unlock(held, options, credential, actor) : created
}

async function adopt(held: Held, options: SessionOptions, path: string): Promise<Result<null>> {
  if (held.file !== null || held.isReplacing) return fail(vaultExists)
  const adopted = await replacing(held, () => adoptVault(path, options.path, options))
  if (!adopted.ok) return adopted
  await openFile(held, options)
  options.onState(stateOf(held))
  return adopted
}

async function replacing<T>(held: Held, work: () => Promise<T>): Promise<T> {
  held.isReplacing = true
  try {
    return await work()
  } finally {
    held.isReplacing = false
  }
}

async function rekey(
  held: Held,
  options: SessionOptions,
  credential: Credential,
  actor: Actor,
): Promise<Result<{ readonly aside: string }>> {
  const vault = vaultOf(held)
  if (!vault.ok) return vault
  if (vault.value.isReadOnly()) return fail({ kind: 'read-only', message: 'The vault is open for reading only.' })
  const verified = await unlock(held, options, credential, actor)
  if (!verified.ok) return verified
  const target = temporaryBeside(options.path)
  vault.value.standing.freeze(true)
  const made = await vault.value.rekeyTo(actor, target, credential)
  if (!made.ok) {
    vault.value.standing.freeze(false)
    return made
  }
  close(held)
  const replaced = replaceFile(target, options.path, options.now())
  return replaced.ok ? succeed({ aside: replaced.value }) : replaced
}

async function restore(
  held: Held,
  options: SessionOptions,
  backup: string,
  credential: Credential,
  actor: Actor,
): ReturnType<typeof restoreBackup> {
  if (held.vault !== null)
    return fail({ kind: 'refused', message: 'Lock the vault first: a backup is restored in its place.' })
  held.file?.close()
  held.file = null
  const restored = await replacing(held, () => restoreBackup(backup, options.path, credential, actor, options))
  await openFile(held, options)
  options.onState(stateOf(held))
  return restored
}

async function salvage(
  held: Held,
  options: SessionOptions,
  credential: Credential,
  actor: Actor,
): Promise<Result<SalvageReport & { readonly aside: string }>> {
  if (held.vault !== null) return fail({ kind: 'refused', message: 'This vault is open and sound. Lock it first.' })
  held.file?.close()
  held.file = null
  const target = temporaryBeside(options.path)
  const { salvaged, placed } = await replacing(held, async () => {
    const salvaged = await salvageVault(options.path, target, credential, actor, options)
    return { salvaged, placed: salvaged.ok ? replaceFile(target, options.path, options.now()) : salvaged }
  })
  await openFile(held, options)
  options.onState(stateOf(held))
  if (!salvaged.ok) return salvaged
  return placed.ok ? succeed({ ...salvaged.value, path: options.path, aside: placed.value }) : placed
}

function close(held: Held): void {
  if (held.vault === null) held.file?.close()
  else held.vault.close()
  held.vault = null
  held.file = null
}
