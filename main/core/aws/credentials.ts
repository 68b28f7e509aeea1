/**
 * One provider for each connection: every client asks it for each request, it resolves once and again shortly before
 * the credentials end, so a code of an MFA device is used once.
 */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { type Context, isWrongCode, mfaNeededError, toFailure } from './translate.ts'

export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  /** Epoch ms; null or absent: they name no end. */
  readonly expiresAt?: number | null | undefined
}

/** `memoized` keeps the SDK from keeping a copy of its own. */
export type CredentialProvider = (() => Promise<SdkIdentity>) & { readonly memoized: true }

interface SdkIdentity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Asks the source anew. `takeMfaCode` throws `mfaNeededError` where no code was given. */
export type ResolveKeys = (takeMfaCode: (serial: string) => string) => Promise<AwsKeys>

export type Renew = (why: 'expired' | 'unknown') => Promise<boolean>

export interface Credentials {
  readonly provider: CredentialProvider
  /** Resolves now, so that a missing code or session is told before any work. A code is used at most once. */
  readonly ready: (mfaCode: string | undefined) => Promise<Result<null>>
  /**
   * To be taken before a try, and called after AWS refused its keys: true when others could be had, or were meanwhile for
   * another try. Those that have `expired` are not used again.
   */
  readonly renewal: () => Renew
  readonly forget: () => void
}

/** Renewed this long before they end: a request may wait and travel. */
const RENEW_BEFORE_MS = 5 * 60_000

export function createCredentials(resolve: ResolveKeys, now: () => number, context: Context): Credentials {
  let keys: AwsKeys | null = null
  let pending: Promise<AwsKeys> | null = null
  let renewing: Promise<boolean> | null = null
  /** Rises with every set of keys. */
  let turn = 0
  let code: string | undefined
  const takeMfaCode = (serial: string): string => {
    const taken = code
    code = undefined
    if (taken === undefined) throw mfaNeededError(serial)
    if (!/^\d{6}$/.test(taken)) throw mfaNeededError(serial, NOT_A_CODE)
    return taken
  }
  const livesFor = (ms: number, { expiresAt }: AwsKeys): boolean => (expiresAt ?? Number.POSITIVE_INFINITY) - now() > ms
  const load = (): Promise<AwsKeys> => {
    pending ??= resolveOnce(resolve, takeMfaCode)
      .then((loaded) => {
        keys = loaded
        turn += 1
        return loaded
      })
      .finally(() => {
        pending = null
      })
    return pending
  }
  const current = async (): Promise<AwsKeys> => {
    if (keys !== null && livesFor(RENEW_BEFORE_MS, keys)) return keys
    const old = keys
    /** What still lives serves on when a renewal fails: another look comes with the next request. */
    return load().catch((error: unknown) => (old !== null && livesFor(0, old) ? old : Promise.reject(error)))
  }
  const renew: Renew = async (why) => {
    const old = keys
    keys = null
    const fresh = await load().catch(() => null)
    if (fresh === null && why === 'unknown') keys = old
    return fresh !== null && (fresh.accessKeyId !== old?.accessKeyId || fresh.sessionToken !== old.sessionToken)
  }
  return {
    provider: Object.assign(async () => toIdentity(await current()), { memoized: true } as const),
    ready: async (mfaCode) => {
      code = mfaCode?.replaceAll(' ', '')
      try {
        await current()
        return succeed(null)
      } catch (error) {
        return fail(toFailure(error, context))
      } finally {
        code = undefined
      }
    },
    renewal: () => {
      const used = turn
      return (why) => {
        if (used !== turn) return Promise.resolve(true)
        renewing ??= renew(why).finally(() => {
          renewing = null
        })
        return renewing
      }
    },
    forget: () => {
      keys = null
    },
  }
}

/** A refused code is told as that; the SDK's own tries are over then. */
async function resolveOnce(resolve: ResolveKeys, takeMfaCode: (serial: string) => string): Promise<AwsKeys> {
  let asked: string | undefined
  const taken = resolve((serial) => {
    const code = takeMfaCode(serial)
    asked = serial
    return code
  })
  try {
    return await within(RESOLVE_WITHIN_MS, taken)
  } catch (error) {
    throw asked !== undefined && isWrongCode(error) ? mfaNeededError(asked, NOT_ACCEPTED) : error
  }
}

/** Longer than any service answers; a credential_process that waits for somebody ends here. */
const RESOLVE_WITHIN_MS = 60_000

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error('They did not come within a minute.'), { name: 'CredentialsProviderError' })
    timer = setTimeout(reject, ms, error)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const NOT_ACCEPTED = 'AWS did not accept the code. Each is good once and for half a minute: wait for the next one.'
const NOT_A_CODE = 'The code of an MFA device has six digits.'

const toIdentity = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: AwsKeys): SdkIdentity => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken === undefined ? {} : { sessionToken }),
  ...(expiresAt ? { expiration: new Date(expiresAt) } : {}),
})
