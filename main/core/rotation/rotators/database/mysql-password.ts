/** Setting a password in the dialects of MySQL and MariaDB, with as little of it in a statement as each allows. */
import { createHash } from 'node:crypto'
import type { Connection } from 'mysql2/promise'
import type { MysqlAccount } from './mysql-grants.ts'
import { answerWithinMs } from './session.ts'

export async function queryRows(connection: Connection, sql: string, values: readonly string[] = []) {
  const [rows] = await connection.query({ sql, values: [...values], rowsAsArray: true, timeout: answerWithinMs })
  return Array.isArray(rows) ? rows.map((row) => (Array.isArray(row) ? row.map((cell) => String(cell ?? '')) : [])) : []
}

export async function isMariaDb(connection: Connection): Promise<boolean> {
  const [row] = await queryRows(connection, 'SELECT VERSION()')
  return row?.[0]?.includes('MariaDB') ?? false
}

/** Of the account that is logged in; it needs no right for that. */
export async function setOwnPassword(connection: Connection, password: string): Promise<void> {
  if (!(await isMariaDb(connection))) {
    await queryRows(connection, 'SET PASSWORD = ?', [password])
    return
  }
  const [row] = await queryRows(connection, 'SHOW CREATE USER')
  await setMariaDbPassword(
    connection,
    { target: 'SET PASSWORD =', values: [] },
    password,
    storesNativeHash(row?.[0] ?? ''),
  )
}

/** Of another account; needs the right to. `createUser`: its line of SHOW CREATE USER. */
export async function setPasswordOf(
  connection: Connection,
  { user, host }: MysqlAccount,
  password: string,
): Promise<void> {
  if (!(await isMariaDb(connection))) {
    await queryRows(connection, 'SET PASSWORD FOR ?@? = ?', [user, host, password])
    return
  }
  const [row] = await queryRows(connection, 'SHOW CREATE USER ?@?', [user, host])
  const statement = { target: 'SET PASSWORD FOR ?@? =', values: [user, host] }
  await setMariaDbPassword(connection, statement, password, storesNativeHash(row?.[0] ?? ''))
}

/**
 * MariaDB writes a statement into its general log as it came, so it gets the hash where the account keeps one that can be
 * made here. MySQL replaces passwords in its logs itself, and hashes with salts of its own. A server that checks the
 * strength of passwords refuses hashes (error 1290) and gets the password.
 */
async function setMariaDbPassword(
  connection: Connection,
  { target, values }: { target: string; values: readonly string[] },
  password: string,
  takesHash: boolean,
): Promise<void> {
  if (takesHash) {
    try {
      await queryRows(connection, `${target} ?`, [...values, nativeHash(password)])
      return
    } catch (error) {
      if (!(error instanceof Error && 'errno' in error && error.errno === 1_290)) throw error
    }
  }
  await queryRows(connection, `${target} PASSWORD(?)`, [...values, password])
}

/** `IDENTIFIED BY PASSWORD '*…'`, or VIA mysql_native_password as the only way in. */
const storesNativeHash = (createUser: string): boolean =>
  /IDENTIFIED (BY PASSWORD|VIA mysql_native_password USING) '/.test(createUser) && !/' OR /.test(createUser)

const sha1 = (data: string | Buffer): Buffer => createHash('sha1').update(data).digest()

/** What mysql_native_password stores. */
export const nativeHash = (password: string): string => `*${sha1(sha1(password)).toString('hex').toUpperCase()}`
