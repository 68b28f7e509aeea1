import { type Member, readMembers, scalarOf } from './json-members.ts'
import { attempt, decodeBase64, decodeText } from './text.ts'

/** Claims that may be shown in clear. Times are epoch milliseconds. Nothing here says the token is genuine. */
export interface TokenClaims {
  readonly issuer: string | null
  readonly subject: string | null
  readonly audience: string | null
  readonly expiresAt: number | null
  readonly notBeforeAt: number | null
}

/** A signed token in compact form (RFC 7519): a JSON header with `alg`, JSON claims, a signature; null otherwise. */
export function readJwt(token: string): TokenClaims | null {
  const parts = token.split('.')
  if (parts.length !== 3 || !parts[0]?.startsWith('ey')) return null
  const header = partMembers(parts[0])
  const claims = partMembers(parts[1] ?? '')
  if (!header || !claims || scalarOf(header, 'alg') === undefined) return null
  return {
    issuer: scalarOf(claims, 'iss') ?? null,
    subject: scalarOf(claims, 'sub') ?? null,
    audience: scalarOf(claims, 'aud') ?? null,
    expiresAt: secondsToMs(scalarOf(claims, 'exp')),
    notBeforeAt: secondsToMs(scalarOf(claims, 'nbf')),
  }
}

/** Five parts and a header with `enc` (RFC 7516): an encrypted token, whose claims nobody can read. */
export function isEncryptedToken(token: string): boolean {
  const parts = token.split('.')
  const header = parts.length === 5 && parts[0]?.startsWith('ey') ? partMembers(parts[0]) : null
  return header !== null && scalarOf(header, 'enc') !== undefined
}

/** Epoch seconds, or an ISO date, to epoch milliseconds. Seconds above 1e11 are taken for milliseconds already. */
export function secondsToMs(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null
  const number = Number(text)
  const at = Number.isFinite(number) ? (number > 1e11 ? number : number * 1000) : attempt(() => Date.parse(text))
  return at === null || !Number.isFinite(at) || Math.abs(at) > 8.64e15 ? null : Math.trunc(at)
}

function partMembers(part: string): readonly Member[] | null {
  const bytes = decodeBase64(part)
  const text = bytes ? decodeText(bytes) : null
  return text === null ? null : readMembers(text)
}
