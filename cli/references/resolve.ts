/** The values behind references: each version is read once, however often it is named, and wiped at the end. */
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { RevealedValue } from '../../shared/model.ts'
import { reveal } from '../commands/get.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import { findField } from '../values/fields.ts'
import type { Reference } from './reference.ts'

export interface Resolver {
  /** Bytes of the caller's own. */
  resolve(reference: Reference): Promise<Result<Uint8Array, CliFailure>>
  /** The whole value; stays the resolver's. */
  whole(reference: Omit<Reference, 'key'>): Promise<Result<RevealedValue, CliFailure>>
  wipe(): void
}

export function createResolver(context: Context): Resolver {
  const revealed = new Map<string, RevealedValue>()

  async function whole({ name, stage, versionId }: Omit<Reference, 'key'>): Promise<Result<RevealedValue, CliFailure>> {
    const id = JSON.stringify([name, stage, versionId])
    const known = revealed.get(id)
    if (known !== undefined) return succeed(known)
    const answer = await reveal(context, name, stage ?? undefined, versionId ?? undefined)
    if (answer.ok) revealed.set(id, answer.value)
    return answer
  }

  return {
    whole,
    async resolve(reference) {
      const value = await whole(reference)
      if (!value.ok) return value
      if (reference.key === null) return succeed(value.value.bytes.slice())
      const field = findField(value.value.bytes, reference.key)
      return field.ok ? succeed(Buffer.from(field.value.text)) : field
    },
    wipe() {
      for (const { bytes } of revealed.values()) bytes.fill(0)
      revealed.clear()
    },
  }
}

/** The same failure, saying where it was met. */
export function at(place: string, failure: CliFailure): { readonly ok: false; readonly failure: CliFailure } {
  return fail({ ...failure, message: `${place}: ${failure.message}` })
}
