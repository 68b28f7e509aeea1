import { decodeBase64 } from './text.ts'

/** `text` is the whole block from BEGIN to END. `der` is null when the body is not plain base64 (or is encrypted). */
export interface PemBlock {
  readonly label: string
  readonly text: string
  readonly der: Uint8Array | null
  readonly encrypted: boolean
}

const beginning = /-----BEGIN ([A-Z0-9 ]+)-----/g

/** All PEM blocks in the text, in their order; what is between them is ignored. A block without its END is none. */
export function readPemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = []
  for (const match of text.matchAll(beginning)) {
    const label = match[1] ?? ''
    const ending = `-----END ${label}-----`
    const bodyAt = match.index + match[0].length
    const endAt = text.indexOf(ending, bodyAt)
    if (endAt < 0) break
    const body = text.slice(bodyAt, endAt)
    if (!body.includes('-----BEGIN')) {
      const encrypted = label === 'ENCRYPTED PRIVATE KEY' || /^\s*Proc-Type:.*ENCRYPTED/.test(body)
      const der = encrypted ? null : decodeBase64(body.replace(/\s/g, ''))
      blocks.push({ label, text: `${match[0]}${body}${ending}`, der, encrypted })
    }
  }
  return blocks
}

export const isPrivateKey = (block: PemBlock): boolean => /(^| )PRIVATE KEY$/.test(block.label)
export const isCertificate = (block: PemBlock): boolean => /^(X509 |TRUSTED )?CERTIFICATE$/.test(block.label)

/** PEM of DER bytes, lines of 64 characters. */
export function writePem(label: string, der: Uint8Array): string {
  const body = Buffer.from(der).toString('base64')
  return `-----BEGIN ${label}-----\n${body.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`
}

const trimLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')

/**
 * Mends what copying does to PEM text: `\n` written out (JSON, `.env`), Windows line ends, indentation (YAML), a lost
 * last line end. ssh refuses a key for any of these. Text without a PEM block comes back as it is.
 */
export function tidyPem(text: string): { readonly text: string; readonly notes: readonly string[] } {
  if (!text.includes('-----BEGIN ') && !text.startsWith('PuTTY-User-Key-File-')) return { text, notes: [] }
  const notes: string[] = []
  const step = (now: string, changed: string, note: string): string => {
    if (now !== changed) notes.push(note)
    return changed
  }
  const onOneLine = !/[\r\n]/.test(text.trim())
  let tidy = onOneLine ? step(text, text.replace(/\\r\\n|\\n/g, '\n'), 'Written-out \\n became line ends.') : text
  tidy = step(tidy, tidy.replace(/\r\n?/g, '\n'), 'Windows line ends became plain ones.')
  tidy = step(tidy, trimLines(tidy), 'White space at line ends was removed.')
  tidy = step(tidy, `${tidy.trim()}\n`, 'The text now ends with one line end and has no blank lines around it.')
  return { text: tidy, notes }
}
