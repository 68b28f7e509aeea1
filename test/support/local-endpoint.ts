/** The local endpoint over a real vault, as the core puts it together. */
import { join } from 'node:path'
import type { ApprovalAnswer, ApprovalRequest } from '../../main/core/endpoint/approvals.ts'
import type { Grant } from '../../main/core/endpoint/grants.ts'
import type { ProgramKey } from '../../main/core/endpoint/program-keys.ts'
import type { EndpointLimits } from '../../main/core/endpoint/server.ts'
import type { Links } from '../../main/core/endpoint/vault-store.ts'
import { type LocalEndpoint, startLocalEndpoint } from '../../main/core/local-endpoint.ts'
import { type AuditEntry, openAuditRow } from '../../main/core/vault/audit.ts'
import { auditRowsAfter } from '../../main/core/vault/store/journal-rows.ts'
import type { Vault } from '../../main/core/vault/vault.ts'
import { fail } from '../../shared/failure.ts'
import { actor, makeHome, type TestHome, unwrap } from './vault.ts'

export type VaultEndpoint = {
  readonly url: string
  readonly home: TestHome
  readonly endpoint: LocalEndpoint
  readonly vault: () => Vault
  readonly addKey: (program: string, grants?: readonly Partial<Grant>[], confirm?: boolean) => ProgramKey
  /** Makes the endpoint see a locked vault, and opens it again. */
  readonly setLocked: (locked: boolean) => void
  readonly lockedCalls: () => number
  /** Exceptions that were nobody's fault but ours. */
  readonly bugs: () => readonly unknown[]
  /** What the user was asked; `answer` is what the user says. */
  readonly asked: ApprovalRequest[]
  answer: ApprovalAnswer | 'nothing'
  /** What the audit log says of a program, oldest first. */
  readonly auditOf: (program: string) => readonly AuditEntry[]
  readonly close: () => Promise<void>
}

export type VaultEndpointOptions = {
  readonly links?: Links
  readonly limits?: Partial<EndpointLimits>
  readonly socketPath?: string
}

export async function startVaultEndpoint(options: VaultEndpointOptions = {}): Promise<VaultEndpoint> {
  const home = makeHome()
  await home.create()
  const vault = await home.unlock()
  let locked = false
  let lockedCalls = 0
  const asked: ApprovalRequest[] = []
  const bugs: unknown[] = []
  const endpoint = await startLocalEndpoint({
    ...options,
    configPath: join(home.folder, 'endpoint.json'),
    vault: () => (locked ? fail({ kind: 'locked', message: 'locked' }) : { ok: true, value: vault }),
    log: { info: () => undefined, error: (event, fields) => bugs.push({ event, ...fields }) },
    now: Date.now,
    showApproval: async (request) => {
      asked.push(request)
      if (started.answer === 'nothing') throw new Error('nobody is there')
      return started.answer
    },
    onLockedCall: () => {
      lockedCalls += 1
    },
  })
  const status = unwrap(await endpoint.turnOn())
  const started: VaultEndpoint = {
    url: status.on ? status.url : '',
    home,
    endpoint,
    vault: () => vault,
    addKey: (program, grants = [{}], confirm = false) =>
      unwrap(
        endpoint.addKey(
          {
            program,
            confirm,
            grants: grants.map((grant) => ({ glob: '**', stages: null, write: true, until: null, ...grant })),
          },
          actor,
        ),
      ),
    setLocked: (next) => {
      locked = next
    },
    lockedCalls: () => lockedCalls,
    bugs: () => bugs,
    asked,
    answer: 'deny',
    auditOf: (program) => auditEntries(vault).filter((entry) => entry.actor.program === program),
    close: async () => {
      await endpoint.close()
      vault.close()
      home.remove()
    },
  }
  return started
}

function auditEntries({ ledger }: Vault): readonly AuditEntry[] {
  return auditRowsAfter(ledger.db, 0, 10_000).flatMap((row) => openAuditRow(ledger.keys, ledger.context, row) ?? [])
}
