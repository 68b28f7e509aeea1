import { describe, expect, test } from 'vitest'
import { readRotator, rotatorOptions } from '../../../cli/rotation/options.ts'

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
const files: Readonly<Record<string, string>> = { 'ca.pem': pem, 'key.pem': '-----BEGIN PRIVATE KEY-----' }
type Options = Parameters<typeof readRotator>[0]
const none = Object.fromEntries(Object.keys(rotatorOptions).map((name) => [name, undefined])) as Options
const read = (options: Partial<Options>) => {
  const rotator = readRotator({ ...none, ...options }, (path) => files[path] ?? null)
  return rotator.ok ? rotator.value : rotator.failure.message
}

describe('the rotator of a rotation', () => {
  test('of a database is told who may make users and which authority to trust', () => {
    const options = { rotator: 'postgres', strategy: 'alternating', admin: 'prod/admin', ca: 'ca.pem' }
    expect(read(options)).toEqual({ kind: 'postgres', strategy: 'alternating', adminSecret: 'prod/admin', ca: pem })
    expect(read({ rotator: 'mysql' })).toEqual({ kind: 'mysql', strategy: 'single', adminSecret: null, ca: null })
  })

  test('takes as an authority nothing but certificates', () => {
    for (const ca of ['key.pem', 'nowhere.pem']) {
      expect(read({ rotator: 'mysql', ca })).toBe(`--ca: ${ca} is no file with certificates in PEM.`)
    }
    expect(read({ rotator: 'generate', ca: 'ca.pem' })).toBe('--ca goes with --rotator postgres or mysql.')
  })

  test('of an access key may be another key', () => {
    expect(read({ rotator: 'aws-iam-access-key', admin: 'aws/admin' })).toEqual({
      kind: 'aws-iam-access-key',
      endpointUrl: null,
      adminSecret: 'aws/admin',
    })
  })
})
