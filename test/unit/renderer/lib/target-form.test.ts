import { describe, expect, test } from 'vitest'
import {
  checkTargetForm,
  draftOfForm,
  emptyTargetForm,
  formOfTarget,
  type TargetForm,
} from '../../../../renderer/lib/target-form.ts'
import { targetDraft } from '../../../../shared/sync-model.ts'
import { targetOf } from '../../../support/sync-samples.ts'

const filled: TargetForm = { ...emptyTargetForm, name: 'prod-eu', profile: 'prod', regions: ['eu-west-1'] }

describe('the form of a target', () => {
  test('says what is missing, by field', () => {
    expect(Object.keys(checkTargetForm(emptyTargetForm))).toEqual(['name', 'profile', 'regions'])
    expect(checkTargetForm(filled)).toEqual({})
  })

  test.each<[keyof TargetForm, Partial<TargetForm>]>([
    ['name', { name: '-x' }],
    ['name', { name: 'with space' }],
    ['secret', { from: 'vault' }],
    ['expected', { expected: '12345' }],
    ['tags', { tags: 'team=a\n=b' }],
    ['days', { deletion: 'schedule', days: '6' }],
    ['days', { deletion: 'schedule', days: '31' }],
    ['everyMinutes', { everyMinutes: '1441' }],
    ['everyMinutes', { everyMinutes: '1.5' }],
    ['replicas', { replicas: 'eu-west-2\neu-west-2, us-east-1' }],
    ['replicas', { replicas: 'Ireland' }],
    ['localPrefix', { localPrefix: 'prod/*' }],
    ['remotePrefix', { remotePrefix: 'our apps/' }],
    ['endpoint', { endpoint: 'localhost:4566' }],
  ])('refuses a wrong %s: %o', (field, change) => {
    expect(Object.keys(checkTargetForm({ ...filled, ...change }))).toEqual([field])
  })

  test('makes a target that the contract takes', () => {
    const form: TargetForm = {
      ...filled,
      from: 'vault',
      secret: 'aws/prod',
      expected: '111122223333',
      localPrefix: 'prod/',
      remotePrefix: 'app/',
      include: 'prod/**\n\n  prod/x ',
      tags: 'team=payments\nlive',
      deletion: 'schedule',
      days: '7',
      replicas: 'eu-north-1\nus-east-1 alias/own',
      endpoint: ' http://127.0.0.1:4566 ',
      onSave: true,
      everyMinutes: '15',
    }
    const draft = draftOfForm(form)
    expect(targetDraft.parse(draft)).toEqual({
      name: 'prod-eu',
      credentials: { from: 'vault', secret: 'aws/prod' },
      regions: ['eu-west-1'],
      localPrefix: 'prod/',
      remotePrefix: 'app/',
      include: ['prod/**', 'prod/x'],
      exclude: [],
      tags: { team: 'payments', live: '' },
      direction: 'both',
      deletion: { kind: 'schedule', days: 7 },
      kmsKeyId: null,
      replicas: [
        { region: 'eu-north-1', kmsKeyId: null },
        { region: 'us-east-1', kmsKeyId: 'alias/own' },
      ],
      endpointUrl: 'http://127.0.0.1:4566',
      automatic: { onSave: true, everyMinutes: 15, onNetworkReturn: false },
      expectedAccountId: '111122223333',
    })
  })

  test('of a target that is there makes the same target again', () => {
    const target = targetOf({
      include: ['a/*', 'b/*'],
      tags: { team: 'x' },
      deletion: { kind: 'schedule', days: 14 },
      replicas: [{ region: 'eu-north-1', kmsKeyId: 'alias/k' }],
      kmsKeyId: 'alias/main',
      endpointUrl: 'https://example.com',
      direction: 'push',
    })
    const { accountId, partition: _partition, addedAt: _addedAt, ...rules } = target
    expect(draftOfForm(formOfTarget(target))).toEqual({ ...rules, expectedAccountId: accountId })
  })
})
