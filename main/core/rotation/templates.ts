/** Rules offered per kind: what auditors and vendors ask for most. Nothing is set before the user says so. */
import type { Kind } from '../../../shared/model.ts'
import type { RotationTemplate } from '../../../shared/rotation-model.ts'

const template = (kind: Kind, days: number, why: string): RotationTemplate => ({
  kind,
  rule: { schedule: { kind: 'days', days }, durationHours: null },
  why,
})

/** A certificate ends by itself and is reminded of; a note has nothing to rotate. */
export const rotationTemplates: readonly RotationTemplate[] = [
  template('database', 30, 'A rotator can do it alone, so often costs nothing.'),
  template('api-key', 90, 'What most vendors and auditors ask for.'),
  template('aws-credentials', 90, 'What AWS and the CIS benchmark ask for access keys.'),
  template(
    'oauth-token',
    90,
    'Client secrets are copied around; tokens that end earlier are reminded of by their end.',
  ),
  template('env-set', 90, 'As often as the API keys that are in it.'),
  template('login', 180, 'Twice a year, and whenever somebody leaves who knew it.'),
  template('ssh-key', 365, 'Once a year: every host has to learn the new key.'),
  template('encryption-key', 365, 'Once a year: what the old key sealed must stay readable.'),
]

export const templateOf = (kind: Kind): RotationTemplate | undefined =>
  rotationTemplates.find((one) => one.kind === kind)
