/**
 * A plaintext in the core. It prints, logs and serialises as "(redacted)"; only `expose` hands the bytes out, and every
 * call of `expose` is a reviewed place. `wipe` zeroes the bytes and is called by whoever is done with them.
 */
const hidden = new WeakMap<Redacted, Uint8Array>()

export interface Redacted {
  readonly sizeBytes: number
  toString(): string
  toJSON(): string
}

/** Takes ownership of `bytes`. */
export function redact(bytes: Uint8Array): Redacted {
  const redacted: Redacted = {
    sizeBytes: bytes.length,
    toString: () => '(redacted)',
    toJSON: () => '(redacted)',
  }
  hidden.set(redacted, bytes)
  return redacted
}

/** The bytes themselves, still owned by the Redacted. Throws when it was wiped. */
export function expose(redacted: Redacted): Uint8Array {
  const bytes = hidden.get(redacted)
  if (bytes === undefined) throw new Error('value already wiped')
  return bytes
}

export function wipe(redacted: Redacted): void {
  hidden.get(redacted)?.fill(0)
  hidden.delete(redacted)
}
