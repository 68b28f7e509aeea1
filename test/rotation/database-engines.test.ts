/** What a rotator asks of a database, asked of real servers. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { mysqlEngine } from '../../main/core/rotation/rotators/database/mysql-engine.ts'
import { postgresEngine } from '../../main/core/rotation/rotators/database/postgres-engine.ts'
import type { Account, DatabaseEngine, DatabaseSession } from '../../main/core/rotation/rotators/database/session.ts'
import type { TlsChoice } from '../../main/core/rotation/rotators/database/tls-choice.ts'
import { eventually } from '../support/conditions.ts'
import { startTlsPostgres, type TlsPostgres } from '../support/postgres.ts'
import { requires } from '../support/provisions.ts'
import { makeCertificates } from '../support/servers/certificates.ts'
import { type MariaDb, startMariaDb } from '../support/servers/mariadb.ts'
import { makeServerFolder } from '../support/servers/private-server.ts'
import { mysqlSql, postgresSql, type Sql } from '../support/servers/sql.ts'

const { describe, test } = requires('programs', 'mariadb')
const adminPassword = 'admin-Pw-1'

interface Server {
  readonly port: number
  readonly certificates: { readonly ca: string }
  readonly logFile: string
  stop(): Promise<void>
}

const engines: readonly {
  readonly name: string
  readonly engine: DatabaseEngine
  readonly main: () => Server
  readonly start: (names: readonly string[]) => Promise<Server>
}[] = [
  {
    name: 'PostgreSQL',
    engine: postgresEngine,
    main: () => postgres,
    start: (names) => startTlsPostgres(adminPassword, names),
  },
  { name: 'MariaDB', engine: mysqlEngine, main: () => maria, start: (names) => startMariaDb(adminPassword, names) },
]

let postgres: TlsPostgres
let maria: MariaDb
beforeAll(async () => {
  postgres = await startTlsPostgres(adminPassword)
  maria = await startMariaDb(adminPassword)
})
afterAll(async () => {
  await postgres.stop()
  await maria.stop()
})

/** The server's log once this is in it: another process of the server writes it. */
const logWith = ({ logFile }: Pick<Server, 'logFile'>, words: string): Promise<string> =>
  eventually(`${words} in the log`, () => {
    const log = readFileSync(logFile, 'utf8')
    return log.includes(words) ? log : null
  })

const neverAborted = new AbortController().signal
let otherCa = ''
let otherFolder = ''
beforeAll(() => {
  otherFolder = makeServerFolder('ca')
  otherCa = makeCertificates(otherFolder, ['DNS:localhost']).ca
})

/** Logs in or throws. */
async function sessionFor(engine: DatabaseEngine, account: Account): Promise<DatabaseSession> {
  const login = await engine.login(account, { mode: 'unverified' }, neverAborted)
  if (login.kind !== 'in') throw new Error(login.message)
  return login.session
}

