/** One rule for many secrets, or each kind's own. */
import type { CallParsed } from '../../../shared/contract.ts'
import { listQuery } from '../../../shared/contract.ts'
import { type Result, succeed } from '../../../shared/failure.ts'
import type { SecretSummary } from '../../../shared/model.ts'
import { breathe } from '../vault/breathe.ts'
import type { Vault } from '../vault/vault.ts'
import { entryOf } from './entry.ts'
import { readRule } from './schedule.ts'
import type { NewRule } from './service.ts'
import { templateOf } from './templates.ts'

type Input = CallParsed<'rotation.setMany'>

const pageSize = 1_000

/** So many writes, and others get their turn. */
const storesPerTurn = 50

/** Names that got the rule, and names that keep what they have. The first failure ends it; what was set stays. */
export async function setMany(
  vault: Vault,
  input: Input,
  store: (name: string, rule: NewRule) => Result<null>,
): Promise<Result<{ readonly names: readonly string[]; readonly skipped: readonly string[] }>> {
  if (input.rule !== 'template') {
    const read = readRule(input.rule)
    if (!read.ok) return read
  }
  const names: string[] = []
  const skipped: string[] = []
  for (const secret of matching(vault, input)) {
    const rule = input.rule === 'template' ? templateOf(secret.kind)?.rule : input.rule
    const body = vault.body(secret.name)
    const entry = body.ok ? entryOf(body.value) : null
    if (rule === undefined || entry === null || (entry.rule !== null && !input.replace)) {
      skipped.push(secret.name)
      continue
    }
    const { rotator, automatic } = entry
    const stored = input.dryRun ? succeed(null) : store(secret.name, { rule, rotator, automatic })
    if (!stored.ok) return stored
    names.push(secret.name)
    if (!input.dryRun && names.length % storesPerTurn === 0) await breathe()
  }
  return succeed({ names, skipped })
}

function matching(vault: Vault, { glob, kind, tag }: Input): readonly SecretSummary[] {
  const found: SecretSummary[] = []
  for (;;) {
    const page = vault.list(listQuery.parse({ glob, kind, tag, offset: found.length, limit: pageSize }))
    found.push(...page.rows)
    if (page.rows.length < pageSize) return found
  }
}
