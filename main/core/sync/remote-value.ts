/** Values as they come from AWS, made into versions the vault can seal. */
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Kind, ValueForm } from '../../../shared/model.ts'
import type { Operation } from '../../../shared/sync-model.ts'
import type { NewVersion } from '../vault/secret-writes.ts'
import type { Remote, RemoteValue } from './remote.ts'

/** The value's kind (unless it is known) and what may be kept of it in clear. Takes the bytes over. */
export type PrepareValue = (
  name: string,
  kind: Kind | undefined,
  value: { readonly form: ValueForm; readonly bytes: Uint8Array },
) => Result<{ readonly kind: Kind; readonly version: NewVersion }>

/** One value of a batch, or why it was not read. */
export type Fetched = Result<RemoteValue>

export interface ValueReader {
  /**
   * The value an operation brings. AWSCURRENTs are read 20 in one call, with those of the operations that come next; a
   * version that is not current (any more) by itself. The receiver owns the bytes.
   */
  read(operation: Operation): Promise<Fetched>
  /** Wipes what was read ahead and not used. */
  close(): void
}

const batchSize = 20

/** `upcoming`: the operations after this one that bring an AWSCURRENT, in order. */
export function createValueReader(
  remote: Remote,
  wantsBatch: (operation: Operation) => boolean,
  upcoming: (operation: Operation) => readonly Operation[],
  signal: AbortSignal | undefined,
): ValueReader {
  const ahead = new Map<string, Fetched>()
  /** Names that a call on its way brings: several secrets are worked on at a time, and none is read twice. */
  const coming = new Map<string, Promise<Result<null>>>()
  const fetchNow = async (names: readonly string[]): Promise<Result<null>> => {
    const batch = await remote.readCurrent(names, signal)
    for (const name of names) coming.delete(name)
    if (!batch.ok) return batch
    for (const value of batch.value.values) ahead.set(value.name, succeed(value))
    for (const { name, code, message } of batch.value.errors) ahead.set(name, fail({ kind: 'aws', code, message }))
    return succeed(null)
  }
  const fetch = (operation: Operation): Promise<Result<null>> => {
    const wanted = [operation, ...upcoming(operation)].filter(wantsBatch).map(({ remoteName }) => remoteName)
    const missing = [...new Set(wanted)].filter((name) => !ahead.has(name) && !coming.has(name))
    const names = missing.slice(0, batchSize)
    const call = fetchNow(names)
    for (const name of names) coming.set(name, call)
    return call
  }
  return {
    read: async (operation) => {
      const { remoteName, versionId } = operation
      if (versionId === null) throw new Error('an operation without a version brings no value')
      if (!wantsBatch(operation)) return remote.readVersion(remoteName, versionId, signal)
      if (!ahead.has(remoteName)) {
        const fetched = await (coming.get(remoteName) ?? fetch(operation))
        if (!fetched.ok) return fetched
      }
      const got = ahead.get(remoteName)
      ahead.delete(remoteName)
      if (got === undefined) return remote.readVersion(remoteName, versionId, signal)
      if (!got.ok || got.value.versionId === versionId) return got
      got.value.bytes.fill(0)
      return fail(movedThere(remoteName))
    },
    close: () => {
      for (const got of ahead.values()) if (got.ok) got.value.bytes.fill(0)
      ahead.clear()
    },
  }
}

export const movedThere = (name: string) =>
  ({ kind: 'conflict', message: `${name} changed in AWS after the plan was made. The next plan looks again.` }) as const
