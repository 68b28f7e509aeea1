/** A value that is a JSON object, taken apart into its keys for the form and put together again without loss. */

export type FieldType = 'string' | 'json'

export interface Field {
  readonly key: string
  /** A string's own characters; the JSON text of anything else. */
  readonly text: string
  readonly type: FieldType
}

/** The keys of a JSON object in their order; null when the text is no JSON object. */
export function parseFields(text: string): readonly Field[] | null {
  const value = parseJson(text)
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return null
  return Object.entries(value).map(([key, item]) =>
    typeof item === 'string' ? { key, text: item, type: 'string' } : { key, text: JSON.stringify(item), type: 'json' },
  )
}

/**
 * The JSON object of the fields. A field that held something other than a string (a number, true, a nested object) stays
 * so as long as its text still is JSON; else it becomes a string, as typed.
 */
export function joinFields(fields: readonly Field[]): string {
  const members = fields.map(({ key, text, type }) => {
    const keepsType = type === 'json' && parseJson(text) !== undefined
    return `${JSON.stringify(key)}:${keepsType ? text.trim() : JSON.stringify(text)}`
  })
  return `{${members.join(',')}}`
}

/** The text as it is best read: JSON indented, all else as it is. */
export function prettyText(text: string): string {
  const value = parseJson(text)
  return value !== undefined && value !== null && typeof value === 'object' ? JSON.stringify(value, null, 2) : text
}

function parseJson(text: string): unknown {
  const start = text.trimStart()[0]
  if (start === undefined) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)$/

/** The lines of a `.env` text as fields, for showing one row a key; null unless every line is one, blank or a comment.
 * Of a key that is there twice the last counts. */
export function parseEnvLines(text: string): readonly Field[] | null {
  const textByKey = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    const match = assignment.exec(line)
    if (!match?.[1]) return null
    textByKey.set(match[1], (match[2] ?? '').trim().replace(/^(['"])(.*)\1$/, '$2'))
  }
  const fields = [...textByKey].map(([key, value]): Field => ({ key, text: value, type: 'string' }))
  return fields.length > 0 ? fields : null
}
