import { describe, expect, it } from 'vitest'
import { vetValue } from '../../../../main/core/kinds/vet.ts'
import { limits } from '../../../../shared/model.ts'
import { alnum, makeSamples, strongPassword } from '../../../support/samples.ts'
import { db, encode, expectFindings, keyId, live, nowAt, type Row, strong, test } from './vet-rows.ts'

const rows: readonly Row[] = [
  { says: 'a good API key passes', kind: 'api-key', value: live, finds: [] },
  { says: 'an empty value is refused', kind: 'note', value: '', finds: ['error value-empty'] },
  { says: 'a value of exactly the limit passes', kind: 'note', value: 'x'.repeat(limits.valueBytes), finds: [] },
  {
    says: 'a value a byte over the limit is refused',
    kind: 'note',
    value: 'x'.repeat(limits.valueBytes + 1),
    finds: ['error value-too-large'],
  },
  {
    says: 'the limit counts bytes, not characters',
    kind: 'note',
    value: 'ä'.repeat(limits.valueBytes / 2 + 1),
    finds: ['error value-too-large'],
  },
  { says: 'a name AWS does not take is refused', kind: 'note', name: 'a b', value: 'x', finds: ['error name-invalid'] },
  {
    says: 'a name over 512 characters is refused',
    kind: 'note',
    name: 'a'.repeat(513),
    value: 'x',
    finds: ['error name-too-long'],
  },
  {
    says: 'a name that ends like an ARN needs a tick',
    kind: 'note',
    name: 'prod/db-abc123',
    value: 'x',
    finds: ['warning name-suffix'],
  },
  { says: 'a placeholder is refused', kind: 'api-key', value: 'your-api-key-here', finds: ['error placeholder'] },
  {
    says: 'a placeholder under a dev name needs a tick',
    kind: 'api-key',
    name: 'dev/stripe',
    value: 'your-api-key-here',
    finds: ['warning placeholder'],
  },
  {
    says: 'AWS’s documented example is refused',
    kind: 'aws-credentials',
    value: { AccessKeyId: keyId, SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    finds: ['error placeholder @SecretAccessKey'],
  },
  { says: 'a public field may well be called test', kind: 'database', value: { ...db, username: 'test' }, finds: [] },
  { says: 'a short API key needs a tick', kind: 'api-key', value: 'k7Qp2x', finds: ['warning key-short'] },
  {
    says: 'a line end behind an API key needs a tick',
    kind: 'api-key',
    value: `${live}\n`,
    finds: ['warning white-space'],
  },
  {
    says: 'a publishable key needs a tick',
    kind: 'api-key',
    value: `pk_live_${alnum('p', 24)}`,
    finds: ['warning key-public'],
  },
  {
    says: 'a live key under a dev name needs a tick',
    kind: 'api-key',
    name: 'dev/stripe',
    value: live,
    finds: ['warning live-in-dev'],
  },
  {
    says: 'a test key under a prod name needs a tick',
    kind: 'api-key',
    name: 'prod/stripe',
    value: test,
    finds: ['warning test-in-prod'],
  },
  { says: 'a test key under a dev name passes', kind: 'api-key', name: 'dev/stripe', value: test, finds: [] },
  {
    says: 'a production host under a dev name needs a tick',
    kind: 'database',
    name: 'dev/db',
    value: { ...db, host: 'db.prod.example.com' },
    finds: ['warning live-in-dev @host'],
  },
  {
    says: 'localhost under a prod name needs a tick',
    kind: 'database',
    name: 'prod/db',
    value: { ...db, host: 'localhost' },
    finds: ['warning test-in-prod @host'],
  },
  {
    says: 'a dev host inside a URL under a prod name needs a tick',
    kind: 'env-set',
    name: 'prod/app',
    value: { API: 'https://api.staging.example.com/x' },
    finds: ['warning test-in-prod @API'],
  },
  {
    says: 'a product that is called live-something does not make a host live',
    kind: 'database',
    name: 'dev/db',
    value: { ...db, host: 'livestock.example.com' },
    finds: [],
  },
  {
    says: 'a reused secret needs a tick',
    kind: 'api-key',
    value: live,
    reusedBy: ['prod/a', 'prod/b'],
    finds: ['warning reused'],
  },
  {
    says: 'a value that was rolled back needs a tick',
    kind: 'api-key',
    value: live,
    previouslyPushed: true,
    finds: ['warning rolled-back'],
  },
]

describe('vetValue', () => {
  it.each(rows)('$says', expectFindings)

  it('every sample passes without an error', () => {
    for (const { kind, bytes } of makeSamples(nowAt)) {
      expect(vetValue({ kind, name: 'team/thing', bytes, nowAt }).filter(({ level }) => level === 'error')).toEqual([])
    }
  })

  it('names at most three other places of a reused secret', () => {
    const [finding] = vetValue({
      kind: 'api-key',
      name: 'a',
      bytes: encode(live),
      nowAt,
      reusedBy: ['b', 'c', 'd', 'e', 'f'],
    })
    expect(finding?.message).toBe('The same secret is also in b, c, d and 2 more.')
  })

  it('takes well under a second for the largest set of passwords', () => {
    const set = Object.fromEntries(
      Array.from({ length: 400 }, (_, at) => [`P${at}_PASSWORD`, strongPassword(`${at}`).repeat(5)]),
    )
    vetValue({ kind: 'env-set', name: 'a', bytes: encode({ A_PASSWORD: strong }), nowAt })
    const before = process.cpuUsage()
    vetValue({ kind: 'env-set', name: 'a', bytes: encode(set), nowAt })
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000)
  })
})
