/** The audit log as a file, for a person to read elsewhere or a program to search. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { AuditEntry } from '../../shared/model.ts'
import type { Host } from './host-port.ts'
import type { AuditQuery } from './vault/audit-log.ts'
import type { Vault } from './vault/vault.ts'
import { writeFileAside } from './write-file.ts'

const pageSize = 1_000

/** Asks where to, then writes every entry that fits, the newest first; null when the user chose no file. */
export async function exportAudit(
  vault: () => Result<Vault>,
  filter: Omit<AuditQuery, 'before' | 'limit'>,
  host: Pick<Host, 'chooseFile'>,
): Promise<Result<{ readonly path: string | null }>> {
  const chosen = await host.chooseFile({
    purpose: 'save',
    title: 'Save the audit log',
    suggestedName: 'coffer-audit.json',
    extensions: ['json'],
  })
  if (!chosen.ok) return fail(chosen.failure)
  if (chosen.value === null) return succeed({ path: null })
  const open = vault()
  if (!open.ok) return open
  const written = writeFileAside(chosen.value, new TextEncoder().encode(textOf(entriesOf(open.value, filter))))
  return written.ok ? succeed({ path: chosen.value }) : written
}

function entriesOf(vault: Vault, filter: Omit<AuditQuery, 'before' | 'limit'>): readonly AuditEntry[] {
  const entries: AuditEntry[] = []
  for (let before: number | null | undefined; before !== null; ) {
    const page = vault.auditLog({ ...filter, limit: pageSize, ...(before === undefined ? {} : { before }) })
    entries.push(...page.entries)
    before = page.next
  }
  return entries
}

/** A JSON array with an entry a line; moments as ISO 8601 in UTC. */
export const textOf = (entries: readonly AuditEntry[]): string =>
  `[${entries.map(({ at, ...rest }) => `\n  ${JSON.stringify({ at: new Date(at).toISOString(), ...rest })}`).join(',')}\n]\n`
