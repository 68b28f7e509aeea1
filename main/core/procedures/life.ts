/** Calls about the life of the file: passwords and slots, re-key, checks, backups, the audit log. */
import { join } from 'node:path'
import { invalid, type Result, succeed } from '../../../shared/failure.ts'
import { homePaths } from '../../../shared/home.ts'
import { checkNewPassword } from '../../../shared/rules.ts'
import { exportAudit } from '../audit-export.ts'
import { examine } from '../doctor.ts'
import type { Host } from '../host-port.ts'
import { lastKeyfile, makeKeyfile } from '../keyfile.ts'
import { listBackups, namedBackupName } from '../vault/backup.ts'
import { formatRecoveryKey, parseRecoveryKey } from '../vault/recovery-key.ts'
import { type CallContext, type Procedures, withVault, withVaultAsync } from './context.ts'
import { noting, wiping, withCredential } from './vault.ts'

export const lifeProcedures = {
  'vault.changePassword': ({ current, currentKeyfile, next, nextKeyfile }, context) =>
    noting(nextKeyfile, context, () =>
      withCredential({ password: current, keyfile: currentKeyfile }, (old) =>
        withCredential({ password: next, keyfile: nextKeyfile }, (fresh) =>
          withVaultAsync(context, async (vault) => {
            const verified = await context.session.unlock(old, context.actor)
            return verified.ok ? vault.changePassword(context.actor, fresh) : verified
          }),
        ),
      ),
    ),
  'keyfile.choose': ({ purpose }, { host }) => chooseKeyfile(purpose, host),
  'keyfile.last': (_input, { status }) => succeed({ path: lastKeyfile(homePaths(status().home).keyfile) }),
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
  'vault.rekey': (given, { session, host, actor }) =>
    withCredential(given, async (credential) => {
      const rekeyed = await session.rekey(credential, actor)
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
  'vault.salvage': (given, { session, actor }) =>
    withCredential(given, (credential) => session.salvage(credential, actor)),
  'doctor.run': async (_input, { session, status, sshAgent }) => {
    const vault = session.vault()
    const subject = { status: status(), vault: vault.ok ? vault.value : null, sshAgent: sshAgent().status() }
    return succeed(await examine({ ...subject, now: Date.now() }))
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
  'backups.preview': ({ path, ...given }, { session }) =>
    withCredential(given, (credential) => session.previewRestore(path, credential)),
  'backups.restore': ({ path, ...given }, { session, actor }) =>
    withCredential(given, (credential) => session.restore(path, credential, actor)),
  'audit.list': (query, context) => withVault(context, (vault) => succeed(vault.auditLog(query))),
  'audit.save': (filter, { session, host }) => exportAudit(session.vault, filter, host),
  'audit.verify': (_input, context) => withVaultAsync(context, async (vault) => succeed(await vault.verifyAudit())),
} satisfies Partial<Procedures>

const pathOf = (chosen: Result<string | null>): Result<{ readonly path: string | null }> =>
  chosen.ok ? succeed({ path: chosen.value }) : chosen

async function chooseKeyfile(purpose: 'open' | 'make', host: Host): Promise<Result<{ readonly path: string | null }>> {
  const question = purpose === 'open' ? openKeyfile : newKeyfile
  const chosen = await host.chooseFile(question)
  if (!chosen.ok || chosen.value === null || purpose === 'open') return pathOf(chosen)
  const made = await makeKeyfile(chosen.value)
  return made.ok ? pathOf(chosen) : made
}

const openKeyfile = { purpose: 'open', title: 'Coffer keyfile', suggestedName: '', extensions: [] } as const
const newKeyfile = {
  purpose: 'save',
  title: 'New Coffer keyfile',
  suggestedName: 'coffer.keyfile',
  extensions: [],
} as const

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
