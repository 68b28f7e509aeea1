import { describe, expect, test } from 'vitest'
import {
  checkRotationForm,
  formOfCard,
  type RotationForm,
  rotatorOfForm,
  ruleOfForm,
} from '../../../../renderer/lib/rotation-form.ts'
import {
  type RotationCard,
  type RotatorConfig,
  rotationRule,
  rotatorConfig,
} from '../../../../shared/rotation-model.ts'

const cardOf = (rotator: RotatorConfig | null): RotationCard => ({
  name: 'prod/db',
  rule: null,
  ruleInWords: null,
  rotator,
  automatic: false,
  standing: 'none',
  lastRotatedAt: null,
  nextAt: null,
  windowEndsAt: null,
  snoozedUntil: null,
  expiresAt: null,
  run: null,
  past: [],
  inAws: [],
})

const empty = formOfCard(cardOf(null))

test.each<[keyof RotationForm, Partial<RotationForm>]>([
  ['days', { days: '0' }],
  ['days', { days: '1001' }],
  ['days', { days: '1.5' }],
  ['expression', { kind: 'expression', expression: ' ' }],
  ['duration', { duration: '25' }],
  ['length', { rotator: 'generate', length: '7' }],
  ['port', { rotator: 'ssh-key', host: 'h', user: 'ada', port: '0' }],
  ['user', { rotator: 'ssh-key', host: 'h', user: ' ' }],
  ['endpoint', { rotator: 'aws-iam-access-key', endpoint: 'localhost:5000' }],
  ['deleteAfterDays', { rotator: 'aws-iam-access-key', deleteAfterDays: '' }],
  ['create', { rotator: 'command' }],
  ['timeout', { rotator: 'command', create: '/bin/true', timeout: '0' }],
])('a wrong %s is said at its field', (field, change) => {
  expect(Object.keys(checkRotationForm({ ...empty, ...change }))).toEqual([field])
})

describe('the rule of a form', () => {
  test('is in days or an expression, never both', () => {
    expect(rotationRule.parse(ruleOfForm({ ...empty, days: '30' }))).toEqual({
      schedule: { kind: 'days', days: 30 },
      durationHours: null,
    })
    const cron = { ...empty, kind: 'expression', expression: ' cron(0 8 1 * ? *) ', duration: '3' } as const
    expect(rotationRule.parse(ruleOfForm(cron))).toEqual({
      schedule: { kind: 'expression', expression: 'cron(0 8 1 * ? *)' },
      durationHours: 3,
    })
  })
})

test.each<[RotatorConfig['kind'], RotatorConfig]>([
  ['generate', { kind: 'generate', length: 40, exclude: '"@', field: 'password' }],
  ['ssh-key', { kind: 'ssh-key', check: { host: 'bastion', port: 2222, user: 'me', hostKey: null } }],
  ['ssh-key', { kind: 'ssh-key', check: null }],
  ['postgres', { kind: 'postgres', strategy: 'alternating', adminSecret: 'prod/admin', ca: null }],
  ['mysql', { kind: 'mysql', strategy: 'single', adminSecret: null, ca: '-----BEGIN CERTIFICATE-----' }],
  ['aws-iam-access-key', { kind: 'aws-iam-access-key', deleteAfterDays: 0, adminSecret: null, endpointUrl: null }],
  [
    'command',
    { kind: 'command', create: ['/bin/make', '--new one'], set: ['x'], test: null, finish: null, timeoutSeconds: 9 },
  ],
])('a rotator of kind %s survives the form', (_kind, rotator) => {
  const form = formOfCard(cardOf(rotator))
  expect(checkRotationForm(form)).toEqual({})
  expect(rotatorConfig.parse(rotatorOfForm(form))).toEqual(rotatorConfig.parse(rotator))
})

test('no rotator stays none', () => {
  expect(rotatorOfForm(empty)).toBeNull()
})
