/** The port through which rotations change a user's access keys; core/aws fulfils it. Failures as in sync/remote.ts. */
import type { Result } from '../../../shared/failure.ts'

export interface IamCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export interface IamKey {
  readonly accessKeyId: string
  readonly active: boolean
  readonly createdAt: number | null
}

export interface Iam {
  /** STS: who the credentials are. Needs no permission. */
  identify(signal?: AbortSignal): Promise<Result<{ readonly accountId: string; readonly arn: string }>>
  /** At most two (AWS's quota). */
  listKeys(userName: string, signal?: AbortSignal): Promise<Result<readonly IamKey[]>>
  /** Epoch ms of the last use, as IAM knows it (hours late); null: never, or not known. */
  lastUsedAt(accessKeyId: string, signal?: AbortSignal): Promise<Result<number | null>>
  /** Sent once: after a broken connection the key may be there although nobody has its secret. */
  createKey(
    userName: string,
    signal?: AbortSignal,
  ): Promise<Result<{ readonly accessKeyId: string; readonly secretAccessKey: string; readonly createdAt: number }>>
  setKeyActive(userName: string, accessKeyId: string, active: boolean, signal?: AbortSignal): Promise<Result<null>>
  deleteKey(userName: string, accessKeyId: string, signal?: AbortSignal): Promise<Result<null>>
  /** Closes its sockets and lets go of the credentials. */
  close(): void
}

export interface IamPlace {
  /** Null: us-east-1, which serves IAM of the partition aws. */
  readonly region: string | null
  /** For tests; null: AWS's own hosts. */
  readonly endpointUrl: string | null
}

/** Loads the SDK's clients on the first call. `label` is how sentences name the credentials: `secret "aws/deployer"`. */
export type ConnectIam = (credentials: IamCredentials, place: IamPlace, label: string) => Promise<Iam>
