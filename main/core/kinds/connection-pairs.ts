import type { ReadForm } from './json-kind.ts'
import { type Member, textMember } from './json-members.ts'

const keyByPair: Readonly<Record<string, string>> = {
  server: 'host',
  datasource: 'host',
  host: 'host',
  port: 'port',
  database: 'dbname',
  databasename: 'dbname',
  initialcatalog: 'dbname',
  userid: 'username',
  uid: 'username',
  user: 'username',
  username: 'username',
  password: 'password',
  pwd: 'password',
}

/** `Server=tcp:host,1433;User Id=…;Password="a;b"`: the form of ADO, ODBC and JDBC for SQL Server. */
export function readPairs(text: string, engine: string | null): ReadForm | null {
  const members = new Map<string, Member>()
  const left: string[] = []
  for (const { name, value, whole } of splitPairs(text)) {
    const key = keyByPair[name.toLowerCase().replace(/[\s_]/g, '')]
    if (key === undefined || members.has(key)) left.push(whole)
    else for (const member of pairMembers(key, value)) members.set(member.key, member)
  }
  if (!members.has('host') || !members.has('password')) return null
  const named = engine ?? (isSqlServer(text) ? 'sqlserver' : null)
  return {
    members: [...optional('engine', named), ...members.values(), ...optional('parameters', left.join(';'))],
    notes: [
      'The connection string was split into the fields that AWS uses for databases.',
      ...(left.length === 0 ? [] : ['Its other parameters are kept under parameters.']),
    ],
  }
}

/** SQL Server alone says `Server` or `Data Source` and writes the port behind the host. */
const isSqlServer = (text: string): boolean => /^(?:server|data source)\s*=/i.test(text) && !/;\s*port\s*=/i.test(text)

interface Pair {
  readonly name: string
  readonly value: string
  readonly whole: string
}

/** Values may stand in quotes or braces to hold a semicolon. What has no `=` keeps its text as a name. */
function splitPairs(text: string): readonly Pair[] {
  const pairs: Pair[] = []
  for (let at = 0; at < text.length; ) {
    const stopAt = endBefore(text, ';', at)
    const equalsIn = text.slice(at, stopAt).indexOf('=')
    const equalsAt = equalsIn < 0 ? stopAt : at + equalsIn
    const endAt = equalsIn < 0 ? stopAt : endOfPair(text, equalsAt + 1)
    const whole = text.slice(at, endAt).trim()
    const written = text.slice(equalsAt + 1, endAt).trim()
    const isQuoted = written.length > 1 && closers[written.charAt(0)] === written.at(-1)
    if (whole !== '')
      pairs.push({ name: text.slice(at, equalsAt).trim(), value: isQuoted ? written.slice(1, -1) : written, whole })
    at = endAt + 1
  }
  return pairs
}

const closers: Readonly<Record<string, string>> = { '"': '"', "'": "'", '{': '}' }

function endOfPair(text: string, valueAt: number): number {
  const closer = closers[text.charAt(valueAt)]
  const closedAt = closer === undefined ? -1 : text.indexOf(closer, valueAt + 1)
  return endBefore(text, ';', closedAt < 0 ? valueAt : closedAt)
}

function endBefore(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at
}

function pairMembers(key: string, value: string): readonly Member[] {
  if (key === 'port') return /^\d{1,5}$/.test(value) ? [portMember(value)] : [textMember(key, value)]
  const server = key === 'host' ? /^(?:tcp:)?(.+?),\s*(\d{1,5})$/i.exec(value) : null
  if (server?.[1] && server[2]) return [textMember('host', server[1]), portMember(server[2])]
  return [textMember(key, key === 'host' ? value.replace(/^tcp:/i, '') : value)]
}

/** No member for what is absent or empty. */
export const optional = (key: string, text: string | null): readonly Member[] => (text ? [textMember(key, text)] : [])

/** A number as AWS writes it: no leading zeros, or JSON would refuse it. */
export const portMember = (port: string): Member => ({
  key: 'port',
  raw: String(Number(port)),
  text: String(Number(port)),
})
