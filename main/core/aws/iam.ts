/** Access keys of IAM users over the AWS SDK: the port that rotations declare. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { ConnectIam, Iam, IamCredentials, IamPlace } from '../rotation/iam.ts'
import { awsRates, createLimits, localRates } from './limits.ts'
import { isLoopback } from './loopback.ts'
import { awsBackoff, type Backoff, createSend, localBackoff, type Send } from './send.ts'
import type { Context } from './translate.ts'
import { createTransport } from './transport.ts'

/** IAM is one for a partition, and signs for its first region. */
const defaultRegion = 'us-east-1'

/** The clients are large and needed once in months, so they are loaded here and not at start. */
export const connectIam: ConnectIam = async (credentials, place, label) => {
  const [iam, sts] = await Promise.all([import('@aws-sdk/client-iam'), import('@aws-sdk/client-sts')])
  const transport = createTransport(place.endpointUrl)
  const settings = {
    ...transport.clientDefaults(),
    region: place.region ?? defaultRegion,
    credentials: identityOf(credentials),
  }
  const [client, stsClient] = [new iam.IAMClient(settings), new sts.STSClient(settings)]
  const { send, sendOnce } = sendsFor(place, label)
  const port: Iam = {
    identify: async (signal) =>
      identityIn(await send('read', signal, (tried) => stsClient.send(new sts.GetCallerIdentityCommand({}), tried))),
    listKeys: async (UserName, signal) => {
      const list = new iam.ListAccessKeysCommand({ UserName })
      const answer = await send('read', signal, (tried) => client.send(list, tried))
      return answer.ok ? succeed((answer.value.AccessKeyMetadata ?? []).flatMap(toKey)) : answer
    },
    lastUsedAt: async (AccessKeyId, signal) => {
      const ask = new iam.GetAccessKeyLastUsedCommand({ AccessKeyId })
      const answer = await send('read', signal, (tried) => client.send(ask, tried))
      return answer.ok ? succeed(answer.value.AccessKeyLastUsed?.LastUsedDate?.getTime() ?? null) : answer
    },
    createKey: async (UserName, signal) => {
      const create = new iam.CreateAccessKeyCommand({ UserName })
      return createdKeyIn(await sendOnce('write', signal, (tried) => client.send(create, tried)))
    },
    setKeyActive: async (UserName, AccessKeyId, active, signal) => {
      const update = new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: active ? 'Active' : 'Inactive' })
      return nothingOf(await send('write', signal, (tried) => client.send(update, tried)))
    },
    deleteKey: async (UserName, AccessKeyId, signal) => {
      const remove = new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId })
      return nothingOf(await send('write', signal, (tried) => client.send(remove, tried)))
    },
    close: () => {
      client.destroy()
      stsClient.destroy()
      transport.destroy()
    },
  }
  return port
}

const identityOf = ({ sessionToken, ...keys }: IamCredentials) =>
  sessionToken === undefined ? keys : { ...keys, sessionToken }

function sendsFor({ region, endpointUrl }: IamPlace, label: string): { readonly send: Send; readonly sendOnce: Send } {
  const local = isLoopback(endpointUrl)
  const limits = createLimits(local ? localRates : awsRates, Date.now)
  const backoff: Backoff = { ...(local ? localBackoff : awsBackoff), attempts: 3, throttledAttempts: 5 }
  const context: Context = { region: region ?? defaultRegion, credentials: label, endpointUrl }
  const common = { limits: () => limits, random: Math.random, context, renewal: () => async () => false }
  return {
    send: createSend({ ...common, backoff }),
    // Throttled calls were not carried out, so those may be sent again.
    sendOnce: createSend({ ...common, backoff: { ...backoff, attempts: 1 } }),
  }
}

interface KeyMetadata {
  readonly AccessKeyId?: string | undefined
  readonly Status?: string | undefined
  readonly CreateDate?: Date | undefined
}

const toKey = ({ AccessKeyId, Status, CreateDate }: KeyMetadata) =>
  AccessKeyId === undefined
    ? []
    : [{ accessKeyId: AccessKeyId, active: Status === 'Active', createdAt: CreateDate?.getTime() ?? null }]

function identityIn(answer: Result<{ readonly Account?: string | undefined; readonly Arn?: string | undefined }>) {
  if (!answer.ok) return answer
  const { Account, Arn } = answer.value
  return Account === undefined || Arn === undefined
    ? fail(incomplete('STS'))
    : succeed({ accountId: Account, arn: Arn })
}

interface CreatedKey {
  readonly AccessKey?: (KeyMetadata & { readonly SecretAccessKey?: string | undefined }) | undefined
}

function createdKeyIn(answer: Result<CreatedKey>) {
  if (!answer.ok) return answer
  const { AccessKeyId, SecretAccessKey, CreateDate } = answer.value.AccessKey ?? {}
  if (AccessKeyId === undefined || SecretAccessKey === undefined) return fail(incomplete('IAM'))
  const createdAt = CreateDate?.getTime() ?? Date.now()
  return succeed({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, createdAt })
}

const incomplete = (service: string) =>
  ({ kind: 'unavailable', message: `${service} answered without what it was asked for.` }) as const

const nothingOf = (answer: Result<unknown>): Result<null> => (answer.ok ? succeed(null) : answer)
