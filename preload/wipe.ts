/** Overwrites every byte array inside `value`, however deep. Of values that have crossed to where they are needed. */
export function wipe(value: unknown, seen: Set<object> = new Set()): void {
  if (value instanceof Uint8Array) value.fill(0)
  else if (typeof value === 'object' && value !== null && !seen.has(value)) {
    seen.add(value)
    for (const each of Object.values(value)) wipe(each, seen)
  }
}
