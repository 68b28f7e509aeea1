import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { VaultState } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'

/** The state of the vault of this home, before anybody is asked for anything; a failure when there is none. */
export async function vaultThere({ core, locate }: Context): Promise<Result<VaultState, CliFailure>> {
  const status = await core.callAsIs('app.status', {}, { start: locate().hasVault })
  if (!status.ok && status.failure.kind !== 'not-running') return status
  if (!status.ok || status.value.vault.state === 'none')
    return fail({ kind: 'no-vault', message: 'There is no vault here yet.' })
  return succeed(status.value.vault)
}
