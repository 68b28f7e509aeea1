/** A database secret in AWS's JSON shape, as rotators read and write it; what they do not know stays as it is. */
import { invalid, type Result, succeed } from '../../../../../shared/failure.ts'
import {
  dropDuplicates,
  type Member,
  readMembers,
  scalarOf,
  textMember,
  writeMembers,
} from '../../../../../shared/json-members.ts'

export interface DatabaseValue {
  readonly members: readonly Member[]
  readonly engine: string
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  /** Null: the engine's own default. */
  readonly dbname: string | null
  /** Null where the member is absent or says something else: try TLS first (reference section 10). */
  readonly ssl: boolean | null
}

/**
 * `invalid` names the first member that is missing or malformed. `defaults` stand in for members that are not there; the
 * members themselves stay as written.
 */
export function readDatabaseValue(
  text: string,
  defaultPort: number,
  defaults: Readonly<Record<string, string>> = {},
): Result<DatabaseValue> {
  const written = readMembers(text)
  if (written === null) return invalid('value', 'The value is no JSON object in the shape AWS uses for databases.')
  const { members } = dropDuplicates(written)
  const get = (key: string): string => scalarOf(members, key) || (defaults[key] ?? '')
  for (const key of ['engine', 'host', 'username', 'password']) {
    if (get(key) === '') return invalid(key, `The value has no ${key}; the rotation cannot log in without it.`)
  }
  const port = get('port') === '' ? defaultPort : Number(get('port'))
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return invalid('port', 'The port must be a number from 1 to 65535.')
  }
  return succeed({
    members,
    engine: get('engine'),
    host: get('host'),
    port,
    username: get('username'),
    password: get('password'),
    dbname: get('dbname') || null,
    ssl: readSsl(members),
  })
}

/** `true` and `false`, as JSON writes them or as text in any case; anything else counts as absent, as in AWS's templates. */
function readSsl(members: readonly Member[]): boolean | null {
  const written = members.findLast((member) => member.key === 'ssl')?.text.toLowerCase()
  return written === 'true' ? true : written === 'false' ? false : null
}

/** The value's text with another user name and password; everything else as written, in its order. */
export function writeDatabaseValue(value: DatabaseValue, change: { username: string; password: string }): string {
  return writeMembers(
    value.members.map((member) => {
      if (member.key === 'username' && member.text !== change.username) return textMember('username', change.username)
      return member.key === 'password' ? textMember('password', change.password) : member
    }),
  )
}

const suffix = '_clone'

/** AWS's templates switch between `app` and `app_clone`. */
export const alternateName = (username: string): string =>
  username.endsWith(suffix) ? username.slice(0, -suffix.length) : `${username}${suffix}`
