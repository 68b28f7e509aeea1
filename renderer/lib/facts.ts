import type { Facts } from '../../shared/model.ts'
import { formatMoment } from './format.ts'

export interface FactRow {
  readonly key: string
  readonly title: string
  readonly text: string
  /** Something to paste elsewhere rather than to read: a fingerprint, a public key, an id. */
  readonly isCode: boolean
}

const code = /^(fingerprint|publicKey|keyId|accountId|roleArn|clientId|host|url)$/

/** The facts of a value for the screen, without the summary. Moments end in "At"; keys without a title are spelled out. */
export function factRows(facts: Facts, titles: Readonly<Record<string, string>>): readonly FactRow[] {
  return Object.entries(facts)
    .filter(([key, value]) => key !== 'summary' && value !== undefined)
    .map(([key, value]) => ({
      key,
      title: titles[key] ?? spellOut(key),
      text: typeof value === 'number' && key.endsWith('At') ? formatMoment(value) : String(value),
      isCode: code.test(key),
    }))
}

/** "publicKey" and "client_id" become "Public key" and "Client id". */
export function spellOut(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
