import { optional, portMember, readPairs } from './connection-pairs.ts'
import { engineOf } from './database-engines.ts'
import type { ReadForm } from './json-kind.ts'
import { textMember } from './json-members.ts'
import { attempt } from './text.ts'

/** A URL in its parts, as written: nothing is decoded. Absent parts are null. */
export interface UrlParts {
  readonly scheme: string
  readonly username: string | null
  readonly password: string | null
  /** Without port; several hosts stay one text with their ports. */
  readonly host: string
  readonly port: string | null
  readonly path: string
  readonly query: string | null
}

/**
 * Splits `scheme://user:password@host:port/path?query`. The platform's URL refuses or misreads what databases allow:
 * several hosts, and passwords with an unescaped `/`, `?`, `#` or `@`. The last `@` ends the password.
 */
export function splitUrl(text: string): UrlParts | null {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(\S*)$/is.exec(text)
  if (!match?.[1] || match[2] === undefined) return null
  const rest = match[2]
  const at = userEnd(rest)
  const [username, password] = at < 0 ? [null, null] : splitOnce(rest.slice(0, at), ':')
  const [authority, query] = splitOnce(rest.slice(at + 1), '?')
  const [hosts, path] = splitOnce(authority, '/')
  const port = hosts.includes(',') ? null : (/^(?:\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(hosts)?.[1] ?? null)
  const host = port === null ? hosts : hosts.slice(0, -port.length - 1)
  return { scheme: match[1].toLowerCase(), username, password, host, port, path: path ?? '', query }
}

function userEnd(rest: string): number {
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? ''
  if (authority.includes('@')) return authority.lastIndexOf('@')
  const beforeQuery = rest.lastIndexOf('@')
  return /^[A-Za-z0-9.[\]_,-]+(:\d+)?([/?]|$)/.test(rest.slice(beforeQuery + 1)) && /^[^/]*:/.test(rest)
    ? beforeQuery
    : -1
}

function splitOnce(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)]
}

/** Percent-decoding that leaves text alone when it was never encoded. */
export const decodePercent = (text: string): string => attempt(() => decodeURIComponent(text)) ?? text

/** A connection URL, JDBC URL or `Key=value;…` string as members in AWS's shape; null when the text is none. */
export function readConnection(text: string): ReadForm | null {
  const trimmed = text.trim()
  if (/^jdbc:(?:jtds:)?(?:sqlserver|mssql):/i.test(trimmed)) return readSqlServer(trimmed)
  if (/^(?:server|data source|host)\s*=[^\n]*;/i.test(trimmed)) return readPairs(trimmed, null)
  return readUrl(trimmed.replace(/^jdbc:/i, ''))
}

function readUrl(text: string): ReadForm | null {
  const parts = splitUrl(text)
  const engine = parts ? engineOf(parts.scheme) : null
  if (!parts || engine === null || (parts.host === '' && parts.query === null)) return null
  const parameters = new Map(queryPairs(parts.query ?? ''))
  const fromQuery = (...keys: string[]): string | null => takeOne(parameters, keys)
  const username = parts.username ?? fromQuery('user', 'username')
  const password = parts.password ?? fromQuery('password')
  const ssl = sslOf(parts.scheme, parameters)
  const left = [...parameters].map(([key, value]) => (value === null ? key : `${key}=${value}`)).join('&')
  const members = [
    textMember('engine', engine),
    ...optional('host', decodePercent(parts.host)),
    ...(parts.port === null ? [] : [portMember(parts.port)]),
    ...optional('username', username === null ? null : decodePercent(username)),
    ...optional('password', password === null ? null : decodePercent(password)),
    ...optional('dbname', decodePercent(parts.path)),
    ...(ssl === null ? [] : [{ key: 'ssl', raw: String(ssl), text: String(ssl) }]),
    ...optional('parameters', left),
    ...optional('scheme', driverOf(parts.scheme)),
  ]
  return { members, notes: urlNotes(left, parts) }
}

function urlNotes(parameters: string, { password, scheme }: UrlParts): readonly string[] {
  const driver = driverOf(scheme)
  return [
    'The URL was split into the fields that AWS uses for databases.',
    ...(parameters === '' ? [] : ['Its other parameters are kept under parameters.']),
    ...(driver === null ? [] : [`How it was written, ${driver}, is kept under scheme.`]),
    ...(/[/?#@]/.test(password ?? '') ? ['The password holds characters a URL should have written as %xx.'] : []),
  ]
}

/** The scheme where engine and ssl do not say it all: drivers and `mongodb+srv`. */
const driverOf = (scheme: string): string | null => (scheme.includes('+') || scheme === 'mysqlx' ? scheme : null)

function sslOf(scheme: string, parameters: Map<string, string | null>): boolean | null {
  if (['rediss', 'valkeys', 'amqps'].includes(scheme)) return true
  for (const key of ['sslmode', 'ssl', 'tls']) {
    const value = parameters.get(key)?.toLowerCase()
    const isPlain = value === 'true' || value === 'false' || value === 'require' || value === 'disable'
    if (isPlain) {
      parameters.delete(key)
      return value === 'true' || value === 'require'
    }
  }
  return null
}

function queryPairs(query: string): [string, string | null][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => splitOnce(pair, '='))
}

function takeOne(parameters: Map<string, string | null>, keys: readonly string[]): string | null {
  const key = keys.find((one) => parameters.has(one))
  const value = key === undefined ? null : (parameters.get(key) ?? null)
  if (key !== undefined) parameters.delete(key)
  return value
}

function readSqlServer(text: string): ReadForm | null {
  const match =
    /^jdbc:(?:jtds:)?(?:sqlserver|mssql):\/\/([^;/:\\]+(?:\\[^;:]+)?)(?::(\d+))?(?:\/([^;]*))?;?(.*)$/is.exec(text)
  if (!match?.[1]) return null
  const head = [
    `host=${match[1]}`,
    ...(match[2] ? [`port=${match[2]}`] : []),
    ...(match[3] ? [`database=${match[3]}`] : []),
  ]
  return readPairs([...head, match[4] ?? ''].join(';'), 'sqlserver')
}
