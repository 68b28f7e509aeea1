const decoder = new TextDecoder('utf-8', { fatal: true })
const encoder = new TextEncoder()

/** The bytes as text without a byte order mark; null when they are not UTF-8 or hold control characters no text has. */
export function decodeText(bytes: Uint8Array): string | null {
  const text = attempt(() => decoder.decode(bytes))
  return text === null || hasControls(text) ? null : text
}

export const encodeText = (text: string): Uint8Array => encoder.encode(text)

/** Runs a reader of a library that throws on malformed input: what it returns, or null. Not for code of our own. */
export function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d && code !== 0x0c && code !== 0x1b) return true
  }
  return false
}

/** One line, at most `length` characters, without control characters: what a fact may show. */
export function clip(text: string, length = 200): string {
  const line = [...text].map((char) => (char < ' ' || char === '\u007f' ? ' ' : char))
  return line.length > length ? `${line.slice(0, length - 1).join('')}…` : line.join('').trim()
}

/** Bytes of standard or URL-safe base64 written canonically, padding optional; null for anything else. */
export function decodeBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null
  const bare = text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  const bytes = Buffer.from(bare, 'base64url')
  return bytes.toString('base64url') === bare && (bare.length === text.length || text.length % 4 === 0) ? bytes : null
}

/** "a", "a and b", "a, b and c". */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
