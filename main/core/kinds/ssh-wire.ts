/** Reads ssh's binary encoding (RFC 4251 section 5) in order. Past the end, or at a length that lies, answers are null. */
export interface Wire {
  readonly uint32: () => number | null
  readonly bytes: () => Uint8Array | null
  /** A string of printable ASCII, as all names in the protocol are. */
  readonly text: () => string | null
  /** The number of bits of a positive mpint. */
  readonly mpintBits: () => number | null
}

export function readWire(source: Uint8Array): Wire {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength)
  let at = 0
  const uint32 = (): number | null => {
    if (at + 4 > source.length) return null
    at += 4
    return view.getUint32(at - 4)
  }
  const bytes = (): Uint8Array | null => {
    const length = uint32()
    if (length === null || at + length > source.length) return null
    at += length
    return source.subarray(at - length, at)
  }
  const text = (): string | null => {
    const read = bytes()
    const ascii = read ? Buffer.from(read).toString('latin1') : ''
    return /^[\x21-\x7e]{1,200}$/.test(ascii) ? ascii : null
  }
  const mpintBits = (): number | null => {
    const digits = bytes()
    const first = digits?.findIndex((byte) => byte !== 0) ?? -1
    if (!digits || first < 0) return null
    return (digits.length - first) * 8 - Math.clz32(digits[first] ?? 0) + 24
  }
  return { uint32, bytes, text, mpintBits }
}
