/** PostgreSQL by its driver `pg`. */
import { Socket } from 'node:net'
import type { Client, ClientConfig } from 'pg'
import { succeed } from '../../../../../shared/failure.ts'
import { closeWithin, guarded, mayPass, partsOf, withoutValues } from './errors.ts'
import { md5Verifier, scramVerifier } from './scram.ts'
import {
  type Account,
  answerWithinMs,
  connectWithinMs,
  type DatabaseEngine,
  type DatabaseSession,
  type Login,
} from './session.ts'
import type { TlsChoice } from './tls-choice.ts'

export const postgresEngine: DatabaseEngine = {
  title: 'PostgreSQL',
  defaultPort: 5432,
  userNameLength: (engine) => (/^(postgres|postgresql|aurora-postgresql)$/.test(engine) ? 63 : null),
  nameLength: (username) => Buffer.byteLength(username),
  login,
}

async function login(account: Account, tls: TlsChoice, signal: AbortSignal): Promise<Login> {
  const { Client } = await import('pg')
  const socket = new Socket()
  const client = new Client({ ...configOf(account, tls), stream: () => socket })
  // The server may end the connection at any time; the statement that is under way then fails, which is enough.
  client.on('error', () => undefined)
  const abort = () => socket.destroy()
  signal.addEventListener('abort', abort)
  const close = (): Promise<void> => {
    signal.removeEventListener('abort', abort)
    return closeWithin(client.end(), socket)
  }
  try {
    signal.throwIfAborted()
    await client.connect()
    return { kind: 'in', session: sessionOf(client, account, close) }
  } catch (error) {
    await close()
    return refusalOf(error, account)
  }
}

function configOf(account: Account, tls: TlsChoice): ClientConfig {
  return {
    host: account.host,
    port: account.port,
    user: account.username,
    password: account.password,
    database: account.dbname ?? 'postgres',
    ssl: sslOf(tls),
    application_name: 'coffer',
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: answerWithinMs,
  }
}

const sslOf = (tls: TlsChoice): ClientConfig['ssl'] => {
  switch (tls.mode) {
    case 'plain':
      return false
    case 'unverified':
      return { rejectUnauthorized: false }
    case 'verify':
      return { ca: [...tls.ca], rejectUnauthorized: true }
  }
}

/** 28P01 invalid_password; 28000 invalid_authorization_specification: no such role, may not log in, no rule lets it in. */
function refusalOf(error: unknown, account: Account): Login {
  const { code, message } = partsOf(error)
  const said = withoutValues(message, [account.password])
  if (/does not support SSL/.test(message)) return { kind: 'no-tls', message: 'The server does not speak TLS.' }
  if (code === '28P01' || code === '28000') return { kind: 'rejected', message: said }
  return { kind: mayPass(code) ? 'unreachable' : 'problem', message: `${account.host}:${account.port}: ${said}` }
}

function sessionOf(client: Client, { username }: Account, close: DatabaseSession['close']): DatabaseSession {
  const change = (work: Promise<void>, password: string) =>
    guarded(
      () => work.then(() => null),
      (error) => sentenceOf(error, [password]),
    )
  return {
    setOwnPassword: (password) => change(setPassword(client, username, password), password),
    identity: async () => succeed(username),
    setAlternate: (account) => change(setAlternate(client, account), account.password),
    close,
  }
}

async function setPassword(client: Client, role: string, password: string): Promise<void> {
  const verifier = client.escapeLiteral(await verifierFor(client, role, password))
  await client.query(`ALTER ROLE ${client.escapeIdentifier(role)} PASSWORD ${verifier}`)
}

/** In one transaction: a kill in between leaves nothing behind. */
async function setAlternate(
  client: Client,
  { original, alternate, password }: { original: string; alternate: string; password: string },
): Promise<void> {
  const [from, to] = [client.escapeIdentifier(original), client.escapeIdentifier(alternate)]
  await client.query('BEGIN')
  const known = await client.query('SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1', [alternate])
  if (known.rowCount === 0) {
    await client.query(`CREATE ROLE ${to} LOGIN`)
    await client.query(`GRANT ${from} TO ${to}`)
  }
  await setPassword(client, alternate, password)
  await client.query('COMMIT')
}

/** In the form the server would store it in; `scram_iterations` is there from version 16 on. */
async function verifierFor(client: Client, role: string, password: string): Promise<string> {
  const asked = await client.query<{ method: string; iterations: string | null }>(
    "SELECT current_setting('password_encryption') AS method, current_setting('scram_iterations', true) AS iterations",
  )
  const [setting] = asked.rows
  if (setting?.method !== 'scram-sha-256') return md5Verifier(password, role)
  return scramVerifier(password, Number(setting.iterations ?? 4_096))
}

const sentenceOf = (error: unknown, values: readonly string[]): string => {
  const { code, message } = partsOf(error)
  // 42501 insufficient_privilege: the server's words are "permission denied …" or "must have admin option on role …".
  const hint = code === '42501' ? ' The account has not the rights this rotation needs.' : ''
  return `PostgreSQL said: ${withoutValues(message, [...values, 'SCRAM-SHA-256$'])}.${hint}`
}
