/** How a connection to a database is protected, by what the secret's `ssl` member says and where the server stands. */

import * as tls from 'node:tls'
import { rootCertificates } from 'node:tls'

/**
 * `plain`: no TLS. `verify`: the certificate must be by one of `ca` and for the host. `unverified`: whatever certificate
 * comes, which is right only where nobody can stand between.
 */
export type TlsChoice =
  | { readonly mode: 'plain' }
  | { readonly mode: 'unverified' }
  | { readonly mode: 'verify'; readonly ca: readonly string[] }

/**
 * The ways to connect, in the order they are tried; the next only when the server says that it does not speak TLS.
 *
 * AWS's templates go on without TLS wherever `ssl` is absent. Whoever sits on the way can bring that about and then
 * reads the new password, so here an absent `ssl` allows plain text on loopback only; elsewhere `"ssl": false` has to
 * say it. A certificate that does not verify is never a reason to try plain text.
 */
export function tlsChoices(at: { ssl: boolean | null; host: string; ca: string | null }): readonly TlsChoice[] {
  if (at.ssl === false) return [{ mode: 'plain' }]
  const encrypted: TlsChoice = at.ca === null && isLoopback(at.host) ? { mode: 'unverified' } : verify(at.ca)
  return at.ssl === null && isLoopback(at.host) ? [encrypted, { mode: 'plain' }] : [encrypted]
}

/** Without a certificate authority of the user's, those that Node and the system trust. */
const verify = (ca: string | null): TlsChoice => ({ mode: 'verify', ca: ca === null ? trusted() : [ca] })

const trusted = (): readonly string[] => [...rootCertificates, ...tls.getCACertificates('system')]

export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host) || host.startsWith('/')
