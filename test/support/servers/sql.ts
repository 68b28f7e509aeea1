/** Statements as the test's own administrator, past the code under test. */
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'

export interface Sql {
  /** Rows as arrays of text. */
  run(statement: string): Promise<readonly (readonly string[])[]>
  end(): Promise<void>
}

export interface SqlAccount {
  readonly port: number
  readonly username: string
  readonly password: string
  readonly database?: string
}

const rowsOf = (rows: unknown): string[][] =>
  Array.isArray(rows) ? rows.map((row) => (Array.isArray(row) ? row.map((cell) => String(cell)) : [])) : []

export async function postgresSql({ port, username, password, database = 'postgres' }: SqlAccount): Promise<Sql> {
  const client = new Client({ host: '127.0.0.1', port, user: username, password, database, ssl: false })
  client.on('error', () => undefined)
  await client.connect()
  return {
    run: async (statement) => rowsOf((await client.query({ text: statement, rowMode: 'array' })).rows),
    end: () => client.end(),
  }
}

export async function mysqlSql({ port, username, password, database }: SqlAccount): Promise<Sql> {
  const connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: username,
    password,
    ...(database === undefined ? {} : { database }),
  })
  connection.on('error', () => undefined)
  return {
    run: async (statement) => rowsOf((await connection.query({ sql: statement, rowsAsArray: true }))[0]),
    end: () => connection.end(),
  }
}
