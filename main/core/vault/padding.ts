/**
 * Length hiding: a plaintext is stored as u32 true length ‖ data ‖ zeros, filled up to Padmé (Nikitin et al. 2019) with
 * a floor of 64 bytes, so that at most 12 % is added and only O(log log n) bits of the length show.
 */
import { u32 } from './bytes.ts'

const lengthBytes = 4
const floorBytes = 64

/** The padded size of a content of `length` bytes (its length field included). */
export function padmeLength(length: number): number {
  if (length <= floorBytes) return floorBytes
  const exponent = Math.floor(Math.log2(length))
  const significant = Math.floor(Math.log2(exponent)) + 1
  const step = 2 ** (exponent - significant)
  return Math.ceil(length / step) * step
}

/** A padded copy; the caller owns and wipes both. */
export function pad(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(padmeLength(content.length + lengthBytes))
  padded.set(u32(content.length))
  padded.set(content, lengthBytes)
  return padded
}

/** The content where it lies in what it was padded to, or null when the length or the zeros after it are wrong. */
export function contentOf(padded: Uint8Array): Uint8Array | null {
  if (padded.length < floorBytes) return null
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  if (length > padded.length - lengthBytes || padmeLength(length + lengthBytes) !== padded.length) return null
  for (let at = lengthBytes + length; at < padded.length; at += 1) if (padded[at] !== 0) return null
  return padded.subarray(lengthBytes, lengthBytes + length)
}

/** A copy of the content, or null as `contentOf`. */
export const unpad = (padded: Uint8Array): Uint8Array<ArrayBuffer> | null => contentOf(padded)?.slice() ?? null
