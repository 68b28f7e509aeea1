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

const BATCH_SIZE = 20

export function createReadCurrent(client: SecretsManagerClient, options: RemoteOptions): Remote['readCurrent'] {
  let isBatchDenied = false
  return async (names, signal) => {
    if (names.length > BATCH_SIZE) throw new Error(`readCurrent takes at most ${BATCH_SIZE} names`)
    if (names.length === 0) return succeed({ values: [], errors: [] })
    if (isBatchDenied) return readSingly(client, options, names, signal)
    const read = await readBatch(client, options, names, signal)
    if (read.ok) return readLeftOut(client, options, names, read.value, signal)
    const code = read.failure.kind === 'aws' ? read.failure.code : null
    if (code !== 'AccessDeniedException') return read
    isBatchDenied = true
    options.onFallback({ call: 'BatchGetSecretValue', code, region: options.region })
    return readSingly(client, options, names, signal)
  }
}

/** AWS may leave names out of an answer, for its size; and an error may name its secret by ARN. */
async function readLeftOut(
  client: SecretsManagerClient,
  options: RemoteOptions,
  names: readonly string[],
  read: Read,
  signal: AbortSignal | undefined,
): Promise<Result<Read>> {
  const told = new Set([...read.values, ...read.errors].map(({ name }) => name))
  const leftOut = names.filter((name) => !told.has(name))
  if (leftOut.length === 0) return succeed(read)
  const rest = await readSingly(client, options, leftOut, signal)
  if (!rest.ok) {
    for (const { bytes } of read.values) bytes.fill(0)
    return rest
  }
  const errors = read.errors.filter(({ name }) => names.includes(name))
  return succeed({ values: [...read.values, ...rest.value.values], errors: [...errors, ...rest.value.errors] })
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
