import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRamFolder } from '../../../cli/run/ram-files.ts'
import { variableOfKey, variableOfSecret } from '../../../shared/variables.ts'

test.each([
  ['password', 'password'],
  ['DB_HOST', 'DB_HOST'],
  ['db-host', 'db_host'],
  ['a.b c', 'a_b_c'],
  ['1st', '_1st'],
  ['é', '_'],
  ['', '_'],
])('the key %j is the variable %s', (key, variable) => {
  expect(variableOfKey(key)).toBe(variable)
})

test.each([
  ['prod/stripe-key', 'STRIPE_KEY'],
  ['token', 'TOKEN'],
  ['prod/', 'PROD'],
  ['prod/2fa', '_2FA'],
])('the secret %j is the variable %s', (name, variable) => {
  expect(variableOfSecret(name)).toBe(variable)
})

describe('files in memory', () => {
  test('are for their owner alone, and gone when they are removed', () => {
    const endings: (() => void)[] = []
    const folder = createRamFolder((body) => {
      endings.push(body)
      return () => endings.splice(endings.indexOf(body), 1)
    })
    const path = folder.add('key', new Uint8Array([1, 2]))
    expect(lstatSync(path).mode & 0o777).toBe(0o600)
    expect(lstatSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(readFileSync(path)).toEqual(Buffer.from([1, 2]))
    expect(folder.inMemory).toBe(process.platform === 'linux')
    expect(endings).toHaveLength(1)
    folder.remove()
    expect(existsSync(dirname(path))).toBe(false)
    expect(endings).toHaveLength(0)
  })

  test('of a command that was killed are removed by the next', () => {
    const first = createRamFolder(() => () => undefined)
    const left = join(dirname(first.path), 'coffer-run-4194305-abandoned')
    const foreign = mkdtempSync(join(tmpdir(), 'coffer-run-'))
    mkdirSync(left, { mode: 0o700 })
    writeFileSync(join(left, 'key'), 'x')
    const second = createRamFolder(() => () => undefined)
    expect([existsSync(left), existsSync(first.path), existsSync(foreign)]).toEqual([false, true, true])
    for (const path of [first.path, second.path, foreign]) rmSync(path, { recursive: true })
  })
})
