const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const toBytes = (value: string): Uint8Array => encoder.encode(value)

/** The text of UTF-8 bytes, or null when they are not text (malformed, or holding a NUL). */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** Reads a field once as bytes and empties it. */
export function takeBytes(field: HTMLInputElement | HTMLTextAreaElement): Uint8Array {
  const bytes = encoder.encode(field.value)
  field.value = ''
  return bytes
}

/** Lines of a hex view: offset, sixteen bytes, and what of them prints. */
export function hexLines(bytes: Uint8Array, maxLines: number): readonly string[] {
  const count = Math.min(Math.ceil(bytes.length / 16), maxLines)
  return Array.from({ length: count }, (_, line) => {
    const part = bytes.subarray(line * 16, line * 16 + 16)
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const printed = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
    return `${(line * 16).toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${printed}`
  })
}
