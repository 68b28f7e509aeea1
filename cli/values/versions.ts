/** Version ids as people write them: whole, by their first characters, or by the stage that is on them. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { limits } from '../../shared/limits.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'

/** Shorter ones fit too many versions. */
const leastPrefix = 4

/** Ids have at least 32 characters, so what is shorter is a stage or the beginning of an id. */
export async function resolveVersion(
  { core }: Context,
  name: string,
  text: string,
): Promise<Result<string, CliFailure>> {
  if (text.length >= limits.versionIdLength.min) return succeed(text)
  const versions = await core.call('secrets.versions', { name })
  if (!versions.ok) return versions
  const staged = versions.value.find(({ stages }) => stages.includes(text))
  if (staged !== undefined) return succeed(staged.versionId)
  const begun = versions.value.filter(({ versionId }) => versionId.startsWith(text))
  const [only] = begun
  if (only !== undefined && begun.length === 1 && text.length >= leastPrefix) return succeed(only.versionId)
  const which = begun.length > 1 ? `several versions that begin with ${text}` : `no version or stage ${text}`
  return fail({ kind: 'version-not-found', message: `${name} has ${which}.` })
}
