import type { Facts } from '../../shared/model.ts'

/** The facts of a value as titles and texts, without the summary. Keys without a title of their own are spelled out. */
export function factRows(
  facts: Facts,
  titles: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] {
  return Object.entries(facts)
    .filter(([key, value]) => key !== 'summary' && value !== undefined)
    .map(([key, value]) => [titles[key] ?? spellOut(key), String(value)] as const)
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
