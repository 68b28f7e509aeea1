/** Calls about the life of the file: passwords and slots, re-key, checks, backups, the audit log. */
import { join } from 'node:path'
import { invalid, type Result, succeed } from '../../../shared/failure.ts'
import { homePaths } from '../../../shared/home.ts'
import { checkNewPassword } from '../../../shared/rules.ts'
import { examine } from '../doctor.ts'
import { listBackups, namedBackupName } from '../vault/backup.ts'
import { passwordCredential } from '../vault/credential.ts'
import { formatRecoveryKey, parseRecoveryKey } from '../vault/recovery-key.ts'
import { type CallContext, type Procedures, withVault, withVaultAsync } from './context.ts'
import { wiping } from './vault.ts'

export const lifeProcedures = {
  'vault.changePassword': ({ current, currentKeyfile, next, nextKeyfile }, context) =>
    wiping([current, next], () =>
      withVaultAsync(context, async (vault) => {
        const verified = await context.session.unlock(passwordCredential(current, currentKeyfile), context.actor)
        if (!verified.ok) return verified
        return vault.changePassword(context.actor, passwordCredential(next, nextKeyfile))
      }),
    ),
  'vault.recover': ({ recoveryKey, next }, context) => wiping([next], () => recover(recoveryKey, next, context)),
  'vault.addRecoveryKey': (_input, context) =>
    withVaultAsync(context, async (vault) => {
      const added = await vault.addRecoveryKey(context.actor)
      if (!added.ok) return added
      const recoveryKey = formatRecoveryKey(added.value)
      added.value.fill(0)
      return succeed({ recoveryKey })
    }),
  'vault.saveRecoveryKit': async (_input, { host }) => pathOf(await host.savePdf('Coffer recovery kit.pdf')),
  'vault.slots': (_input, context) => withVault(context, (vault) => succeed(vault.slots())),
  'vault.removeSlot': ({ slotId }, context) => withVault(context, (vault) => vault.removeSlot(context.actor, slotId)),
  'vault.rekey': ({ password }, { session, host, actor }) =>
    wiping([password], async () => {
      const rekeyed = await session.rekey({ kind: 'password', password }, actor)
      if (rekeyed.ok) setTimeout(() => host.send({ kind: 'lock' }), 10)
      return rekeyed
    }),
  'vault.verify': (_input, context) => withVaultAsync(context, (vault) => vault.verify()),
  'vault.acceptRollback': (_input, context) =>
    withVault(context, (vault) => {
      const accepted = vault.acceptRollback(context.actor)
      context.announceState()
      return accepted
    }),
  'vault.salvage': ({ password }, { session, actor }) =>
    wiping([password], () => session.salvage({ kind: 'password', password }, actor)),
  'doctor.run': async (_input, { session, status }) => {
    const vault = session.vault()
    return succeed(await examine({ status: status(), vault: vault.ok ? vault.value : null, now: Date.now() }))
  },
  'backups.list': (_input, { status }) => succeed(listBackups(homePaths(status().home).backups)),
  'backups.create': ({ path }, context) =>
    withVaultAsync(context, (vault) => {
      const { backups } = homePaths(context.status().home)
      return vault.backUp(context.actor, path ?? join(backups, namedBackupName(Date.now())))
    }),
  'backups.choose': async (_input, { host }) =>
    pathOf(
      await host.chooseFile({
        purpose: 'open',
        title: 'Coffer backup',
        suggestedName: '',
        extensions: ['cofferbackup'],
      }),
    ),
  'backups.preview': ({ path, password }, { session }) =>
    wiping([password], () => session.previewRestore(path, { kind: 'password', password })),
  'backups.restore': ({ path, password }, { session, actor }) =>
    wiping([password], () => session.restore(path, { kind: 'password', password }, actor)),
  'audit.list': (query, context) => withVault(context, (vault) => succeed(vault.auditLog(query))),
  'audit.verify': (_input, context) => withVaultAsync(context, async (vault) => succeed(await vault.verifyAudit())),
} satisfies Partial<Procedures>

const pathOf = (chosen: Result<string | null>): Result<{ readonly path: string | null }> =>
  chosen.ok ? succeed({ path: chosen.value }) : chosen

async function recover(text: string, next: Uint8Array, { session, actor }: CallContext): Promise<Result<null>> {
  const recoveryKey = parseRecoveryKey(text)
  if (recoveryKey === null)
    return invalid(
      'recovery key',
      'That is not a recovery key: it has 28 letters and digits, and one of them is wrong.',
    )
  const checked = checkNewPassword(next)
  if (!checked.ok) return checked
  const recovered = await session.recover(recoveryKey, next, actor)
  recoveryKey.fill(0)
  return recovered
}
