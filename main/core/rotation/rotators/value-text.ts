/** Text in and out of the values that rotators are lent. */
import { invalid, type Result, succeed } from '../../../../shared/failure.ts'
import type { LentValue } from '../rotator.ts'

export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text)

/** `invalid` when there is none, or when it is no text. */
export function readText(lent: LentValue | null): Result<string> {
  if (lent === null) return invalid('value', 'The secret has no value yet. Save one first.')
  try {
    return succeed(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(lent.bytes))
  } catch {
    return invalid('value', 'The value is no text.')
  }
}
