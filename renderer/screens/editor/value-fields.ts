/** Anything that holds a text; in the page a textarea. */
export interface TextHolder {
  value: string
}

/**
 * The fields of the value on the screen, and the bytes of a chosen file: the only place that holds what was entered.
 * A text for a field that is not on the screen yet waits here, is handed over once, and is forgotten.
 */
export interface ValueFields {
  /** `field` is null when it leaves the screen. */
  attach(id: string, field: TextHolder | null): void
  /** Empty for a field that is not there. */
  textIn(id: string): string
  write(id: string, text: string): void
  /** Marks what the user changed; untouched parts of a secret stay as they are. */
  touch(id: string): void
  isTouched(id?: string): boolean
  file(): Uint8Array | null
  /** Takes the bytes over; those before are wiped. */
  keepFile(bytes: Uint8Array | null): void
  wipe(): void
}

export function createValueFields(): ValueFields {
  const shown = new Map<string, TextHolder>()
  const waiting = new Map<string, string>()
  const touched = new Set<string>()
  let file: Uint8Array | null = null
  const keepFile = (bytes: Uint8Array | null): void => {
    file?.fill(0)
    file = bytes
  }
  return {
    attach: (id, field) => {
      if (field === null) shown.delete(id)
      else shown.set(id, field)
      const text = waiting.get(id)
      if (field === null || text === undefined) return
      field.value = text
      waiting.delete(id)
    },
    textIn: (id) => shown.get(id)?.value ?? '',
    write: (id, text) => {
      const field = shown.get(id)
      if (field) field.value = text
      else waiting.set(id, text)
    },
    touch: (id) => {
      touched.add(id)
    },
    isTouched: (id) => (id === undefined ? touched.size > 0 : touched.has(id)),
    file: () => file,
    keepFile,
    wipe: () => {
      for (const field of shown.values()) field.value = ''
      waiting.clear()
      keepFile(null)
    },
  }
}
