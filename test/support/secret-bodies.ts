/** What is sealed of a secret, with the usual in every place. */
import type { SecretBody } from '../../main/core/vault/bodies.ts'

export const bodyOf = (name: string, change: Partial<SecretBody> = {}): SecretBody => ({
  name,
  kind: 'note',
  description: '',
  tags: {},
  favourite: false,
  stages: { AWSCURRENT: 'v1' },
  createdAt: 0,
  changedAt: 0,
  accessedAt: null,
  deletionAt: null,
  current: null,
  arnSuffix: 'abcdef',
  extension: {},
  ...change,
})
