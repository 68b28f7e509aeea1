/** A key of the local Secrets Manager for one program, which dies with it. */
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import { endpointVariables } from '../values/endpoint-env.ts'

export interface TemporaryKey {
  readonly variables: Readonly<Record<string, string>>
  /** Masked in the program's output. */
  readonly secret: Uint8Array
  /** Takes the key away, and switches the endpoint off if it was. Says nothing: a core that ended has done both. */
  remove(): Promise<void>
}

export async function createTemporaryKey(
  { core }: Context,
  { command, allow, write }: { readonly command: string; readonly allow: readonly string[]; readonly write: boolean },
): Promise<Result<TemporaryKey, CliFailure>> {
  const before = await core.call('endpoint.status', {})
  if (!before.ok) return before
  const on = before.value.on ? before : await core.call('endpoint.turnOn', {})
  if (!on.ok) return on
  const program = `${basename(command)
    .replace(/[^\w.-]/g, '-')
    .slice(0, 32)}-${process.pid}-${randomUUID().slice(0, 8)}`
  const grants = allow.map((glob) => ({ glob, write }))
  const key = await core.call('endpoint.addKey', { program, grants, temporary: true })
  if (!key.ok) return key
  return succeed({
    // boto3 and version 1 of the aws command know the region by its older name alone.
    variables: { ...endpointVariables(key.value), AWS_DEFAULT_REGION: key.value.region },
    secret: Uint8Array.from(Buffer.from(key.value.secretAccessKey)),
    async remove() {
      await core.callAsIs('endpoint.removeKey', { program }, { start: false })
      if (!before.value.on) await core.callAsIs('endpoint.turnOff', {}, { start: false })
    },
  })
}
