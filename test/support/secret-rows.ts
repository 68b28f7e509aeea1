/** Secrets as the window sees them: metadata without a value. */
import type { SecretDetail, SecretSummary } from '../../shared/model.ts'

export const summaryOf = (name: string, more: Partial<SecretSummary> = {}): SecretSummary => ({
  name,
  arn: `arn:aws:secretsmanager:local:000000000000:secret:${name}-AbCdEf`,
  kind: 'note',
  description: '',
  tags: {},
  facts: {},
  favourite: false,
  stages: { AWSCURRENT: 'v1' },
  createdAt: 0,
  changedAt: 0,
  accessedAt: null,
  deletionAt: null,
  ...more,
})

export const detailOf = (name: string, more: Partial<SecretDetail> = {}): SecretDetail => ({
  ...summaryOf(name),
  keys: null,
  form: 'text',
  sizeBytes: 1,
  versionCount: 1,
  ...more,
})
