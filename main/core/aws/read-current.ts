/** Current values, twenty a call; one by one where the batch call is not allowed. */
import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Remote, RemoteValue } from '../sync/remote.ts'
import { toRemoteValue } from './remote-shapes.ts'
import type { RemoteOptions } from './secrets-manager.ts'

type Read = { readonly values: readonly RemoteValue[]; readonly errors: readonly ReadError[] }
type ReadError = { readonly name: string; readonly code: string; readonly message: string }

export const BATCH_SIZE = 20

export function createReadCurrent(client: SecretsManagerClient, options: RemoteOptions): Remote['readCurrent'] {
  let isBatchDenied = false
  return async (names, signal) => {
    if (names.length > BATCH_SIZE) throw new Error(`readCurrent takes at most ${BATCH_SIZE} names`)
    if (names.length === 0) return succeed({ values: [], errors: [] })
    if (isBatchDenied) return readSingly(client, options, names, signal)
    const read = await readBatch(client, options, names, signal)
    if (read.ok || read.failure.kind !== 'aws' || read.failure.code !== 'AccessDeniedException') return read
    isBatchDenied = true
    options.log(`BatchGetSecretValue is denied in ${options.region}: values are read one by one, which is slower.`)
    return readSingly(client, options, names, signal)
  }
}

async function readBatch(
  client: SecretsManagerClient,
  { send }: RemoteOptions,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Result<Read>> {
  const got = await send('read', signal, (options) =>
    client.send(new BatchGetSecretValueCommand({ SecretIdList: [...names] }), options),
  )
  if (!got.ok) return got
  const values = (got.value.SecretValues ?? []).flatMap((entry) => toRemoteValue(entry) ?? [])
  const errors = (got.value.Errors ?? []).map(({ SecretId = '', ErrorCode = '', Message = '' }) => ({
    name: SecretId,
    code: ErrorCode,
    message: Message,
  }))
  return succeed({ values, errors })
}

async function readSingly(
  client: SecretsManagerClient,
  { send }: RemoteOptions,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Result<Read>> {
  const values: RemoteValue[] = []
  const errors: ReadError[] = []
  for (const name of names) {
    const got = await send('read', signal, (options) =>
      client.send(new GetSecretValueCommand({ SecretId: name }), options),
    )
    if (got.ok) values.push(...[toRemoteValue(got.value) ?? []].flat())
    else if (got.failure.kind === 'aws') errors.push({ name, code: got.failure.code, message: got.failure.message })
    else {
      for (const value of values) value.bytes.fill(0)
      return fail(got.failure)
    }
  }
  return succeed({ values, errors })
}
