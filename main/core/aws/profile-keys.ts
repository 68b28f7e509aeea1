/**
 * A profile's credentials by the SDK's own reader of profiles. Never the default chain: a key in the environment or a
 * metadata service is no surprise to meet. Every client inside is given our transport.
 */
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromIni } from '@aws-sdk/credential-provider-ini'
import { readConfigFiles } from './config-files.ts'
import type { ResolveKeys } from './credentials.ts'
import { chainOf, mfaSerialOf } from './profiles.ts'
import type { Transport } from './transport.ts'

export interface ProfileOptions {
  readonly profile: string
  /** Of STS, where the profile names none. */
  readonly region: string
  readonly transport: Transport
}

type FromIni = NonNullable<Parameters<typeof fromIni>[0]>
type AssumeRole = NonNullable<FromIni['roleAssumer']>
type AssumeRoleWithWebIdentity = NonNullable<FromIni['roleAssumerWithWebIdentity']>

export function createProfileKeys({ profile, region, transport }: ProfileOptions): ResolveKeys {
  return async (takeMfaCode) => {
    const files = await readConfigFiles()
    const serial = mfaSerialOf(files, profile)
    /** Before the SDK starts on the source profile: it would leave that promise behind when the code is missing. */
    const code = serial === null ? '' : takeMfaCode(serial)
    const stsRegion = chainOf(files, profile).find((section) => section.region)?.region ?? region
    const { expiration, ...keys } = await fromIni({
      profile,
      ignoreCache: true,
      clientConfig: clientDefaults(transport),
      mfaCodeProvider: () => Promise.resolve(code),
      roleAssumer: createRoleAssumer(stsRegion, transport),
      roleAssumerWithWebIdentity: createWebIdentityAssumer(stsRegion, transport),
    })()
    return { ...keys, expiresAt: expiration?.getTime() }
  }
}

/** Nobody counts these calls, and the SDK's own tries correct a wrong clock on the way. */
const clientDefaults = (transport: Transport) => ({ ...transport.clientDefaults(), maxAttempts: 3 })

const createRoleAssumer =
  (region: string, transport: Transport): AssumeRole =>
  async (source, params) => {
    const client = new STSClient({ ...clientDefaults(transport), region, credentials: source })
    const { Credentials, AssumedRoleUser } = await client.send(new AssumeRoleCommand(named(params)))
    return toKeys(Credentials, AssumedRoleUser?.Arn)
  }

/** Not signed: the token is the proof. */
const createWebIdentityAssumer =
  (region: string, transport: Transport): AssumeRoleWithWebIdentity =>
  async (params) => {
    const client = new STSClient({ ...clientDefaults(transport), region })
    const { Credentials, AssumedRoleUser } = await client.send(new AssumeRoleWithWebIdentityCommand(named(params)))
    return toKeys(Credentials, AssumedRoleUser?.Arn)
  }

/** What CloudTrail shows, where the profile gives the session no name of its own. */
const named = <P extends { readonly RoleSessionName: string | undefined }>(params: P): P => ({
  ...params,
  RoleSessionName: params.RoleSessionName?.replace(/^aws-sdk-js-(session-)?/, 'coffer-'),
})

interface StsCredentials {
  readonly AccessKeyId: string | undefined
  readonly SecretAccessKey: string | undefined
  readonly SessionToken: string | undefined
  readonly Expiration: Date | undefined
}

function toKeys(credentials: StsCredentials | undefined, arn: string | undefined) {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw Object.assign(new Error('STS answered without credentials.'), { name: 'CredentialsProviderError' })
  }
  const accountId = arn?.split(':')[4]
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}
