/** Values in the test server's world: put, read, pruned, and refused under a disabled key. */
import type { NewVersion, SecretRecord, SecretsStore } from '../../../main/core/endpoint/port.ts'
import { texts } from '../../../main/core/endpoint/protocol/aws-error.ts'
import { stagesAfterPut } from '../../../main/core/vault/stages.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { valueChanged } from './next-rotation.ts'
import { midnightUtc, type Region, type StoredSecret, type StoredVersion, type World } from './world.ts'

export function storedOf(world: World, record: SecretRecord): StoredSecret {
  const secret = world.secretByArn(record.arn)
  if (!secret) throw new Error('a record outlived its secret')
  return secret
}

export function regionOf(world: World, record: SecretRecord): Region {
  const [, , , region = '', accountId = ''] = record.arn.split(':')
  return world.region(accountId, region)
}

export function putVersion(world: World, record: SecretRecord, version: NewVersion): Result<SecretRecord> {
  const region = regionOf(world, record)
  const secret = storedOf(world, record)
  const { versionId, value } = version
  const known = secret.versions.get(versionId)
  if (known) {
    const same = known.form === value.form && known.bytes.equals(value.bytes)
    return same ? succeed(record) : fail({ kind: 'token-reused', message: 'The token is used for other content.' })
  }
  if (isDisabled(region, record.kmsKeyId)) return fail(keyFailure('EncryptionFailure', 'encrypt'))
  const stages = stagesAfterPut(record.stages, versionId, version.stages)
  if (!stages.ok) return fail(stages.failure)
  prune(world, secret)
  if (secret.versions.size >= world.options.versionsPerSecret) {
    return fail({ kind: 'limit-exceeded', message: "You've exceeded the quota of versions of this secret." })
  }
  const createdAt = world.clock.now()
  secret.versions.set(versionId, {
    versionId,
    form: value.form,
    bytes: Buffer.from(value.bytes),
    createdAt,
    kmsKeyId: record.kmsKeyId,
    accessedAt: undefined,
  })
  const rotation = valueChanged(record.rotation, createdAt, stages.value.get('AWSCURRENT') === versionId)
  return succeed(world.change(region, secret, { stages: stages.value, changedAt: createdAt, rotation }))
}

/** Unlabelled versions beyond the quota and old enough go; with `pruneAfterMs: 0` every unlabelled one goes at once. */
export function prune(world: World, secret: StoredSecret): void {
  const labelled = new Set(secret.record.stages.values())
  const before = world.clock.now() - world.options.pruneAfterMs
  const keep = world.options.pruneAfterMs === 0 ? 0 : world.options.versionsPerSecret - 1
  for (const version of [...secret.versions.values()]) {
    if (secret.versions.size <= keep) return
    if (!labelled.has(version.versionId) && version.createdAt <= before) secret.versions.delete(version.versionId)
  }
}

export function readValue(world: World, record: SecretRecord, versionId: string): ReturnType<SecretsStore['read']> {
  const region = regionOf(world, record)
  const secret = storedOf(world, record)
  const version = secret.versions.get(versionId)
  if (!version) return fail({ kind: 'version-not-found', message: texts.versionNotFound(versionId) })
  if (isDisabled(region, version.kmsKeyId)) return fail(keyFailure('DecryptionFailure', 'decrypt'))
  touch(world, region, secret, version)
  return succeed({ form: version.form, bytes: Buffer.from(version.bytes), createdAt: version.createdAt })
}

/** A read is no change: the list shows its day, and nothing else moves. */
function touch(world: World, region: Region, secret: StoredSecret, version: StoredVersion): void {
  const accessedAt = midnightUtc(world.clock.now())
  version.accessedAt = accessedAt
  if (secret.record.accessedAt === accessedAt) return
  secret.record = { ...secret.record, accessedAt }
  const listed = region.listed.get(secret.record.arn)
  if (listed) region.listed.set(listed.arn, { ...listed, accessedAt })
}

export const isDisabled = (region: Region, kmsKeyId: string | undefined): boolean =>
  region.disabledKeys.has(kmsKeyId ?? 'aws/secretsmanager')

export const keyFailure = (code: 'EncryptionFailure' | 'DecryptionFailure', verb: string) => ({
  kind: 'aws' as const,
  code,
  message: `Secrets Manager can't ${verb} the protected secret text using the provided KMS key.`,
})
