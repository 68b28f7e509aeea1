import type { Facts, Kind } from '../../../shared/model.ts'

/** One named part of a value. `text` is null when the part is not text; `secret` parts are never shown in clear. */
export interface Field {
  readonly key: string
  readonly secret: boolean
  readonly text: string | null
}

/** `json`: a JSON object, a field per member. `text`, `binary`: one secret field named "value". */
export interface ParsedValue {
  readonly shape: 'json' | 'text' | 'binary'
  readonly fields: readonly Field[]
}

/** `bytes` may be the very array that came in. `notes` are sentences without values, one for each thing changed or lost. */
export interface NormalisedValue {
  readonly bytes: Uint8Array
  readonly notes: readonly string[]
}

/** An `error` blocks a push; a `warning` needs the user's tick. `field` is a key of the value, absent for all of it. */
export interface Finding {
  readonly level: 'error' | 'warning'
  readonly code: string
  readonly message: string
  readonly field?: string
}

export interface VetInput {
  readonly kind: Kind
  readonly name: string
  readonly bytes: Uint8Array
  readonly nowAt: number
  /** Names of other secrets that hold this value or one of its secret fields. */
  readonly reusedBy?: readonly string[]
  /** This same value was current at a target before and was replaced or rolled back there. */
  readonly previouslyPushed?: boolean
  /** AWS rotates it, or is about to: the JSON must then be what the rotation templates read. */
  readonly rotatesInAws?: boolean
}

/** What a kind knows about its values. All are total: bytes that are not of the kind give less, never a throw. */
export interface KindRules {
  readonly parse: (bytes: Uint8Array) => ParsedValue
  readonly normalise: (bytes: Uint8Array) => NormalisedValue
  /** `nowAt` absent: nothing that depends on the day, such as the days left. */
  readonly deriveFacts: (bytes: Uint8Array, nowAt?: number) => Facts
  readonly vet: (input: VetInput) => readonly Finding[]
}

export const error = (code: string, message: string, field?: string): Finding => finding('error', code, message, field)
export const warning = (code: string, message: string, field?: string): Finding =>
  finding('warning', code, message, field)

function finding(level: Finding['level'], code: string, message: string, field?: string): Finding {
  return field === undefined ? { level, code, message } : { level, code, message, field }
}

export const dayMs = 86_400_000

/** "2027-01-05": a day in a sentence or a list row, UTC. An empty string for a moment no calendar has. */
export function formatDay(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString().slice(0, 10) : ''
}

/** "expires in 12 days", "expires today", "expired 3 days ago"; the day itself while `nowAt` is not known. */
export function formatExpiry(expiresAt: number, nowAt?: number): string {
  if (nowAt === undefined) return `expires ${formatDay(expiresAt)}`
  const days = daysBetween(nowAt, expiresAt)
  if (expiresAt <= nowAt) return days === 0 ? 'expired today' : `expired ${countDays(-days)} ago`
  return days === 0 ? 'expires today' : `expires in ${countDays(days)}`
}

/** Whole days from one moment to another, towards zero. */
export const daysBetween = (fromAt: number, toAt: number): number => Math.trunc((toAt - fromAt) / dayMs) + 0

export const countDays = (days: number): string => (days === 1 ? '1 day' : `${days} days`)
