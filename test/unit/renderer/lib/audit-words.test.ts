import { describe, expect, test } from 'vitest'
import { sayEntry } from '../../../../renderer/lib/audit-words.ts'
import { auditActions } from '../../../../shared/limits.ts'
import { rotationSteps } from '../../../../shared/rotation-kinds.ts'

describe('an entry of the audit log', () => {
  test('about a step of a rotation is a sentence, whatever came of the step', () => {
    const details = [
      'start generate',
      'set confirmed',
      ...rotationSteps.map((step) => `resume ${step}`),
      ...rotationSteps.flatMap((step) => (step === 'finish' ? [] : [`${step} done`])),
      ...rotationSteps.map((step) => `${step} failed`),
      'set waiting',
      'finish done, finished',
      'finish done, retiring',
      'cancel',
    ]
    for (const detail of details) {
      expect(sayEntry({ action: 'rotation.step', detail })).toEqual([expect.stringMatching(/^Rotation(:| [a-z])/), ''])
    }
    expect(new Set(details.map((detail) => sayEntry({ action: 'rotation.step', detail })[0])).size).toBe(
      details.length - rotationSteps.length + 1,
    )
  })

  test.each([
    ['sync.push', 'push: prod-eu eu-west-1', 'Pushed: new version to AWS · prod-eu eu-west-1', ''],
    ['sync.pull', 'pull-create: prod-eu eu-west-1', 'Pulled: bring into the vault · prod-eu eu-west-1', ''],
    ['sync.pull', 'settled: local', 'Conflict settled: ours kept', ''],
    ['secret.create', 'import', 'Created by an import', ''],
    ['secret.update', 'rotation every 30 days', 'Rotation rule set · every 30 days', ''],
    ['secret.update', 'rotation off', 'Rotation rule removed', ''],
    ['secret.delete', '30 days', 'Deletion scheduled · 30 days', ''],
    ['secret.label', 'AWSCURRENT', 'Staging label moved', 'AWSCURRENT'],
    ['secret.label', 'labels', 'Staging label moved', 'labels'],
    ['secret.label', 'constructor:', 'Staging label moved', 'constructor:'],
    ['vault.refused', 'signature denied', 'Signature denied', ''],
  ] as const)('of %s with “%s” reads “%s”', (action, detail, what, code) => {
    expect(sayEntry({ action, detail })).toEqual([what, code])
  })

  test('without more to say says what was done', () => {
    for (const action of auditActions) expect(sayEntry({ action })).toEqual([expect.stringMatching(/^[A-Z]/), ''])
  })
})
