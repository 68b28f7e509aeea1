/** PostgreSQL and MariaDB as rotations see them: a server, an administrator, and applications with accounts. */
import { startTlsPostgres } from '../postgres.ts'
import { startMariaDb } from '../servers/mariadb.ts'
import { mysqlSql, postgresSql, type Sql } from '../servers/sql.ts'

export interface DatabaseServer {
  readonly engine: 'postgres' | 'mariadb'
  readonly port: number
  readonly ca: string
  readonly logFile: string
  /** As ada, who may do everything. */
  readonly admin: Sql
  /** The value of an administrator's secret. */
  readonly adminValue: string
  /** The value of a secret for this account. */
  value(username: string, password: string, more?: Readonly<Record<string, unknown>>): string
  /** Makes an account that may read the table `things`. */
  addUser(username: string, password: string): Promise<void>
  /** The server lets a statement that changes this account wait until `release` was called. */
  hold(username: string): Promise<{ release(): Promise<void> }>
  /** Whether the account of this value is let in and may read `things`. */
  works(value: string): Promise<boolean>
  stop(): Promise<void>
}

const adminPassword = 'Admin-Pw-1'

export const databaseServers: readonly (readonly [kind: 'postgres' | 'mysql', start: () => Promise<DatabaseServer>])[] =
  [
    ['postgres', startPostgresServer],
    ['mysql', startMariaDbServer],
  ]

async function startPostgresServer(): Promise<DatabaseServer> {
  const { port, certificates, logFile, stop } = await startTlsPostgres(adminPassword)
  const admin = await postgresSql({ port, username: 'ada', password: adminPassword })
  await admin.run('CREATE TABLE things (id int)')
  return {
    ...common('postgres', port, admin, stop),
    ca: certificates.ca,
    logFile,
    async addUser(username, password) {
      await admin.run(`CREATE ROLE "${username}" LOGIN PASSWORD '${password}'`)
      await admin.run(`GRANT SELECT ON things TO "${username}"`)
    },
    async hold(username) {
      const other = await postgresSql({ port, username: 'ada', password: adminPassword })
      await other.run('BEGIN')
      await other.run(`ALTER ROLE "${username}" CONNECTION LIMIT 99`)
      return { release: () => other.end() }
    },
    works: (value) => reads(value, postgresSql),
  }
}

async function startMariaDbServer(): Promise<DatabaseServer> {
  const { port, certificates, logFile, stop } = await startMariaDb(adminPassword)
  const admin = await mysqlSql({ port, username: 'ada', password: adminPassword })
  await admin.run('CREATE DATABASE shop')
  await admin.run('CREATE TABLE shop.things (id int)')
  return {
    ...common('mariadb', port, admin, stop),
    ca: certificates.ca,
    logFile,
    async addUser(username, password) {
      await admin.run(`CREATE USER '${username}' IDENTIFIED BY '${password}'`)
      await admin.run(`GRANT SELECT ON shop.* TO '${username}'`)
    },
    async hold() {
      const other = await mysqlSql({ port, username: 'ada', password: adminPassword })
      await other.run('FLUSH TABLES WITH READ LOCK')
      return { release: () => other.end() }
    },
    works: (value) => reads(value, (account) => mysqlSql({ ...account, database: 'shop' })),
  }
}

function common(engine: DatabaseServer['engine'], port: number, admin: Sql, stop: () => Promise<void>) {
  const value: DatabaseServer['value'] = (username, password, more = {}) =>
    JSON.stringify({ engine, host: '127.0.0.1', port, username, password, ...more })
  return {
    engine,
    port,
    admin,
    value,
    adminValue: value('ada', adminPassword),
    async stop() {
      await admin.end()
      await stop()
    },
  }
}

async function reads(
  value: string,
  enter: (account: { port: number; username: string; password: string }) => Promise<Sql>,
): Promise<boolean> {
  const { port, username, password } = JSON.parse(value)
  try {
    const sql = await enter({ port, username, password })
    await sql.run('SELECT * FROM things')
    await sql.end()
    return true
  } catch {
    return false
  }
}
