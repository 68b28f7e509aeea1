/** The port of sync to the test server, and its answers taken apart: a test that expects the other kind fails with what came. */
import { randomUUID } from 'node:crypto'
import {
  type AwsConnectionsOptions,
  type Connection,
  createAwsConnections,
} from '../../../main/core/aws/connections.ts'
import type { NewRemoteSecret } from '../../../main/core/sync/remote.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Credentials } from './sign.ts'

export function answered<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}

export function refused(result: Result<unknown>): Failure {
  if (result.ok) throw new Error(`answered: ${JSON.stringify(result.value)}`)
  return result.failure
}

export type TestConnection = Connection & { readonly close: () => void }

/** With keys as a vault hands them in. Faults are waited out in milliseconds unless `options` say otherwise. */
export async function connectTo(
  place: { readonly url: string; readonly credentials: Credentials },
  options: AwsConnectionsOptions = {},
): Promise<TestConnection> {
  const connections = createAwsConnections({ backoff: quickBackoff, ...options })
  const { credentials: keys, url: endpointUrl } = place
  const credentials = { from: 'vault', secret: 'aws/keys', keys } as const
  const connection = answered(await connections.connect({ credentials, endpointUrl, region: 'eu-west-1' }))
  return { ...connection, close: connections.close }
}

export const quickBackoff = { attempts: 5, throttledAttempts: 9, baseMs: 1, throttledBaseMs: 2, ceilingMs: 20 }

export const text = (value: string): Uint8Array => new TextEncoder().encode(value)

export const newSecret = (name: string, more: Partial<NewRemoteSecret> = {}): NewRemoteSecret => ({
  name,
  versionId: randomUUID(),
  form: 'text',
  bytes: text('one'),
  description: '',
  tags: {},
  kmsKeyId: null,
  replicas: [],
  ...more,
})
