import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newDatabasePassword } from '../../../../../main/core/rotation/rotators/database/database-password.ts'
import {
  alternateName,
  readDatabaseValue,
  writeDatabaseValue,
} from '../../../../../main/core/rotation/rotators/database/database-value.ts'
import { unwrap } from '../../../../support/vault.ts'

const runs = process.env.SLOW ? 10_000 : 200
const value = (more: string): string => `{"engine":"postgres","host":"h","username":"u","password":"p"${more}}`
const read = (text: string) => unwrap(readDatabaseValue(text, 5432))

describe('a database secret', () => {
  test('has its port as a number or as text, and the default without one', () => {
    expect(read(value(',"port":5433')).port).toBe(5433)
    expect(read(value(',"port":"5434"')).port).toBe(5434)
    expect(read(value('')).port).toBe(5432)
  })

  test('says of TLS true, false or nothing, in the forms that AWS takes', () => {
    const table: readonly (readonly [string, boolean | null])[] = [
      [',"ssl":true', true],
      [',"ssl":"True"', true],
      [',"ssl":false', false],
      [',"ssl":"FALSE"', false],
      [',"ssl":"maybe"', null],
      [',"ssl":1', null],
      [',"ssl":null', null],
      ['', null],
    ]
    for (const [more, expected] of table) expect([more, read(value(more)).ssl]).toEqual([more, expected])
  })

  test('takes the last of members with one name, as JSON readers do', () => {
    expect(read(value(',"password":"second"')).password).toBe('second')
  })

  test('keeps every other member, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
        fc.string(),
        fc.string(),
        (more, username, password) => {
          const whole = { ...more, engine: 'mysql', host: 'h', username: 'u', password: 'p' }
          const written = writeDatabaseValue(read(JSON.stringify(whole)), { username, password })
          expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify({ ...whole, username, password })))
          expect(Object.keys(JSON.parse(written))).toEqual(Object.keys(whole))
        },
      ),
      { numRuns: runs },
    )
  })

  test('alternates between a name and its clone', () => {
    expect(alternateName('app')).toBe('app_clone')
    expect(alternateName('app_clone')).toBe('app')
  })
})

describe('a new database password', () => {
  test('has 32 characters of all four kinds and none that AWS leaves out', () => {
    for (let time = 0; time < runs; time += 1) {
      const password = newDatabasePassword()
      expect(password).toMatch(/^[!-~]{32}$/)
      expect(password).not.toMatch(/[/@"'\\]/)
      for (const each of [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/]) expect(password).toMatch(each)
    }
  })
})
