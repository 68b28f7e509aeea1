/** MySQL and MariaDB by the driver `mysql2`. */
import { connect, type Socket } from 'node:net'
import type { Connection, ConnectionOptions } from 'mysql2/promise'
import { closeWithin, guarded, mayPass, partsOf, withoutValues } from './errors.ts'
import { setAlternate } from './mysql-clone.ts'
import { setOwnPassword } from './mysql-password.ts'
import {
  type Account,
  answerWithinMs,
  connectWithinMs,
  type DatabaseEngine,
  type DatabaseSession,
  type Login,
} from './session.ts'
import type { TlsChoice } from './tls-choice.ts'

export const mysqlEngine: DatabaseEngine = {
  title: 'MySQL',
  defaultPort: 3306,
  userNameLength: (engine) => (engine === 'mariadb' ? 80 : /^(mysql|aurora-mysql)$/.test(engine) ? 32 : null),
  nameLength: (username) => [...username].length,
  login,
}

async function login(account: Account, tls: TlsChoice, signal: AbortSignal): Promise<Login> {
  const { createConnection } = await import('mysql2/promise')
  const socket = openSocket(account)
  const abort = () => socket.destroy()
  const forget = () => signal.removeEventListener('abort', abort)
  signal.addEventListener('abort', abort)
  try {
    signal.throwIfAborted()
    const connection = await createConnection(configOf(account, tls, socket))
    connection.on('error', () => undefined)
    // With backslashes as escapes and double quotes as quotes, what the driver quotes means what it says.
    await connection.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")
    const close = () => {
      forget()
      return closeWithin(connection.end(), socket)
    }
    return { kind: 'in', session: sessionOf(connection, close) }
  } catch (error) {
    forget()
    socket.destroy()
    return refusalOf(error, account)
  }
}

/**
 * The driver compares the certificate with the name it dialled, but for an address it leaves the name to Node, which
 * looks for it at the socket: without one it would take "localhost".
 */
function openSocket({ host, port }: Account): Socket {
  const socket = connect({ host, port })
  socket.on('error', () => undefined)
  return Object.assign(socket, { _host: host })
}

function configOf(account: Account, tls: TlsChoice, socket: Socket): ConnectionOptions {
  const ssl = sslOf(tls)
  return {
    host: account.host,
    port: account.port,
    user: account.username,
    password: account.password,
    connectTimeout: connectWithinMs,
    // Its parsers of rows are made by `new Function` otherwise.
    disableEval: true,
    stream: socket,
    ...(account.dbname === null ? {} : { database: account.dbname }),
    ...(ssl === null ? {} : { ssl }),
  }
}

const sslOf = (tls: TlsChoice): { ca?: string[]; rejectUnauthorized: boolean; verifyIdentity?: boolean } | null => {
  switch (tls.mode) {
    case 'plain':
      return null
    case 'unverified':
      return { rejectUnauthorized: false }
    case 'verify':
      return { ca: [...tls.ca], rejectUnauthorized: true, verifyIdentity: true }
  }
}

const rejections = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_ACCOUNT_HAS_BEEN_LOCKED',
  'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
])

function refusalOf(error: unknown, account: Account): Login {
  const { code, message } = partsOf(error)
  const said = withoutValues(message, [account.password])
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return { kind: 'no-tls', message: 'The server does not speak TLS.' }
  if (rejections.has(code)) return { kind: 'rejected', message: said }
  return { kind: mayPass(code) ? 'unreachable' : 'problem', message: `${account.host}:${account.port}: ${said}` }
}

function sessionOf(connection: Connection, close: DatabaseSession['close']): DatabaseSession {
  const change = (work: Promise<void>, password: string) =>
    guarded(
      () => work.then(() => null),
      (error) => sentenceOf(error, [password]),
    )
  return {
    setOwnPassword: (password) => change(setOwnPassword(connection, password), password),
    identity: () =>
      guarded(
        () => identityOf(connection),
        (error) => sentenceOf(error, []),
      ),
    setAlternate: (account) => change(setAlternate(connection, account), account.password),
    close,
  }
}

async function identityOf(connection: Connection): Promise<string> {
  const [rows] = await connection.query({ sql: 'SELECT CURRENT_USER()', rowsAsArray: true, timeout: answerWithinMs })
  return String(Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0][0] : '')
}

/** The driver's errors carry the whole statement; only the server's own sentence goes on. */
const sentenceOf = (error: unknown, values: readonly string[]): string => {
  const { code, message } = partsOf(error)
  const denied = /ACCESS_DENIED|SPECIFIC_ACCESS|TABLEACCESS|PROCACCESS/.test(code)
  const hint = denied ? ' The account has not the rights this rotation needs.' : ''
  // A parse error quotes what stands behind the place it stopped at.
  const said =
    code === 'ER_PARSE_ERROR' ? 'it does not know a statement of this rotation' : withoutValues(message, values)
  return `The server said: ${said}.${hint}`
}
