/**
 * The four steps for a database, as AWS's templates take them: `single` changes the user's own password, `alternating`
 * lets `app` and `app_clone` take turns, so that the one in use is never touched.
 */
import { type FailureOf, fail, invalid, type Result, succeed } from '../../../../../shared/failure.ts'
import type { LentValue, NewValue, RotatorContext } from '../../rotator.ts'
import { encodeText, readText } from '../value-text.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { newDatabasePassword } from './database-password.ts'
import { alternateName, type DatabaseValue, readDatabaseValue, writeDatabaseValue } from './database-value.ts'
import type { DatabaseEngine, DatabaseSession, Login } from './session.ts'

type Context = RotatorContext<'postgres'> | RotatorContext<'mysql'>

interface Values {
  readonly current: DatabaseValue
  readonly pending: DatabaseValue
  readonly previous: DatabaseValue | null
}

export const databaseSteps = (engine: DatabaseEngine) => ({
  create: async (context: Context): Promise<Result<NewValue>> => {
    const current = readValue(engine, context.current)
    if (!current.ok) return current
    const username = pendingName(context, current.value)
    const tooLong = checkName(engine, current.value.engine, username)
    if (!tooLong.ok) return tooLong
    // Told before anything is made rather than half way.
    const admin = context.config.strategy === 'alternating' ? readAdmin(current.value, context) : current
    if (!admin.ok) return admin
    const text = writeDatabaseValue(current.value, { username, password: newDatabasePassword() })
    return succeed({ form: 'text', bytes: encodeText(text) })
  },

  set: async (context: Context): Promise<Result<null>> => {
    const values = readValues(engine, context)
    if (!values.ok) return values
    const options = optionsOf(engine, context)
    const done = await tryLogin(options, values.value.pending)
    if (!done.ok || done.value === 'in') return done.ok ? succeed(null) : done
    return context.config.strategy === 'single'
      ? setSingle(options, values.value)
      : setAlternating(options, values.value, context)
  },

  test: async (context: Context): Promise<Result<null>> => {
    const values = readValues(engine, context)
    if (!values.ok) return values
    const login = await connect(optionsOf(engine, context), values.value.pending)
    if (login.kind === 'in') await login.session.close()
    if (login.kind === 'rejected') return fail(refusedNew(engine, login.message))
    return login.kind === 'in' ? succeed(null) : fail(notAsked(login))
  },

  cancel: async (context: Context): Promise<Result<null>> => {
    if (context.pending === null) return succeed(null)
    const values = readValues(engine, context)
    if (!values.ok) return values
    return takeBack(optionsOf(engine, context), values.value, context.config.strategy)
  },
})

const optionsOf = (engine: DatabaseEngine, { config, signal }: Context): ConnectOptions => ({
  engine,
  ca: config.ca,
  signal,
})

const pendingName = ({ config }: Context, { username }: DatabaseValue): string =>
  config.strategy === 'single' ? username : alternateName(username)

function readValue(engine: DatabaseEngine, lent: LentValue | null): Result<DatabaseValue> {
  const text = readText(lent)
  if (!text.ok) return text
  const value = readDatabaseValue(text.value, engine.defaultPort)
  if (!value.ok) return value
  if (engine.userNameLength(value.value.engine) !== null) return value
  return invalid('engine', `The value's engine is not one of ${engine.title}, which this rotation is for.`)
}

/** A server cuts a longer name or refuses it; either way the account would be another than the value says. */
function checkName(engine: DatabaseEngine, name: string, username: string): Result<null> {
  const limit = engine.userNameLength(name) ?? 0
  if (engine.nameLength(username) <= limit) return succeed(null)
  return invalid(
    'username',
    `The second account would be called ${username}, and user names of ${name} have at most ${limit} characters. Rotate with a single user, or use a shorter name.`,
  )
}

/** The pair must be about one server, and about the users that the strategy pairs: as in AWS's templates. */
function readValues(engine: DatabaseEngine, context: Context): Result<Values> {
  const [current, pending] = [readValue(engine, context.current), readValue(engine, context.pending)]
  if (!current.ok) return current
  if (!pending.ok) return pending
  const previous = readValue(engine, context.previous)
  if (pending.value.username !== pendingName(context, current.value)) {
    return invalid('username', 'The new value names another user than this rotation changes. Cancel it and start anew.')
  }
  if (pending.value.host !== current.value.host || pending.value.port !== current.value.port) {
    return invalid(
      'host',
      'The new value names another server than the current one. Cancel the rotation and start anew.',
    )
  }
  return succeed({ current: current.value, pending: pending.value, previous: previous.ok ? previous.value : null })
}

