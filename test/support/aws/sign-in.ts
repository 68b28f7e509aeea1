/**
 * What hands out keys for a token instead of a signature: IAM Identity Center's portal, its token service, and the
 * sign-in service behind `aws login`. Answers as far as the SDK asks.
 */
import type { WireAnswer } from '../../../main/core/endpoint/protocol/wire.ts'
import type { SignedRequest } from '../../../main/core/endpoint/sigv4.ts'
import type { Roles } from './roles.ts'

/** What a test hands out; the server takes no other tokens. */
export type SignIns = {
  /** Access token of a portal session → the ARNs of its roles. */
  readonly portal: Map<string, readonly string[]>
  /** Refresh token → the access token that it is exchanged for. */
  readonly refreshes: Map<string, string>
  /** Refresh token of `aws login` → the ARN of the role whose keys it renews. */
  readonly logins: Map<string, string>
}

export const createSignIns = (): SignIns => ({ portal: new Map(), refreshes: new Map(), logins: new Map() })

/** Undefined: no request of these services. */
export function answerSignIn(
  signIns: SignIns,
  roles: Roles,
  request: SignedRequest,
): { readonly operation: string; readonly answer: WireAnswer } | undefined {
  const url = new URL(request.url, 'http://localhost')
  const route = `${request.method} ${url.pathname}`
  if (route === 'GET /federation/credentials') {
    return { operation: 'GetRoleCredentials', answer: roleCredentials(signIns, roles, request, url.searchParams) }
  }
  if (route === 'POST /token') return { operation: 'CreateToken', answer: refreshPortal(signIns, request) }
  if (route === 'POST /v1/token')
    return { operation: 'CreateOAuth2Token', answer: refreshLogin(signIns, roles, request) }
  return undefined
}

function roleCredentials(signIns: SignIns, roles: Roles, request: SignedRequest, query: URLSearchParams): WireAnswer {
  const allowed = signIns.portal.get(request.headers.get('x-amz-sso_bearer_token') ?? '')
  if (!allowed) return problem(401, 'UnauthorizedException', 'Session token not found or invalid')
  const arn = `arn:aws:iam::${query.get('account_id')}:role/${query.get('role_name')}`
  const assumed = allowed.includes(arn) ? roles.keysFor(arn, 'portal') : undefined
  if (!assumed) return problem(403, 'ForbiddenException', 'No access')
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = assumed.key
  return json(200, { roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiresAt } })
}

function refreshPortal(signIns: SignIns, request: SignedRequest): WireAnswer {
  const { refreshToken } = bodyOf(request)
  const accessToken = signIns.refreshes.get(refreshToken ?? '')
  if (accessToken === undefined) return problem(400, 'InvalidGrantException', 'Invalid refresh token provided')
  return json(200, { accessToken, expiresIn: 3_600, refreshToken, tokenType: 'Bearer' })
}

function refreshLogin(signIns: SignIns, roles: Roles, request: SignedRequest): WireAnswer {
  const { refreshToken } = bodyOf(request)
  const arn = request.headers.has('dpop') ? signIns.logins.get(refreshToken ?? '') : undefined
  const assumed = arn === undefined ? undefined : roles.keysFor(arn, 'login')
  if (!assumed) return problem(400, 'AccessDeniedException', 'Refused', { error: 'TOKEN_EXPIRED' })
  const { accessKeyId, secretAccessKey, sessionToken } = assumed.key
  return json(200, {
    accessToken: { accessKeyId, secretAccessKey, sessionToken },
    tokenType: 'urn:aws:params:oauth:token-type:access_token_sigv4',
    expiresIn: 900,
    refreshToken,
  })
}

function bodyOf(request: SignedRequest): Readonly<Record<string, string | undefined>> {
  return JSON.parse(Buffer.from(request.body).toString() || '{}')
}

const json = (status: number, body: object): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const problem = (status: number, code: string, message: string, more: object = {}): WireAnswer => {
  const answer = json(status, { message, ...more })
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': code } }
}
