/** PURE: turns what SHOW GRANTS answers for one account into the statements that give another account the same. */

export interface MysqlAccount {
  readonly user: string
  /** The host part the server matched: `%`, `10.0.%`, `localhost`. */
  readonly host: string
}

/** What `CURRENT_USER()` answers; the host part holds no @, a user name may. */
export function accountOf(identity: string): MysqlAccount {
  const at = identity.lastIndexOf('@')
  return { user: identity.slice(0, at), host: identity.slice(at + 1) }
}

/**
 * One statement for another account, made of a line of SHOW GRANTS; null for a line that is not about `from`. Lines are
 * the server's own SQL, with every name quoted; passwords and limits behind the account are left out.
 */
export function regrant(line: string, from: MysqlAccount, to: MysqlAccount): string | null {
  const verb = /^(GRANT|REVOKE|SET DEFAULT ROLE) /.exec(line)?.[1]
  if (verb === undefined) return null
  const word = verb === 'GRANT' ? 'TO' : verb === 'REVOKE' ? 'FROM' : 'FOR'
  for (const written of [quoted(from, '`'), quoted(from, "'")]) {
    const mark = ` ${word} ${written}`
    const at = line.lastIndexOf(mark)
    if (at > 0) return `${line.slice(0, at)} ${word} ${quoted(to, '`')}${optionIn(line.slice(at + mark.length))}`
  }
  return null
}

const quoted = ({ user, host }: MysqlAccount, quote: string): string =>
  [user, host].map((name) => `${quote}${name.replaceAll(quote, quote + quote)}${quote}`).join('@')

/** What follows an account is `IDENTIFIED … REQUIRE … WITH GRANT OPTION MAX_… n`; quoted parts could look like any of it. */
function optionIn(rest: string): string {
  const option = /\bWITH (?:.*\s)?(GRANT|ADMIN) OPTION\b/.exec(rest.replace(/'(?:[^'\\]|''|\\.)*'/g, ''))?.[1]
  return option === undefined ? '' : ` WITH ${option} OPTION`
}

/** The columns `ssl_type`, `ssl_cipher`, `x509_issuer`, `x509_subject` of mysql.user. */
export interface TlsRequirement {
  readonly type: string
  readonly cipher: string
  readonly issuer: string
  readonly subject: string
}

/** The REQUIRE clause with its parts as values to be quoted by the driver. */
export function requireClause({ type, cipher, issuer, subject }: TlsRequirement): {
  readonly clause: string
  readonly values: readonly string[]
} {
  if (type === 'ANY') return { clause: 'REQUIRE SSL', values: [] }
  if (type === 'X509') return { clause: 'REQUIRE X509', values: [] }
  const parts = [
    ['CIPHER ?', cipher],
    ['ISSUER ?', issuer],
    ['SUBJECT ?', subject],
  ].filter(([, value]) => value !== '')
  if (type !== 'SPECIFIED' || parts.length === 0) return { clause: 'REQUIRE NONE', values: [] }
  return {
    clause: `REQUIRE ${parts.map(([text]) => text).join(' AND ')}`,
    values: parts.map(([, value = '']) => value),
  }
}
