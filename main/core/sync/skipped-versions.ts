/**
 * Versions that came and went in AWS between two syncs. Without a label they are read by their id only, and AWS forgets them
 * after a while: they are kept in the history before the sides agree on anything newer.
 */
import { type Failure, type FailureOf, type Result, succeed } from '../../../shared/failure.ts'
import { PENDING } from '../../../shared/model.ts'
import { type Here, keepVersion } from './apply-here.ts'
import type { Remote, RemoteSecret, RemoteVersion } from './remote.ts'

export interface Skipped {
  readonly here: Here
  readonly remote: Remote
  readonly secret: RemoteSecret
  readonly name: string
  /** AWSCURRENT as it was agreed before the run, and as it is agreed now. */
  readonly agreed: readonly (string | null)[]
  readonly signal: AbortSignal
}

/**
 * Keeps what is missing, oldest first, so that a run that is cut off goes on from there. Answers what could not be kept, in
 * words for a person: AWS may have forgotten a version already, and that holds nothing up.
 */
export async function keepSkipped(skipped: Skipped): Promise<Result<string | null>> {
  const { here, remote, secret, name, signal } = skipped
  const listed = await remote.listVersions(secret.name, signal)
  if (!listed.ok) {
    return isDenied(listed.failure) ? succeed(`${unlisted} ${listed.failure.message}`) : listed
  }
  const lost: string[] = []
  for (const { versionId } of missing(listed.value, skipped)) {
    const value = await remote.readVersion(secret.name, versionId, signal)
    if (!value.ok) {
      const { failure } = value
      if (!isLost(failure)) return value
      lost.push(`${versionId} (${failure.code})`)
      continue
    }
    const kept = keepVersion(here, name, versionId, value.value)
    value.value.bytes.fill(0)
    if (!kept.ok) return kept
    const written = kept.value?.(here.vault) ?? succeed(null)
    if (!written.ok) return written
  }
  return succeed(lost.length === 0 ? null : `${unread} ${lost.join(', ')}.`)
}

const unlisted =
  'Whether other versions came and went in AWS since the last sync is not known, because they could not be listed:'
const unread = 'Other versions came and went in AWS since the last sync, and AWS did not give:'

/** What another try would say too. Credentials that have ended or a quota that is used up hold the step up instead. */
const isLost = (failure: Failure): failure is FailureOf<'aws'> => failure.kind === 'aws' && lostCodes.has(failure.code)
const lostCodes: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'InvalidRequestException',
  'AccessDeniedException',
  'DecryptionFailure',
])

const isDenied = (failure: Failure): boolean => failure.kind === 'aws' && failure.code === 'AccessDeniedException'

/**
 * Those the vault does not hold, made after the version that was agreed; all of them where AWS has that no more. Not
 * AWSCURRENT, which has a step of its own, and not AWSPENDING, which may have no value yet.
 */
function missing(
  versions: readonly RemoteVersion[],
  { here, name, secret, agreed }: Skipped,
): readonly RemoteVersion[] {
  const past = versions.filter(({ versionId, stages }) => versionId !== secret.current && !stages.includes(PENDING))
  const known = past.filter(({ versionId }) => agreed.includes(versionId))
  const since = Math.max(-Infinity, ...known.map(({ createdAt }) => createdAt))
  return past
    .filter(({ versionId, createdAt }) => createdAt > since && !here.vault.holds(name, versionId))
    .toSorted((one, other) => one.createdAt - other.createdAt)
}
