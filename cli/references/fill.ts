/** Text with references, filled with what they stand for; every byte outside of a reference stays as it is. */
import { type Result, succeed } from '../../shared/failure.ts'
import { type CliFailure, usage } from '../failure.ts'
import { type Found, findReferences, lineOf } from './reference.ts'
import { at, type Resolver } from './resolve.ts'

export interface Filled {
  /** The caller's to wipe. */
  readonly bytes: Uint8Array
  /** The values that were put in, for masking. */
  readonly values: readonly Uint8Array[]
}

/** `place` names a line of the text in messages. */
export async function fillText(
  text: Uint8Array,
  place: (line: number) => string,
  resolver: Resolver,
): Promise<Result<Filled, CliFailure>> {
  // One character a byte, so offsets are those of the bytes and nothing is decoded and encoded again.
  const characters = Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1')
  const found = findReferences(characters)
  if (!found.ok) return usage(`${place(lineOf(characters, found.failure.start))}: ${found.failure.message}`)
  const values: Uint8Array[] = []
  for (const { reference, start } of found.value) {
    const resolved = await resolver.resolve(reference)
    if (!resolved.ok) return at(place(lineOf(characters, start)), resolved.failure)
    values.push(resolved.value)
  }
  return succeed({ bytes: join(text, found.value, values), values })
}

function join(text: Uint8Array, found: readonly Found[], values: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = []
  let from = 0
  for (const [index, { start, end }] of found.entries()) {
    parts.push(text.subarray(from, start), values[index] ?? new Uint8Array(0))
    from = end
  }
  parts.push(text.subarray(from))
  return Buffer.concat(parts)
}
