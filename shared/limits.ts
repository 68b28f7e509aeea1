/** The fixed words and numbers of the model: plain data, so that the terminal client can know them without zod. */

export const KINDS = [
  'api-key',
  'ssh-key',
  'database',
  'aws-credentials',
  'certificate',
  'encryption-key',
  'oauth-token',
  'env-set',
  'login',
  'note',
] as const

export type Kind = (typeof KINDS)[number]

export const kindTitles: Readonly<Record<Kind, string>> = {
  'api-key': 'API key',
  'ssh-key': 'SSH key',
  database: 'Database',
  'aws-credentials': 'AWS credentials',
  certificate: 'Certificate',
  'encryption-key': 'Encryption key',
  'oauth-token': 'OAuth token',
  'env-set': 'Env set',
  login: 'Login',
  note: 'Note',
}

export const CURRENT = 'AWSCURRENT'
export const PREVIOUS = 'AWSPREVIOUS'
export const PENDING = 'AWSPENDING'

/** What the audit log tells of. */
export const auditActions = [
  'vault.create',
  'vault.unlock',
  'vault.unlock-failed',
  'vault.refused',
  'secret.create',
  'secret.put',
  'secret.reveal',
  'secret.copy',
  'secret.save',
  'secret.sign',
  'secret.update',
  'secret.tag',
  'secret.label',
  'secret.note',
  'secret.delete',
  'secret.restore',
  'secret.purge',
  'secret.approve',
  'setting.change',
  'slot.add',
  'slot.remove',
  'vault.rekey',
  'vault.backup',
  'vault.export',
  'grant.change',
  'sync.push',
  'sync.pull',
  'rotation.step',
  'audit.retain',
] as const

export type AuditAction = (typeof auditActions)[number]

/** Limits of Secrets Manager (service model 2017-10-17 and its quota page), which Coffer holds everywhere. */
export const limits = {
  nameLength: 512,
  valueBytes: 65_536,
  descriptionLength: 2_048,
  tagCount: 50,
  tagKeyLength: 128,
  tagValueLength: 256,
  stageLength: 256,
  stagesPerSecret: 20,
  /** Ours: AWS has no notes. */
  noteLength: 1_024,
  versionIdLength: { min: 32, max: 64 },
  recoveryWindowDays: { min: 7, max: 30, default: 30 },
} as const
