/**
 * The doctor: looks at the file, its slots, integrity, backups, permissions, disk and the parts Coffer is made of, and
 * says what to do about each finding. It prints no value and no name of a secret.
 */
import { existsSync, statfsSync, statSync } from 'node:fs'
import type { SshAgentStatus } from '../../shared/contract-ssh-agent.ts'
import { homePaths } from '../../shared/home.ts'
import type { AppStatus, DoctorFinding } from '../../shared/model.ts'
import { listBackups } from './vault/backup.ts'
import { floorCost } from './vault/kdf.ts'
import { sodiumVersion } from './vault/sodium.ts'
import { sqliteVersion } from './vault/store/db.ts'
import type { Vault } from './vault/vault.ts'

export interface Examination {
  readonly status: AppStatus
  /** Null while locked: then only the outside is looked at. */
  readonly vault: Vault | null
  readonly sshAgent: SshAgentStatus
  readonly now: number
}

const dayMs = 86_400_000
const lowSpaceBytes = 256 * 1024 * 1024

const ok = (id: string, title: string, detail: string): DoctorFinding => ({ id, level: 'ok', title, detail, fix: '' })
const warning = (id: string, title: string, detail: string, fix: string): DoctorFinding => ({
  id,
  level: 'warning',
  title,
  detail,
  fix,
})
const error = (id: string, title: string, detail: string, fix: string): DoctorFinding => ({
  id,
  level: 'error',
  title,
  detail,
  fix,
})

export async function examine(subject: Examination): Promise<readonly DoctorFinding[]> {
  const { status, vault } = subject
  const inside = vault === null ? [] : [...slotFindings(vault), await integrityFinding(vault)]
  return [
    stateFinding(status),
    ...permissionFindings(status),
    ...inside,
    backupFinding(subject),
    agentFinding(subject.sshAgent),
    spaceFinding(status),
    ...partFindings(status),
  ]
}

function stateFinding({ vault, vaultPath }: AppStatus): DoctorFinding {
  switch (vault.state) {
    case 'none':
      return warning('vault.state', 'Vault', `There is no vault at ${vaultPath}.`, 'Create one, or restore a backup.')
    case 'locked':
      return ok('vault.state', 'Vault', `Locked, at ${vaultPath}. Unlock it to check its inside too.`)
    case 'unusable':
      return error('vault.state', 'Vault', vault.reason, 'Restore the newest good backup, or salvage what can be read.')
    case 'unlocked':
      if (vault.behindBy > 0)
        return error(
          'vault.state',
          'Vault',
          `The file is ${vault.behindBy} saves older than what this machine saw; it is open for reading only.`,
          'Find the newer file, or accept this one in the window.',
        )
      return vault.readOnly
        ? warning('vault.state', 'Vault', `Open for reading only, at ${vaultPath}.`, 'Make the folder writable.')
        : ok('vault.state', 'Vault', `Unlocked, at ${vaultPath}.`)
  }
}

/** Nobody but the owner may read home, vault and backups. Windows keeps that in ACLs, which the home inherits. */
function permissionFindings({ home, vaultPath, platform }: AppStatus): readonly DoctorFinding[] {
  if (platform === 'win32') return []
  const open = [home, vaultPath, homePaths(home).backups].filter(
    (path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0,
  )
  if (open.length === 0)
    return [ok('file.permissions', 'Permissions', 'Only you can read the home, vault and backups.')]
  return open.map((path) =>
    warning('file.permissions', 'Permissions', `Others can reach ${path}.`, `chmod go-rwx '${path}'`),
  )
}

function slotFindings(vault: Vault): readonly DoctorFinding[] {
  const slots = vault.slots()
  const weak = slots.filter(
    ({ type, memoryKib, passes }) =>
      type !== 'keychain' && (memoryKib < floorCost.memoryKib || passes < floorCost.passes),
  )
  const cost =
    weak.length === 0
      ? ok(
          'slots.cost',
          'Password hash',
          slots.map(({ type, memoryKib, passes }) => `${type}: ${memoryKib / 1024} MiB × ${passes}`).join(', '),
        )
      : warning(
          'slots.cost',
          'Password hash',
          'A key slot is cheaper to guess than today\u2019s floor.',
          'Change the password; the new slot gets today\u2019s cost.',
        )
  const recovery = slots.some(({ type }) => type === 'recovery')
    ? ok('slots.recovery', 'Recovery kit', 'There is a recovery key.')
    : warning(
        'slots.recovery',
        'Recovery kit',
        'Without the password nobody can open this vault.',
        'Make a recovery kit and keep it on paper.',
      )
  return [cost, recovery]
}

async function integrityFinding(vault: Vault): Promise<DoctorFinding> {
  const report = await vault.verify()
  if (!report.ok) return warning('vault.integrity', 'Integrity', report.failure.message, 'Run the doctor again.')
  const { faults, rows, auditEntries } = report.value
  return faults.length === 0
    ? ok('vault.integrity', 'Integrity', `${rows} rows and ${auditEntries} audit entries verify.`)
    : error(
        'vault.integrity',
        'Integrity',
        faults.join('; '),
        'Restore the newest good backup, or salvage what can be read.',
      )
}

function backupFinding({ status, vault, now }: Examination): DoctorFinding {
  const backups = listBackups(homePaths(status.home).backups).filter(
    ({ vaultId }) => vault === null || vaultId === vault.vaultId,
  )
  const [newest] = backups
  if (newest === undefined)
    return warning('backups.age', 'Backups', 'There is no backup of this vault here.', 'coffer backup')
  const days = Math.floor((now - newest.createdAt) / dayMs)
  const count = backups.length === 1 ? 'One backup' : `${backups.length} backups`
  const detail = `${count}; the newest is ${days === 0 ? 'of today' : days === 1 ? 'a day old' : `${days} days old`}.`
  return days > 7 && vault !== null && vault.ledger.state().generation > newest.generation + 10
    ? warning('backups.age', 'Backups', detail, 'coffer backup')
    : ok('backups.age', 'Backups', detail)
}

function agentFinding({ on, offer }: SshAgentStatus): DoctorFinding {
  const offered = offer?.keys.filter(({ reason }) => reason === null).length
  const keys = offer === null ? 'while locked it offers no key' : `${offered} of ${offer.keys.length} SSH keys offered`
  return ok('ssh-agent', 'SSH agent', on ? `On; ${keys}.` : 'Off.')
}

function spaceFinding({ home }: AppStatus): DoctorFinding {
  const { bavail, bsize } = statfsSync(home)
  const free = bavail * bsize
  const mebibytes = Math.floor(free / 1024 / 1024)
  const detail = mebibytes < 10_240 ? `${mebibytes} MiB free.` : `${Math.floor(mebibytes / 1024)} GiB free.`
  return free < lowSpaceBytes
    ? warning('disk.space', 'Disk', detail, 'Free some space: a full disk refuses saves (nothing is lost by it).')
    : ok('disk.space', 'Disk', detail)
}

function partFindings({ version, platform }: AppStatus): readonly DoctorFinding[] {
  const { electron, node, chrome } = process.versions
  const parts = [
    `Coffer ${version}`,
    `Electron ${electron ?? 'none'}`,
    `Chromium ${chrome ?? 'none'}`,
    `Node ${node}`,
    `SQLite ${sqliteVersion()}`,
    `libsodium ${sodiumVersion()}`,
    platform,
  ]
  return [ok('parts', 'Parts', parts.join(', '))]
}