for (const { name, engine, main, start } of engines) {
  describe(`${name}: a login`, () => {
    let server: Server
    let byName: Server
    let byAddress: Server
    beforeAll(async () => {
      server = main()
      byName = await start(['DNS:localhost'])
      byAddress = await start(['IP:127.0.0.1'])
    })
    afterAll(async () => {
      for (const each of [byName, byAddress]) await each.stop()
    })

    const admin = (change: Partial<Account> = {}): Account => ({
      host: '127.0.0.1',
      port: server.port,
      username: 'ada',
      password: adminPassword,
      dbname: null,
      ...change,
    })
    const verify = (ca: string): TlsChoice => ({ mode: 'verify', ca: [ca] })

    const enter = async (account: Account, tls: TlsChoice): Promise<string> => {
      const login = await engine.login(account, tls, neverAborted)
      if (login.kind === 'in') await login.session.close()
      return login.kind === 'in' ? 'in' : `${login.kind}: ${login.message}`
    }

    test('succeeds by address and by name when the certificate is by the given authority', async () => {
      expect(await enter(admin(), verify(server.certificates.ca))).toBe('in')
      expect(await enter(admin({ host: 'localhost' }), verify(server.certificates.ca))).toBe('in')
      expect(await enter(admin(), { mode: 'unverified' })).toBe('in')
    })

    test('is refused before the password is sent when another authority is given', async () => {
      expect(await enter(admin(), verify(otherCa))).toMatch(/^problem: .*(certificate|verify|self.signed)/i)
    })

    test('is refused when the certificate is for another host, by address and by name', async () => {
      const address = admin({ port: byName.port })
      expect(await enter(address, verify(byName.certificates.ca))).toMatch(/^problem: .*altnames/i)
      const name = admin({ host: 'localhost', port: byAddress.port })
      expect(await enter(name, verify(byAddress.certificates.ca))).toMatch(/^problem: .*altnames/i)
    })

    test('tells a wrong password from a server that is not there', async () => {
      const secret = 'wrong-Pw-77'
      expect(await enter(admin({ password: secret }), { mode: 'unverified' })).toMatch(/^rejected: /)
      expect(await enter(admin({ password: secret }), { mode: 'unverified' })).not.toContain(secret)
      expect(await enter(admin({ port: 1 }), { mode: 'unverified' })).toMatch(/^unreachable: .*127\.0\.0\.1:1/)
    })

    test('ends when it is cancelled', async () => {
      const cancelled = await engine.login(admin(), { mode: 'unverified' }, AbortSignal.abort())
      expect(cancelled.kind).not.toBe('in')
    })
  })
}

describe('PostgreSQL: accounts', () => {
  let server: TlsPostgres
  let admin: Sql
  let adminSession: DatabaseSession
  beforeAll(async () => {
    server = postgres
    admin = await postgresSql({ port: server.port, username: 'ada', password: adminPassword })
    adminSession = await sessionFor(postgresEngine, account('ada', adminPassword))
  })
  afterAll(async () => {
    await adminSession.close()
    await admin.end()
  })

  const account = (username: string, password: string, dbname: string | null = null): Account => ({
    host: '127.0.0.1',
    port: server.port,
    username,
    password,
    dbname,
  })
  const canEnter = async (username: string, password: string) =>
    (await postgresEngine.login(account(username, password), { mode: 'unverified' }, neverAborted)).kind

  for (const method of ['scram-sha-256', 'md5']) {
    test(`an account changes its own password where ${method} is stored, and the log never holds it`, async () => {
      const role = `own_${method.slice(0, 3)}`
      const rules = join(server.folder, 'pg_hba.conf')
      writeFileSync(rules, `host all own_md5 127.0.0.1/32 md5\n${readFileSync(rules, 'utf8')}`)
      await admin.run(`ALTER SYSTEM SET password_encryption = '${method}'`)
      await admin.run('SELECT pg_reload_conf()')
      await admin.run(`CREATE ROLE ${role} LOGIN PASSWORD 'old-Pw'`)
      const session = await sessionFor(postgresEngine, account(role, 'old-Pw'))
      const password = `new-Pw-${method}`
      expect(await session.setOwnPassword(password)).toEqual({ ok: true, value: null })
      await session.close()
      expect(await canEnter(role, password)).toBe('in')
      expect(await canEnter(role, 'old-Pw')).toBe('rejected')
      const [[stored = ''] = []] = await admin.run(`SELECT rolpassword FROM pg_authid WHERE rolname = '${role}'`)
      expect(stored).toMatch(method === 'md5' ? /^md5[0-9a-f]{32}$/ : /^SCRAM-SHA-256\$4096:/)
      const log = await logWith(server, `ALTER ROLE "${role}" PASSWORD`)
      expect(log).not.toContain(password)
      await admin.run('ALTER SYSTEM RESET password_encryption')
      await admin.run('SELECT pg_reload_conf()')
    })
  }

  test('a second account gets what the first may do, under any name', async () => {
    const original = 'app "quoted" \'one'
    const quoted = '"app ""quoted"" \'one"'
    await admin.run(`CREATE ROLE ${quoted} LOGIN PASSWORD 'old-Pw'`)
    await admin.run('CREATE TABLE things (id int)')
    await admin.run(`GRANT SELECT ON things TO ${quoted}`)
    const alternate = `${original}_clone`
    for (const password of ['first-Pw', 'second-Pw']) {
      expect(await adminSession.setAlternate({ original, alternate, password })).toEqual({ ok: true, value: null })
      const clone = await postgresSql({ port: server.port, username: alternate, password })
      expect(await clone.run('SELECT * FROM things')).toEqual([])
      await clone.end()
    }
    expect(await canEnter(alternate, 'first-Pw')).toBe('rejected')
    expect(readFileSync(server.logFile, 'utf8')).not.toMatch(/first-Pw|second-Pw/)
  })

  test('a second account that cannot get its rights is not left behind', async () => {
    const result = await adminSession.setAlternate({ original: 'nobody', alternate: 'nobody_clone', password: 'p-Pw' })
    expect(result.ok).toBe(false)
    expect(await admin.run("SELECT rolname FROM pg_roles WHERE rolname = 'nobody_clone'")).toEqual([])
  })

  test('an account without the rights is told so, without the password', async () => {
    await admin.run("CREATE ROLE weak LOGIN PASSWORD 'weak-Pw'")
    const weak = await sessionFor(postgresEngine, account('weak', 'weak-Pw'))
    const result = await weak.setAlternate({ original: 'weak', alternate: 'weak_clone', password: 'new-Pw-weak' })
    await weak.close()
    expect(result.ok ? '' : result.failure.message).toMatch(/permission denied .* has not the rights/)
    expect(JSON.stringify(result)).not.toMatch(/new-Pw-weak|SCRAM/)
  })

  test('a database that is not there is named', async () => {
    const login = await postgresEngine.login(
      account('ada', adminPassword, 'nowhere'),
      { mode: 'unverified' },
      neverAborted,
    )
    expect(login.kind === 'problem' ? login.message : login.kind).toContain('database "nowhere" does not exist')
  })
})

