/** What the tables of checks share: one row a sentence, and how a row is held against its findings. */
import { expect } from 'vitest'
import { type VetInput, vetValue } from '../../../../main/core/kinds/vet.ts'
import { accessKeyId, alnum, strongPassword } from '../../../support/samples.ts'

export const nowAt = Date.UTC(2027, 0, 15)
export const seconds = nowAt / 1000
export const strong = strongPassword('vet')
export const secretKey = alnum('vet', 40)
export const keyId = accessKeyId('AKIA', '123456789012', 'vet')
export const temporaryId = accessKeyId('ASIA', '123456789012', 'vet')
export const live = `sk_live_${alnum('vet', 24)}`
export const test = `sk_test_${alnum('vet', 24)}`

export interface Row extends Partial<VetInput> {
  readonly says: string
  readonly kind: VetInput['kind']
  /** Text, or an object to be written as JSON. */
  readonly value: string | Readonly<Record<string, unknown>> | Uint8Array
  /** "level code", with "@field" where a field is named. */
  readonly finds: readonly string[]
}

export const db = { engine: 'postgres', host: 'db.example.com', username: 'app', password: strong }
export const encode = (value: Row['value']): Uint8Array =>
  value instanceof Uint8Array
    ? value
    : new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

/** Checks the findings of a row, in their order, and that each is a sentence. */
export function expectFindings({ says: _, value, finds, ...input }: Row): void {
  const findings = vetValue({ name: 'team/thing', nowAt, ...input, bytes: encode(value) })
  const found = findings.map(({ level, code, field }) => `${level} ${code}${field === undefined ? '' : ` @${field}`}`)
  expect(found).toEqual(finds)
  for (const { message } of findings) expect(message).toMatch(/^[A-Z].*[.?]$/)
}
