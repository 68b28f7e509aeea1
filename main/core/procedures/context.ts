/** What every procedure gets besides its parsed input. */
import type { CallAnswer, CallName, CallParsed } from '../../../shared/contract.ts'
import type { Result } from '../../../shared/failure.ts'
import type { AppStatus, Settings } from '../../../shared/model.ts'
import type { ApprovalDesk } from '../approval-desk.ts'
import type { Host } from '../host-port.ts'
import type { KeychainSlot } from '../keychain-slot.ts'
import type { LinkDesk } from '../link-desk.ts'
import type { LocalEndpoint } from '../local-endpoint.ts'
import type { LocalSshAgent } from '../local-ssh-agent.ts'
import type { RotationService } from '../rotation/service.ts'
import type { Session } from '../session.ts'
import type { SettingsChange } from '../settings.ts'
import type { SyncService } from '../sync/service.ts'
import type { ImportDesk } from '../transfer/import-desk.ts'
import type { Actor } from '../vault/audit.ts'
import type { Vault } from '../vault/vault.ts'

export interface CallContext {
  readonly session: Session
  readonly host: Host
  readonly actor: Actor
  readonly approvals: ApprovalDesk
  readonly links: LinkDesk
  readonly imports: ImportDesk
  /** There once the core has started; calls come only then. */
  readonly endpoint: () => LocalEndpoint
  readonly sshAgent: () => LocalSshAgent
  readonly keychain: KeychainSlot
  /** Of the open vault, or why there is none. */
  readonly sync: () => Result<SyncService>
  readonly rotation: () => Result<RotationService>
  readonly status: () => AppStatus
  readonly settings: () => Settings
  /** Tells windows and shell the vault's state anew. */
  readonly announceState: () => void
  /** Keeps settings and tells windows and shell. */
  readonly changeSettings: (change: SettingsChange, actor: Actor) => Result<Settings>
}

/** The body of each call: parsed input in, answer or failure out. A missing one is a compile error. */
export type Procedures = {
  readonly [K in CallName]: (
    input: CallParsed<K>,
    context: CallContext,
  ) => Result<CallAnswer<K>> | Promise<Result<CallAnswer<K>>>
}

/** Runs `body` on the open vault, or answers why there is none. */
export function withVault<T>({ session }: CallContext, body: (vault: Vault) => Result<T>): Result<T> {
  const vault = session.vault()
  return vault.ok ? body(vault.value) : vault
}

/** The same for work that takes its time. */
export async function withVaultAsync<T>(
  { session }: CallContext,
  body: (vault: Vault) => Promise<Result<T>>,
): Promise<Result<T>> {
  const vault = session.vault()
  return vault.ok ? body(vault.value) : vault
}