describe('MariaDB: accounts', () => {
  let server: Server
  let admin: Sql
  let adminSession: DatabaseSession
  beforeAll(async () => {
    server = maria
    admin = await mysqlSql({ port: server.port, username: 'ada', password: adminPassword })
    adminSession = await sessionFor(mysqlEngine, account('ada', adminPassword))
    await admin.run('CREATE DATABASE shop')
    await admin.run('CREATE TABLE shop.things (id int)')
  })
  afterAll(async () => {
    await adminSession.close()
    await admin.end()
  })

  const account = (username: string, password: string, dbname: string | null = null): Account => ({
    host: '127.0.0.1',
    port: server.port,
    username,
    password,
    dbname,
  })
  const canEnter = async (username: string, password: string) => {
    const login = await mysqlEngine.login(account(username, password), { mode: 'unverified' }, neverAborted)
    if (login.kind === 'in') await login.session.close()
    return login.kind
  }
  const grantsOf = async (user: string, host = '%') =>
    (await admin.run(`SHOW GRANTS FOR '${user}'@'${host}'`)).map(([line = '']) =>
      line.replace(/ IDENTIFIED BY PASSWORD '\*[0-9A-F]{40}'/, '').replaceAll(`\`${user}\`@`, '`…`@'),
    )

  test('an account changes its own password, and the log holds the hash only', async () => {
    await admin.run("CREATE USER own IDENTIFIED BY 'old-Pw'")
    const session = await sessionFor(mysqlEngine, account('own', 'old-Pw'))
    expect(await session.identity()).toEqual({ ok: true, value: 'own@%' })
    expect(await session.setOwnPassword('new-Pw-own')).toEqual({ ok: true, value: null })
    await session.close()
    expect(await canEnter('own', 'new-Pw-own')).toBe('in')
    expect(await canEnter('own', 'old-Pw')).toBe('rejected')
    const log = await logWith(server, "SET PASSWORD = '*")
    expect(log).not.toContain('new-Pw-own')
  })

  test('a second account gets the same grants, roles, limits of TLS and options', async () => {
    const statements = [
      "CREATE USER app IDENTIFIED BY 'old-Pw' REQUIRE SSL",
      'CREATE ROLE reader',
      'GRANT SELECT ON shop.* TO reader',
      'GRANT reader TO app WITH ADMIN OPTION',
      'SET DEFAULT ROLE reader FOR app',
      'CREATE DATABASE `odd TO ``app`',
      'GRANT INSERT ON `odd TO ``app`.* TO app WITH GRANT OPTION',
      'GRANT SELECT (id) ON shop.things TO app',
    ]
    for (const statement of statements) await admin.run(statement)
    for (const password of ['first-Pw', 'second-Pw']) {
      const change = { original: 'app@%', alternate: 'app_clone', password }
      expect(await adminSession.setAlternate(change)).toEqual({ ok: true, value: null })
      expect(await canEnter('app_clone', password)).toBe('in')
    }
    expect(await grantsOf('app_clone')).toEqual(await grantsOf('app'))
    expect((await grantsOf('app')).length).toBe(5)
    expect(readFileSync(server.logFile, 'utf8')).not.toMatch(/first-Pw|second-Pw/)
    const [[requirement] = []] = await admin.run("SELECT ssl_type FROM mysql.user WHERE User = 'app_clone'")
    expect(requirement).toBe('ANY')
  })

  test('an account with quotes in its name, on a host of its own, is cloned there', async () => {
    const original = "o'brien `x"
    const escaped = "o''brien `x"
    await admin.run(`CREATE USER '${escaped}'@'127.0.0.%' IDENTIFIED BY 'old-Pw'`)
    await admin.run(`GRANT SELECT ON shop.* TO '${escaped}'@'127.0.0.%'`)
    const change = { original: `${original}@127.0.0.%`, alternate: `${original}_clone`, password: 'clone-Pw' }
    expect(await adminSession.setAlternate(change)).toEqual({ ok: true, value: null })
    const clone = await mysqlSql({ port: server.port, username: `${original}_clone`, password: 'clone-Pw' })
    expect(await clone.run('SELECT * FROM shop.things')).toEqual([])
    await clone.end()
    expect(await admin.run(`SELECT Host FROM mysql.user WHERE User = '${escaped}_clone'`)).toEqual([['127.0.0.%']])
  })

  test('until the last step the second account lets nobody in', async () => {
    await admin.run("CREATE USER half IDENTIFIED BY 'old-Pw'")
    await admin.run("CREATE USER lesser IDENTIFIED BY 'lesser-Pw'")
    await admin.run('GRANT CREATE USER ON *.* TO lesser')
    await admin.run('GRANT SELECT ON mysql.* TO lesser')
    await admin.run('GRANT SELECT ON shop.* TO half')
    const lesser = await sessionFor(mysqlEngine, account('lesser', 'lesser-Pw'))
    const result = await lesser.setAlternate({ original: 'half@%', alternate: 'half_clone', password: 'half-Pw' })
    await lesser.close()
    expect(result.ok ? '' : result.failure.message).toMatch(/has not the rights/)
    expect(await canEnter('half_clone', 'half-Pw')).toBe('rejected')
    const again = await adminSession.setAlternate({ original: 'half@%', alternate: 'half_clone', password: 'half-Pw' })
    expect(again).toEqual({ ok: true, value: null })
    expect(await grantsOf('half_clone')).toEqual(await grantsOf('half'))
  })

  test('a session of a server that is stuck is closed all the same', async () => {
    const session = await sessionFor(mysqlEngine, account('ada', adminPassword))
    process.kill(maria.pid, 'SIGSTOP')
    await session.close()
    process.kill(maria.pid, 'SIGCONT')
  })

  test('a session reads quotes as the driver writes them, whatever the server is set to', async () => {
    await admin.run("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'")
    const session = await sessionFor(mysqlEngine, account('ada', adminPassword))
    const name = "x\\' OR 1 -- "
    const result = await session.setAlternate({ original: 'own@%', alternate: name, password: 'odd-Pw' })
    await session.close()
    await admin.run('SET GLOBAL sql_mode = DEFAULT')
    expect(result).toEqual({ ok: true, value: null })
    expect(await canEnter(name, 'odd-Pw')).toBe('in')
  })
})

afterAll(() => rmSync(otherFolder, { recursive: true, force: true }))
