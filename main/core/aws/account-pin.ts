/**
 * Keys are taken anew while work is under way: before they end, and after AWS refused them. They may be another account's by
 * then, and what was meant for one must never go to the other: keys that are new are asked whose they are before their use.
 */
import type { CredentialProvider } from './credentials.ts'
import { createIdentify, type Identify, type IdentifyOptions } from './identity.ts'
import { otherAccountError } from './translate.ts'

export interface AccountPin {
  /** Says whose the keys are now; from then on the provider gives keys of that account only. */
  readonly identify: Identify
  readonly provider: CredentialProvider
}

type Keys = Awaited<ReturnType<CredentialProvider>>

export function createAccountPin(options: IdentifyOptions, onAccount: (accountId: string) => void): AccountPin {
  let pinned: { readonly accountId: string; readonly accessKeyId: string } | null = null
  let asked = ''
  const noting = Object.assign(
    async () => {
      const keys = await options.provider()
      asked = keys.accessKeyId
      return keys
    },
    { memoized: true } as const,
  )
  const identify = createIdentify({ ...options, provider: noting }, onAccount)
  let checking: Promise<void> | null = null
  const check = async (keys: Keys): Promise<void> => {
    while (pinned !== null && pinned.accessKeyId !== keys.accessKeyId) {
      // Calls that are under way together ask once.
      checking ??= verify(keys, pinned.accountId).finally(() => {
        checking = null
      })
      await checking
    }
  }
  const verify = async (keys: Keys, accountId: string): Promise<void> => {
    const fixed = Object.assign(async () => keys, { memoized: true } as const)
    const identity = await createIdentify({ ...options, provider: fixed }, () => undefined)()
    if (!identity.ok) throw otherAccountError(`Whose the new keys are could not be asked: ${identity.failure.message}`)
    if (identity.value.accountId !== accountId) throw otherAccountError(changed(accountId, identity.value.accountId))
    pinned = { accountId, accessKeyId: keys.accessKeyId }
  }
  return {
    identify: async (signal) => {
      const identity = await identify(signal)
      if (identity.ok) pinned = { accountId: identity.value.accountId, accessKeyId: asked }
      return identity
    },
    provider: Object.assign(
      async () => {
        const keys = await options.provider()
        await check(keys)
        return keys
      },
      { memoized: true } as const,
    ),
  }
}

const changed = (before: string, now: string): string =>
  `The credentials were for account ${before} and are for account ${now} now: nothing was sent there.`
