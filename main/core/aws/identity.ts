/** Who the credentials are: STS needs no permission for that, and signs nothing away. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { RemoteIdentity } from '../sync/remote.ts'
import type { CredentialProvider } from './credentials.ts'
import type { Send } from './send.ts'
import type { Transport } from './transport.ts'

export interface IdentifyOptions {
  readonly region: string
  readonly provider: CredentialProvider
  readonly transport: Transport
  readonly send: Send
}

export type Identify = (signal?: AbortSignal) => Promise<Result<RemoteIdentity>>

/** STS of the region itself: it also tells whether the account has the region. */
export function createIdentify(
  { region, provider, transport, send }: IdentifyOptions,
  onAccount: (accountId: string) => void,
): Identify {
  const client = new STSClient({ ...transport.clientDefaults(), region, credentials: provider })
  return async (signal) => {
    const answer = await send('read', signal, (options) => client.send(new GetCallerIdentityCommand({}), options))
    if (!answer.ok) return answer
    const { Account, Arn } = answer.value
    const [, partition] = Arn?.split(':') ?? []
    if (Account === undefined || Arn === undefined || partition === undefined) return fail(noIdentity)
    onAccount(Account)
    return succeed({ accountId: Account, arn: Arn, partition })
  }
}

const noIdentity = { kind: 'unavailable', message: 'STS answered without an account.' } as const
