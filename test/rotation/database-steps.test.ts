/** The four steps at real databases: what each does, and does again, and what it says when it cannot. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect } from 'vitest'
import { mysqlRotator } from '../../main/core/rotation/rotators/mysql.ts'
import { postgresRotator } from '../../main/core/rotation/rotators/postgres.ts'
import type { Result } from '../../shared/failure.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { requires } from '../support/provisions.ts'
import { type DatabaseServer, databaseServers } from '../support/rotation/database-servers.ts'
import { drive } from '../support/rotation/steps.ts'
import { type MariaDb, startMariaDb } from '../support/servers/mariadb.ts'
import { makeServerFolder } from '../support/servers/private-server.ts'
import { unwrap } from '../support/vault.ts'

const { describe, test } = requires('programs', 'mariadb')

const messageOf = (result: Result<unknown>): string =>
  result.ok ? 'ok' : `${result.failure.kind}: ${result.failure.message}`
const passwordOf = (value: string | null): string => JSON.parse(value ?? '{}').password
const nameOf = (value: string | null): string => JSON.parse(value ?? '{}').username

for (const [kind, start] of databaseServers) {
  describe(`${kind}: the steps of a rotation`, () => {
    let server: DatabaseServer
    let users = 0
    beforeAll(async () => {
      server = await start()
    })
    afterAll(() => server.stop())

    type Values = { current: string | null; previous?: string; secrets?: Record<string, string> }
    const steps = (
      draft: { strategy?: 'single' | 'alternating'; adminSecret?: string; ca?: string },
      values: Values,
    ) =>
      kind === 'postgres'
        ? drive(postgresRotator, { kind, ...draft }, values)
        : drive(mysqlRotator, { kind, ...draft }, values)
    const newUser = async (more?: Record<string, unknown>): Promise<string> => {
      users += 1
      await server.addUser(`app${users}`, 'old-Pw-1')
      return server.value(`app${users}`, 'old-Pw-1', more)
    }
    const alternating = (current: string) =>
      steps({ strategy: 'alternating', adminSecret: 'admin' }, { current, secrets: { admin: server.adminValue } })

    test('single user: the password changes at the server in set, and every step may be repeated', async () => {
      const current = await newUser()
      const run = steps({ ca: server.ca }, { current })
      for (let time = 0; time < 2; time += 1) unwrap(await run.create())
      expect(passwordOf(run.pending)).toMatch(/^[!-~]{32}$/)
      expect(passwordOf(run.pending)).not.toMatch(/[/@"'\\]/)
      expect([await server.works(current), await server.works(run.pending ?? '')]).toEqual([true, false])
      for (let time = 0; time < 2; time += 1) expect(messageOf(await run.set())).toBe('ok')
      expect([await server.works(current), await server.works(run.pending ?? '')]).toEqual([false, true])
      for (let time = 0; time < 2; time += 1) expect(messageOf(await run.test())).toBe('ok')
      expect(messageOf(await run.finish())).toBe('ok')
      expect(readFileSync(server.logFile, 'utf8')).not.toContain(passwordOf(run.pending))
    })

    test('alternating users: the account in use is never touched', async () => {
      const first = await newUser()
      const one = alternating(first)
      unwrap(await one.create())
      expect(nameOf(one.pending)).toBe(`${nameOf(first)}_clone`)
      for (let time = 0; time < 2; time += 1) expect(messageOf(await one.set())).toBe('ok')
      expect(messageOf(await one.test())).toBe('ok')
      expect([await server.works(first), await server.works(one.pending ?? '')]).toEqual([true, true])
      const two = alternating(one.pending ?? '')
      unwrap(await two.create())
      expect(nameOf(two.pending)).toBe(nameOf(first))
      expect(messageOf(await two.set())).toBe('ok')
      expect(messageOf(await two.test())).toBe('ok')
      expect([await server.works(one.pending ?? ''), await server.works(two.pending ?? '')]).toEqual([true, true])
      expect(await server.works(first)).toBe(false)
      expect(readFileSync(server.logFile, 'utf8')).not.toContain(passwordOf(two.pending))
    })

    test('the administrator may be named by masterarn, with a user and a password only, as RDS keeps it', async () => {
      const current = await newUser({ masterarn: 'arn:master' })
      const { username, password } = JSON.parse(server.adminValue)
      const secrets = { 'arn:master': JSON.stringify({ username, password }) }
      const run = steps({ strategy: 'alternating' }, { current, secrets })
      unwrap(await run.create())
      expect(messageOf(await run.set())).toBe('ok')
      expect(messageOf(await run.test())).toBe('ok')
    })

    test('what else the value holds stays as it is written', async () => {
      const current = (await newUser())
        .replace('{', '{ "9":1e400, "note":"ü\\u0041", "password" : "x", ')
        .replace(/}$/, ',"tail":[1, 2]}')
      const run = steps({}, { current })
      unwrap(await run.create())
      const plain = passwordOf(run.pending)
      expect(run.pending).toMatch(/^{"9":1e400,"note":"ü\\u0041","password":".*","engine":/)
      expect(run.pending).toMatch(/,"tail":\[1, 2\]}$/)
      expect(plain).toHaveLength(32)
      expect(run.pending?.match(/"password"/g)).toHaveLength(1)
    })

    test('single user: where the current password is refused, the previous one may still be the right one', async () => {
      const right = await newUser()
      const wrong = server.value(nameOf(right), 'never-set')
      const run = steps({}, { current: wrong, previous: right })
      unwrap(await run.create())
      expect(messageOf(await run.set())).toBe('ok')
      expect(messageOf(await run.test())).toBe('ok')
    })

    test('nobody can log in: refused with the way on, and nothing changes', async () => {
      const right = await newUser()
      const wrong = server.value(nameOf(right), 'never-set')
      for (const run of [steps({}, { current: wrong }), alternating(wrong)]) {
        unwrap(await run.create())
        expect(messageOf(await run.set())).toMatch(/^refused: .*takes no password of app\d+ .*Save the right one/)
        expect(messageOf(await run.test())).toMatch(/^refused: .*does not let the new password in/)
      }
      expect(await server.works(right)).toBe(true)
    })

    test('alternating users need an administrator that works and is of the same server', async () => {
      const current = await newUser()
      const say = async (adminSecret: string | undefined, secrets: Record<string, string>) => {
        const run = steps({ strategy: 'alternating', ...(adminSecret ? { adminSecret } : {}) }, { current, secrets })
        const made = await run.create()
        return made.ok ? messageOf(await run.set()) : `create: ${messageOf(made)}`
      }
      expect(await say(undefined, {})).toMatch(/^create: invalid: .*administrator/)
      expect(await say('admin', {})).toMatch(/^create: not-found: No secret admin/)
      expect(await say('admin', { admin: server.value('ada', 'wrong') })).toMatch(
        /^refused: The administrator's secret does not log in/,
      )
      const elsewhere = server.adminValue.replace('127.0.0.1', '127.0.0.2')
      expect(await say('admin', { admin: elsewhere })).toMatch(/^create: invalid: .*another server/)
      expect(await server.works(current)).toBe(true)
    })

    test('a certificate that is not by the given authority stops the rotation before any password is sent', async () => {
      const run = steps({ ca: otherAuthority }, { current: await newUser() })
      unwrap(await run.create())
      expect(messageOf(await run.set())).toMatch(/^refused: .*certificate/i)
    })

    test('a server that is down is something that may pass', async () => {
      const run = steps({}, { current: server.value('app', 'pw', { port: 1 }) })
      unwrap(await run.create())
      expect(messageOf(await run.set())).toMatch(/^unavailable: 127\.0\.0\.1:1/)
      expect(messageOf(await run.test())).toMatch(/^unavailable: 127\.0\.0\.1:1/)
    })

    test('a cancelled step answers soon', async () => {
      const run = steps({}, { current: await newUser() })
      unwrap(await run.create())
      expect((await run.set(AbortSignal.abort())).ok).toBe(false)
      expect(await server.works(run.current ?? '')).toBe(true)
    })

    test('a step that waits for the server ends at once when it is cancelled, and can be taken again', async () => {
      const run = steps({}, { current: await newUser() })
      unwrap(await run.create())
      const held = await server.hold(nameOf(run.current))
      const cancel = new AbortController()
      const set = run.set(cancel.signal)
      expect(await Promise.race([set, new Promise((resolve) => setTimeout(() => resolve('waits'), 300))])).toBe('waits')
      cancel.abort()
      expect((await set).ok).toBe(false)
      await held.release()
      expect(messageOf(await run.set())).toBe('ok')
      expect(messageOf(await run.test())).toBe('ok')
    })

    test('a value that is not of this kind is refused before anything is made', async () => {
      const say = async (current: string | null) => messageOf(await steps({}, { current }).create())
      expect(await say(null)).toMatch(/^invalid: The secret has no value yet/)
      expect(await say('postgres://u:p@h/db')).toMatch(/^invalid: .*no JSON object/)
      expect(await say('{"engine":"oracle","host":"h","username":"u","password":"p"}')).toMatch(
        /^invalid: The value's engine/,
      )
      expect(await say(server.value('', 'p'))).toMatch(/^invalid: The value has no username/)
      expect(await say(server.value('u', 'p', { port: 70_000 }))).toMatch(/^invalid: The port/)
      const longest = kind === 'postgres' ? 63 : 80
      const long = alternating(server.value('u'.repeat(longest - 5), 'p'))
      expect(messageOf(await long.create())).toMatch(new RegExp(`^invalid: .*at most ${longest} characters`))
      expect(messageOf(await alternating(server.value('u'.repeat(longest - 6), 'p')).create())).toBe('ok')
    })

    test('cancelled after set: the password that was there before is the one that works', async () => {
      const current = await newUser()
      const run = steps({}, { current })
      unwrap(await run.create())
      expect(messageOf(await run.cancel())).toBe('ok')
      unwrap(await run.set())
      expect(await server.works(current)).toBe(false)
      for (let time = 0; time < 2; time += 1) expect(messageOf(await run.cancel())).toBe('ok')
      expect([await server.works(current), await server.works(run.pending ?? '')]).toEqual([true, false])
    })

    test('cancelled after set with alternating users: the second account is shut, or gets its old password back', async () => {
      const current = await newUser()
      const one = alternating(current)
      unwrap(await one.create())
      unwrap(await one.set())
      expect(messageOf(await one.cancel())).toBe('ok')
      expect([await server.works(current), await server.works(one.pending ?? '')]).toEqual([true, false])
      const two = alternating(current)
      unwrap(await two.create())
      unwrap(await two.set())
      const three = alternating(two.pending ?? '')
      three.previous = current
      unwrap(await three.create())
      unwrap(await three.set())
      expect(await server.works(current)).toBe(false)
      expect(messageOf(await three.cancel())).toBe('ok')
      expect([await server.works(current), await server.works(two.pending ?? '')]).toEqual([true, true])
    })
  })
}

describe('a server that speaks no TLS', () => {
  const password = 'Plain-Pw-1'
  let postgres: Postgres
  let maria: MariaDb
  beforeAll(async () => {
    postgres = await startPostgres(makeServerFolder('plain'), password)
    maria = await startMariaDb(password, null)
  })
  afterAll(async () => {
    await postgres.stop()
    await maria.stop()
  })

  const rotate = async (kind: 'postgres' | 'mysql', more: Record<string, unknown>) => {
    const [engine, port] = kind === 'postgres' ? [kind, postgres.port] : ['mariadb', maria.port]
    const current = JSON.stringify({ engine, host: 'localhost', port, username: 'ada', password, ...more })
    const run =
      kind === 'postgres' ? drive(postgresRotator, { kind }, { current }) : drive(mysqlRotator, { kind }, { current })
    unwrap(await run.create())
    const done = messageOf(await run.set())
    await run.cancel()
    return done
  }

  for (const kind of ['postgres', 'mysql'] as const) {
    test(`${kind}: is rotated in plain text on this machine, where the value does not demand TLS`, async () => {
      expect(await rotate(kind, {})).toBe('ok')
      expect(await rotate(kind, { ssl: false })).toBe('ok')
      expect(await rotate(kind, { ssl: 'true' })).toMatch(
        /^refused: The server does not speak TLS\. .*unless the value itself has "ssl": false/,
      )
    })
  }
})

/** Of nobody here: made for this test, its key thrown away. */
const otherAuthority = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIUJoKKFoVOFERXk+bV8QgrliYMDskwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGTm9ib2R5MCAXDTI2MTEyNDEwNTQ0NVoYDzIxMjYxMDMxMTA1
NDQ1WjARMQ8wDQYDVQQDDAZOb2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AASiLcNh/ZcIDbM24lvo7RNLEfs6XZSskOUt9zYoptZCLA8nh7H3dngAT377y5PN
+XHcQ7Hgr6UqsRZtvWkPjnkzo1MwUTAdBgNVHQ4EFgQU79IM7Zy1/zeuSVqHrzHn
kYTUHSswHwYDVR0jBBgwFoAU79IM7Zy1/zeuSVqHrzHnkYTUHSswDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAorQzfXOonXz5V+wNrzA1IFDrYNHk/
R/IqiBqWDVsNRgIgb12d/YOrcf4gmzQjbcJQRaBh9TZ8tUY/D6NhW/Xfwog=
-----END CERTIFICATE-----
`
