import { describe, expect, test } from 'vitest'
import { type Choice, chooseKeys } from '../../../../main/core/ssh-agent/keys.ts'
import { maxIdentities, maxMessageBytes } from '../../../../main/core/ssh-agent/protocol.ts'
import type { SecretBody } from '../../../../main/core/vault/bodies.ts'
import type { Facts } from '../../../../shared/model.ts'

const factsOf = (blob: string, algorithm = 'ssh-ed25519'): Facts => ({
  publicKey: `${algorithm} ${Buffer.from(blob).toString('base64')} comment`,
  fingerprint: `SHA256:${blob}`,
  hasPassphrase: 'no',
})

const key = (name: string, more: Partial<SecretBody> = {}, facts = factsOf(name)): SecretBody => ({
  name,
  kind: 'ssh-key',
  description: '',
  tags: {},
  favourite: false,
  stages: { AWSCURRENT: `${name}-1` },
  createdAt: 1,
  changedAt: 1,
  accessedAt: null,
  deletionAt: null,
  current: { form: 'text', sizeBytes: 1, facts, keys: null },
  arnSuffix: 'AbCdEf',
  extension: {},
  ...more,
})

const usual: Choice = { names: ['**'], usedAt: new Map(), unreadable: new Set() }
const offered = (bodies: readonly SecretBody[], choice: Partial<Choice> = {}) =>
  chooseKeys(bodies, { ...usual, ...choice }).offered.map(({ name }) => name)
const reasonOf = (body: SecretBody, choice: Partial<Choice> = {}) =>
  chooseKeys([body], { ...usual, ...choice }).standing.map(({ reason }) => reason)

describe('the order of keys', () => {
  test('is favourites, then what was used last, then what was changed last, then names', () => {
    const bodies = [
      key('f'),
      key('e'),
      key('d', { changedAt: 5 }),
      key('c', { accessedAt: 100 }),
      key('b', { accessedAt: 50 }),
      key('a', { favourite: true }),
    ]
    expect(offered(bodies)).toEqual(['a', 'c', 'b', 'd', 'e', 'f'])
    expect(offered(bodies, { usedAt: new Map([['e', 200]]) })).toEqual(['a', 'e', 'c', 'b', 'd', 'f'])
  })

  test('is that of the standing too, with what is left out in its place', () => {
    const bodies = [key('b'), key('a', {}, { ...factsOf('a'), hasPassphrase: 'yes' })]
    expect(chooseKeys(bodies, usual).standing).toEqual([
      { name: 'a', fingerprint: 'SHA256:a', reason: expect.stringContaining('passphrase') },
      { name: 'b', fingerprint: 'SHA256:b', reason: null },
    ])
  })
})

describe('patterns of names', () => {
  const bodies = ['ssh/a', 'ssh/old/b', 'c'].map((name) => key(name))
  test.each([
    [['**'], ['c', 'ssh/a', 'ssh/old/b']],
    [['ssh/*'], ['ssh/a']],
    [['ssh/**'], ['ssh/a', 'ssh/old/b']],
    [
      ['c', 'ssh/*'],
      ['c', 'ssh/a'],
    ],
    [['ssh/**', '!ssh/old/*'], ['ssh/a']],
    [['!ssh/**'], ['c']],
    [['nothing'], []],
  ])('%j offer %j', (names, wanted) => {
    expect(offered(bodies, { names })).toEqual(wanted)
  })

  test('say of what they leave out that they do', () => {
    expect(reasonOf(key('a'), { names: ['b'] })).toEqual([expect.stringContaining('setting')])
  })
})

describe('a key is not offered', () => {
  test.each([
    ['with a passphrase', key('a', {}, { ...factsOf('a'), hasPassphrase: 'yes' }), 'passphrase'],
    ['without a value', key('a', { current: null, stages: {} }), 'no value'],
    ['whose public half is not known', key('a', {}, { hasPassphrase: 'no' }), 'cannot be read'],
    ['of DSA', key('a', {}, factsOf('a', 'ssh-dss')), 'ssh-dss'],
    ['on a token', key('a', {}, factsOf('a', 'sk-ssh-ed25519@openssh.com')), 'sk-ssh'],
  ])('%s, and says so', (_title, body, words) => {
    expect(reasonOf(body)).toEqual([expect.stringContaining(words)])
    expect(offered([body])).toEqual([])
  })

  test('whose version could not be read when it was used', () => {
    expect(reasonOf(key('a'), { unreadable: new Set(['a-1']) })).toEqual([expect.stringContaining('cannot be read')])
  })

  test('twice, where two secrets hold it', () => {
    const bodies = [key('a', { accessedAt: 9 }), key('b', {}, factsOf('a'))]
    expect(chooseKeys(bodies, usual).standing.map(({ reason }) => reason)).toEqual([null, 'It is the same key as a.'])
  })

  test('nor named at all when it is no SSH key, or is scheduled for deletion', () => {
    expect(chooseKeys([key('a', { kind: 'note' }), key('b', { deletionAt: 9 })], usual)).toEqual({
      offered: [],
      standing: [],
    })
  })

  test('where ssh would take no more', () => {
    const many = Array.from({ length: maxIdentities + 5 }, (_, at) => key(`k${at}`))
    expect(offered(many)).toHaveLength(maxIdentities)
    const large = Array.from({ length: 40 }, (_, at) => key(`k${at}`, {}, factsOf(`${at}`.padEnd(10_000, 'x'))))
    const chosen = chooseKeys(large, usual).offered
    const bytes = chosen.reduce((sum, { blob, comment }) => sum + blob.length + comment.length + 8, 0)
    expect(chosen.length).toBeGreaterThan(20)
    expect(bytes).toBeLessThan(maxMessageBytes)
  })
})
