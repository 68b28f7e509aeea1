/** What needs attention in the open vault. What was looked at is remembered for as long as the vault is open. */
import { succeed } from '../../../shared/failure.ts'
import { type Attention, createAttention } from '../attention.ts'
import type { Vault } from '../vault/vault.ts'
import { type Procedures, withVaultAsync } from './context.ts'

const attentions = new WeakMap<Vault, Attention>()

export function attentionOf(vault: Vault): Attention {
  const known = attentions.get(vault)
  if (known !== undefined) return known
  const made = createAttention(vault, Date.now)
  attentions.set(vault, made)
  return made
}

export const attentionProcedures: Pick<Procedures, 'attention.report'> = {
  'attention.report': (_, context) =>
    withVaultAsync(context, async (vault) => succeed(await attentionOf(vault).report())),
}
