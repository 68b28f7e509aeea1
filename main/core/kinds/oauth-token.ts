import type { Facts } from '../../../shared/model.ts'
import { type JsonShape, normaliseJson, parseJson, type ReadForm, readShape, spellingsOf } from './json-kind.ts'
import { type Member, scalarOf, textMember } from './json-members.ts'
import { isEncryptedToken, readJwt, secondsToMs, type TokenClaims } from './jwt.ts'
import {
  dayMs,
  error,
  type Finding,
  formatDay,
  formatExpiry,
  type KindRules,
  type VetInput,
  warning,
} from './kind-rules.ts'
import { clip } from './text.ts'

/** Keys as RFC 6749 and OpenID Connect spell them; `expires_at` is epoch seconds. Google's file keeps its own. */
const shape: JsonShape = {
  publicKeys: new Set(
    `client_id token_type expires_in expires_at scope issuer token_url authorize_url redirect_uri audience tenant_id
    type project_id private_key_id client_email auth_uri token_uri universe_domain`.split(/\s+/),
  ),
  spellings: spellingsOf({
    access_token: 'token accesstoken',
    refresh_token: '',
    id_token: '',
    client_id: '',
    client_secret: '',
    token_type: '',
    expires_at: 'expiry expiresat expiration',
    expires_in: '',
  }),
  readForm,
}

function readForm(text: string): ReadForm | null {
  const token = text.trim().replace(/^(authorization:\s*)?bearer\s+/i, '')
  if (token === '' || /\s/.test(token)) return null
  return { members: [textMember('access_token', token)], notes: ['The token was put under access_token.'] }
}

interface TokenView {
  readonly members: readonly Member[]
  readonly claims: TokenClaims | null
  readonly expiresAt: number | null
}

/** `expires_in` alone says nothing: it counts from a moment that is not in the value. */
function viewToken(bytes: Uint8Array): TokenView | null {
  const members = readShape(shape, bytes)
  if (!members) return null
  const read = (key: string): TokenClaims | null => readJwt(scalarOf(members, key) ?? '')
  const access = read('access_token')
  const claims = access ?? read('id_token')
  return { members, claims, expiresAt: secondsToMs(scalarOf(members, 'expires_at')) ?? claims?.expiresAt ?? null }
}

function deriveFacts(bytes: Uint8Array, nowAt?: number): Facts {
  const view = viewToken(bytes)
  if (!view) return {}
  const { members, claims, expiresAt } = view
  const facts: Record<string, string | number> = {}
  const put = (label: string, text: string | null | undefined): void => {
    if (text) facts[label] = clip(text)
  }
  put('subject', claims?.subject ?? scalarOf(members, 'client_email'))
  put('issuer', claims?.issuer ?? scalarOf(members, 'issuer'))
  put('audience', claims?.audience)
  put('clientId', scalarOf(members, 'client_id'))
  put('scope', scalarOf(members, 'scope'))
  facts.hasRefreshToken = scalarOf(members, 'refresh_token') ? 'yes' : 'no'
  if (expiresAt !== null) facts.expiresAt = expiresAt
  const who = facts.subject ?? facts.clientId ?? facts.issuer
  const summary = [who, expiresAt === null ? null : formatExpiry(expiresAt, nowAt)].filter(Boolean).join(', ')
  return summary === '' ? facts : { ...facts, summary }
}

const secretKeys = ['access_token', 'refresh_token', 'id_token', 'client_secret', 'private_key']

function vet({ bytes, nowAt }: VetInput): readonly Finding[] {
  const view = viewToken(bytes)
  if (!view) return [error('json-invalid', 'This is neither a token nor a JSON object with one.')]
  const { members, claims, expiresAt } = view
  const findings: Finding[] = []
  if (!secretKeys.some((key) => scalarOf(members, key))) {
    findings.push(error('field-missing', 'There is no token and no client secret in here.'))
  }
  const token = scalarOf(members, 'access_token') ?? ''
  if (token.startsWith('ey') && token.includes('.') && !readJwt(token) && !isEncryptedToken(token)) {
    findings.push(warning('token-unreadable', 'The token looks cut off or altered.', 'access_token'))
  }
  if (claims?.notBeforeAt && claims.notBeforeAt > nowAt) {
    findings.push(warning('not-yet-valid', `The token is valid only from ${formatDay(claims.notBeforeAt)}.`))
  }
  return [...findings, ...expiryFindings(expiresAt, nowAt, Boolean(scalarOf(members, 'refresh_token')))]
}

/** With a refresh token an expired access token is normal. */
function expiryFindings(expiresAt: number | null, nowAt: number, refreshable: boolean): readonly Finding[] {
  if (expiresAt === null) return []
  if (expiresAt <= nowAt) {
    const message = `The token expired on ${formatDay(expiresAt)}.`
    return [
      refreshable ? warning('expired', `${message} Its refresh token may still work.`) : error('expired', message),
    ]
  }
  if (expiresAt - nowAt > 7 * dayMs || refreshable) return []
  return [warning('expires-soon', `The token ${formatExpiry(expiresAt, nowAt)}.`)]
}

export const oauthTokenRules: KindRules = {
  parse: (bytes) => parseJson(shape, bytes),
  normalise: (bytes) => normaliseJson(shape, bytes),
  deriveFacts,
  vet,
}