/** Whether it lets in; a server that cannot be asked is a failure, not a no. */
async function tryLogin(options: ConnectOptions, value: DatabaseValue): Promise<Result<'in' | 'rejected'>> {
  const login = await connect(options, value)
  if (login.kind === 'in') await login.session.close()
  if (login.kind === 'in' || login.kind === 'rejected') return succeed(login.kind)
  return fail(notAsked(login))
}

async function setSingle(options: ConnectOptions, { current, pending, previous }: Values): Promise<Result<null>> {
  const isSame = previous?.username === current.username && previous.host === current.host
  for (const value of [current, ...(previous !== null && isSame ? [previous] : [])]) {
    const login = await connect(options, value)
    if (login.kind === 'in') return using(login.session, (session) => session.setOwnPassword(pending.password))
    if (login.kind !== 'rejected') return fail(notAsked(login))
  }
  return fail(nobodyEnters(options.engine, current))
}

async function setAlternating(options: ConnectOptions, values: Values, context: Context): Promise<Result<null>> {
  const identity = await identityOf(options, values.current)
  if (!identity.ok) return identity
  const admin = readAdmin(values.current, context)
  if (!admin.ok) return admin
  const login = await connect(options, admin.value)
  if (login.kind === 'rejected') return fail(refusedAdmin(login.message))
  if (login.kind !== 'in') return fail(notAsked(login))
  const { username: alternate, password } = values.pending
  return using(login.session, (session) => session.setAlternate({ original: identity.value, alternate, password }))
}

/** The account in use has to work before another is made like it. */
async function identityOf(options: ConnectOptions, current: DatabaseValue): Promise<Result<string>> {
  const login = await connect(options, current)
  if (login.kind === 'rejected') return fail(nobodyEnters(options.engine, current))
  if (login.kind !== 'in') return fail(notAsked(login))
  return using(login.session, (session) => session.identity())
}

/** What RDS manages holds a user and a password only; where the server is then stands in the secret that rotates. */
function readAdmin(current: DatabaseValue, context: Context): Result<DatabaseValue> {
  const named = context.config.adminSecret ?? textOf(current, 'masterarn')
  if (named === null) {
    return invalid(
      'adminSecret',
      'Alternating users need the secret of an administrator who may make accounts: name it.',
    )
  }
  const lent = context.readSecret(named)
  const text = lent.ok ? readText(lent.value) : lent
  if (!text.ok) return text
  const defaults = { engine: current.engine, host: current.host, port: String(current.port) }
  const admin = readDatabaseValue(text.value, current.port, defaults)
  if (!admin.ok) return fail({ ...admin.failure, message: `The administrator's secret: ${admin.failure.message}` })
  if (admin.value.host !== current.host) {
    return invalid('adminSecret', "The administrator's secret is for another server than the secret that rotates.")
  }
  return succeed({ ...admin.value, ssl: admin.value.ssl ?? current.ssl })
}

const textOf = ({ members }: DatabaseValue, key: string): string | null =>
  members.findLast((member) => member.key === key)?.text || null

/**
 * After `set` the new password is the one that logs in: it goes back to the password that this user had before, or to
 * one that nobody knows where there was none. A new password that does not log in was never set.
 */
async function takeBack(
  options: ConnectOptions,
  { current, pending, previous }: Values,
  strategy: Context['config']['strategy'],
): Promise<Result<null>> {
  const login = await connect(options, pending)
  if (login.kind === 'rejected') return succeed(null)
  if (login.kind !== 'in') return fail(notAsked(login))
  const before = strategy === 'single' ? current : previous
  const password = before?.username === pending.username ? before.password : newDatabasePassword()
  return using(login.session, (session) => session.setOwnPassword(password))
}

async function using<T>(session: DatabaseSession, work: (session: DatabaseSession) => Promise<T>): Promise<T> {
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** Of a login that was neither let in nor rejected. */
const notAsked = ({ kind, message }: Exclude<Login, { kind: 'in' }>): FailureOf<'unavailable' | 'refused'> => ({
  kind: kind === 'unreachable' ? 'unavailable' : 'refused',
  message,
})

const refusedNew = ({ title }: DatabaseEngine, said: string): FailureOf<'refused'> => ({
  kind: 'refused',
  message: `${title} does not let the new password in: ${said}. AWSCURRENT is unchanged; cancel, or try again.`,
})

const refusedAdmin = (said: string): FailureOf<'refused'> => ({
  kind: 'refused',
  message: `The administrator's secret does not log in: ${said}. Put its right password there, then try again.`,
})

const nobodyEnters = ({ title }: DatabaseEngine, { username }: DatabaseValue): FailureOf<'refused'> => ({
  kind: 'refused',
  message: `${title} takes no password of ${username} that this secret holds, so the rotation cannot log in to change it. Save the right one as the current value, then start again.`,
})
