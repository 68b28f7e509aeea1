/** The second account of the alternating strategy on MySQL and MariaDB, which have no transaction around accounts. */
import type { Connection } from 'mysql2/promise'
import { newDatabasePassword } from './database-password.ts'
import { accountOf, type MysqlAccount, regrant, requireClause } from './mysql-grants.ts'
import { isMariaDb, queryRows, setPasswordOf } from './mysql-password.ts'

/**
 * The order is what makes a kill harmless: the account begins with a password nobody knows, gets its rights, and the
 * password that lets it in comes last.
 */
export async function setAlternate(
  connection: Connection,
  { original, alternate, password }: { original: string; alternate: string; password: string },
): Promise<void> {
  const from = accountOf(original)
  const to: MysqlAccount = { user: alternate, host: from.host }
  const known = await readAccount(connection, from)
  if ((await readAccount(connection, to)) === null) await createAccount(connection, to, known?.plugin ?? '')
  await copyGrants(connection, from, to)
  if (known !== null) {
    const { clause, values } = requireClause(known.tls)
    await queryRows(connection, `ALTER USER ?@? ${clause}`, [to.user, to.host, ...values])
  }
  await setPasswordOf(connection, to, password)
}

async function readAccount(connection: Connection, { user, host }: MysqlAccount) {
  const columns = 'plugin, ssl_type, ssl_cipher, x509_issuer, x509_subject'
  const [row] = await queryRows(connection, `SELECT ${columns} FROM mysql.user WHERE User = ? AND Host = ?`, [
    user,
    host,
  ])
  if (row === undefined) return null
  const [plugin = '', type = '', cipher = '', issuer = '', subject = ''] = row
  return { plugin, tls: { type, cipher, issuer, subject } }
}

async function createAccount(connection: Connection, { user, host }: MysqlAccount, plugin: string): Promise<void> {
  const unknown = newDatabasePassword()
  const account = [user, host]
  if (plugin === '') await queryRows(connection, 'CREATE USER ?@? IDENTIFIED BY ?', [...account, unknown])
  else if (await isMariaDb(connection)) {
    const sql = `CREATE USER ?@? IDENTIFIED VIA ${connection.escapeId(plugin)} USING PASSWORD(?)`
    await queryRows(connection, sql, [...account, unknown])
  } else await queryRows(connection, 'CREATE USER ?@? IDENTIFIED WITH ? BY ?', [...account, plugin, unknown])
}

async function copyGrants(connection: Connection, from: MysqlAccount, to: MysqlAccount): Promise<void> {
  const lines = (await queryRows(connection, 'SHOW GRANTS FOR ?@?', [from.user, from.host])).map(([line = '']) => line)
  const statements = lines.flatMap((line) => regrant(line, from, to) ?? [])
  for (const statement of statements) await queryRows(connection, statement)
  // MySQL lists roles as grants, and which of them are on by default nowhere; MariaDB says it in a line of its own.
  const hasRoles = statements.some((statement) => /^GRANT (?!.* ON ).* TO /.test(statement))
  if (hasRoles && !(await isMariaDb(connection))) {
    await queryRows(connection, 'SET DEFAULT ROLE ALL TO ?@?', [to.user, to.host])
  }
}
