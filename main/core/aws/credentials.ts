/**
 * One provider for each connection: every client asks it for each request, it resolves once and again shortly before
 * the credentials end, so a code of an MFA device is used once.
 */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { type Context, isTransient, mfaNeededError, toFailure } from './translate.ts'

export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  /** Temporary credentials end. */
  readonly expiration?: Date | undefined
  readonly accountId?: string | undefined
}

/** `memoized` keeps the SDK from keeping a copy of its own. */
export type CredentialProvider = (() => Promise<SdkIdentity>) & { readonly memoized: true }

interface SdkIdentity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Asks the source anew. `mfaCode` null: none was given, and a source that needs one throws `mfaNeededError`. */
export type ResolveKeys = (takeMfaCode: (serial: string) => string) => Promise<AwsKeys>

export interface Credentials {
  readonly provider: CredentialProvider
  /** Resolves now, so that a missing code or session is told before any work. A code is used at most once. */
  readonly ready: (mfaCode: string | undefined) => Promise<Result<null>>
  /** After AWS said that they expired: true when others could be had. */
  readonly renew: () => Promise<boolean>
  readonly forget: () => void
}

/** Renewed this long before they end: a request may wait and travel. */
const RENEW_BEFORE_MS = 5 * 60_000
const TRIES = 3

export function createCredentials(resolve: ResolveKeys, now: () => number, context: Context): Credentials {
  let keys: AwsKeys | null = null
  let pending: Promise<AwsKeys> | null = null
  let code: string | undefined
  const takeMfaCode = (serial: string): string => {
    const taken = code
    code = undefined
    if (taken === undefined) throw mfaNeededError(serial)
    return taken
  }
  const isFresh = ({ expiration }: AwsKeys): boolean =>
    expiration === undefined || expiration.getTime() - now() > RENEW_BEFORE_MS
  const isAlive = ({ expiration }: AwsKeys): boolean => expiration === undefined || expiration.getTime() > now()
  const load = (): Promise<AwsKeys> => {
    pending ??= resolveWithRetry(resolve, takeMfaCode)
      .then((loaded) => {
        keys = loaded
        return loaded
      })
      .finally(() => {
        pending = null
      })
    return pending
  }
  const current = async (): Promise<AwsKeys> => {
    if (keys !== null && isFresh(keys)) return keys
    const old = keys
    /** What still lives serves on when a renewal fails: another look comes with the next request. */
    return load().catch((error: unknown) => (old !== null && isAlive(old) ? old : Promise.reject(error)))
  }
  return {
    provider: Object.assign(async () => toIdentity(await current()), { memoized: true } as const),
    ready: async (mfaCode) => {
      code = mfaCode
      try {
        await current()
        return succeed(null)
      } catch (error) {
        return fail(toFailure(error, context))
      } finally {
        code = undefined
      }
    },
    renew: async () => {
      const old = keys
      keys = null
      const fresh = await load().catch(() => null)
      return fresh !== null && (fresh.accessKeyId !== old?.accessKeyId || fresh.sessionToken !== old.sessionToken)
    },
    forget: () => {
      keys = null
    },
  }
}

/** Network faults on the way to STS or SSO are tried again; a code that was taken is not. */
async function resolveWithRetry(resolve: ResolveKeys, takeMfaCode: (serial: string) => string): Promise<AwsKeys> {
  let usedCode = false
  for (let tries = 1; ; tries += 1) {
    try {
      return await resolve((serial) => {
        usedCode = true
        return takeMfaCode(serial)
      })
    } catch (error) {
      if (tries >= TRIES || usedCode || !isTransient(error)) throw error
    }
  }
}

const toIdentity = ({ accessKeyId, secretAccessKey, sessionToken, expiration }: AwsKeys): SdkIdentity => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken === undefined ? {} : { sessionToken }),
  ...(expiration === undefined ? {} : { expiration }),
})
