import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ImportRead, nameOf } from '../../../shared/transfer/collect.ts'
import { formatCsv, parseCsv } from '../../../shared/transfer/csv.ts'
import { readAwsCredentials } from '../../../shared/transfer/read-aws-credentials.ts'
import { readCsv } from '../../../shared/transfer/read-csv.ts'
import { readDotenv } from '../../../shared/transfer/read-dotenv.ts'
import { readJson } from '../../../shared/transfer/read-json.ts'
import { readSsh } from '../../../shared/transfer/read-ssh.ts'
import { requires } from '../../support/provisions.ts'

const values = ({ items }: ImportRead) => items.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])
const lost = ({ losses }: ImportRead) => losses.map(({ where, what }) => `${where}: ${what}`)
const decodeBase64 = (text: string) =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : null

function ok<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly failure: { readonly message: string } },
): T {
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

describe('names made of titles', () => {
  test.each([
    ['prod/db', 'prod/db'],
    ['My Bank', 'My-Bank'],
    ['  Ünïcode & more! ', 'Unicode-more'],
    ['/a/b/', 'a/b'],
    ['***', ''],
  ])('%j is %j', (title, name) => {
    expect(nameOf(title)).toBe(name)
  })
})

describe('a .env file', () => {
  const text = '# one\nA=1\nB="two words"\nA=3\nstray\n# two\n'

  test('is one env set, and what of it is not carried is named', () => {
    const read = readDotenv(text, { prefix: 'app/', title: 'env', split: false })
    expect(values(read)).toEqual([['app/env', '{"A":"3","B":"two words"}']])
    expect(read.items[0]).toMatchObject({ kind: 'env-set', from: '2 keys' })
    expect(lost(read)).toEqual([
      'A: the first 1 of 2 values: the last one counts',
      'comments: 2 of them',
      'line 5: it is no KEY=VALUE, comment or blank line',
    ])
  })

  test('is a secret for each key when asked to', () => {
    expect(values(readDotenv(text, { prefix: 'app/', title: 'env', split: true }))).toEqual([
      ['app/A', '3'],
      ['app/B', 'two words'],
    ])
  })
})

describe('JSON', () => {
  const read = (text: string) => ok(readJson(text, '', decodeBase64))

  test('of names and values keeps numbers and objects as they are written', () => {
    const found = read('{"a":"x","n":1.10,"prod/db":{"user": "ada"},"z":null,"bad name":"y"}')
    expect(values(found)).toEqual([
      ['a', 'x'],
      ['n', '1.10'],
      ['prod/db', '{"user": "ada"}'],
      ['bad-name', 'y'],
    ])
    expect(lost(found)).toEqual(['z: its value is null', 'bad name: the name “bad name”: it is bad-name here'])
  })

  test("of AWS's entries carries value, description and tags", () => {
    const entries = [
      {
        Name: 'a',
        SecretString: 'x',
        Description: 'd',
        Tags: [{ Key: 'k', Value: 'v' }],
        ARN: 'arn:…',
        KmsKeyId: 'key',
      },
      { Name: 'b', SecretBinary: '/wAB' },
      { Name: 'c' },
      { SecretString: 'no name' },
    ]
    const found = read(JSON.stringify({ SecretValues: entries, NextToken: 't' }))
    expect(found.items.map(({ name, form, description, tags }) => ({ name, form, description, tags }))).toEqual([
      { name: 'a', form: 'text', description: 'd', tags: { k: 'v' } },
      { name: 'b', form: 'binary', description: '', tags: {} },
    ])
    expect(found.items[1]?.bytes).toEqual(new Uint8Array([255, 0, 1]))
    expect(lost(found)).toEqual([
      'NextToken: it is no secret',
      'a: its KmsKeyId',
      'entry 3: it has no value that can be read',
      'entry 4: it has no Name',
    ])
    expect(values(read(JSON.stringify(entries)))).toHaveLength(2)
  })

  test.each(['', '{', '"text"', '5'])('%j is refused', (text) => {
    expect(readJson(text, '', decodeBase64)).toMatchObject({ ok: false })
  })
})

describe('a table', () => {
  const read = (text: string, map = {}) => ok(readCsv(text, { prefix: 'web/', map }, decodeBase64))

  test('of logins, as password managers write it, gives logins', () => {
    const found = read(
      'folder,favorite,name,login_uri,login_username,login_password,notes\n' +
        'Work,1,Git Hub,https://github.com,ada,"p,w""d",two\n' +
        ',,Note only,,,,just a note\n,,,,,,\n,,,https://x,,,\n',
    )
    expect(values(found)).toEqual([
      ['web/Work/Git-Hub', '{"username":"ada","password":"p,w\\"d","url":"https://github.com","notes":"two"}'],
      ['web/Note-only', 'just a note'],
    ])
    expect(found.items.map(({ kind }) => kind)).toEqual(['login', 'note'])
    expect(lost(found)).toEqual([
      'column favorite: 1 of its cells',
      'row 2: the name “Work/Git Hub”: it is web/Work/Git-Hub here',
      'row 3: the name “Note only”: it is web/Note-only here',
      'row 5: it has no name',
    ])
  })

  test('with titles of its own is read with a map', () => {
    expect(values(read('Bezeichnung,Wert\na,1\n', { name: 'bezeichnung', value: 'Wert' }))).toEqual([['web/a', '1']])
  })

  test('of two equal names keeps both', () => {
    const found = read('name,value\na,1\na,2\n')
    expect(values(found)).toEqual([
      ['web/a', '1'],
      ['web/a-2', '2'],
    ])
    expect(lost(found)).toEqual(['row 3: the name “a”: it is web/a-2 here'])
  })

  test.each([
    ['a,b\n1,2\n', {}, 'No column holds the names: say which with name=TITLE.'],
    ['name,x\n1,2\n', {}, 'No column holds values: say which with value=TITLE or password=TITLE.'],
    ['name,value\n', { name: 'Title' }, 'The table has no column Title.'],
  ])('%j is refused with the reason', (text, map, message) => {
    expect(readCsv(text, { prefix: '', map }, decodeBase64)).toMatchObject({ failure: { message } })
  })

  test('that was written is read back the same', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') })
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        expect(parseCsv(formatCsv(rows))).toEqual(rows)
      }),
    )
  })
})

test('~/.aws/credentials gives a secret for each profile', () => {
  const text = [
    '# mine',
    '[default]',
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'output = json',
    '[profile two words]',
    'aws_access_key_id=ASIAIOSFODNN7EXAMPLE',
    'aws_secret_access_key=abc',
    'aws_session_token=def==',
    '[empty]',
    'region = eu-west-1',
    'what',
  ].join('\n')
  const read = readAwsCredentials(text, '')
  expect(read.items.map(({ name, kind }) => [name, kind])).toEqual([
    ['aws/default', 'aws-credentials'],
    ['aws/two-words', 'aws-credentials'],
  ])
  expect(JSON.parse(Buffer.from(read.items[1]?.bytes ?? []).toString())).toEqual({
    AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 'abc',
    SessionToken: 'def==',
    Profile: 'two words',
  })
  expect(lost(read)).toEqual([
    'comments: 1 of them',
    'line 12: it is no setting',
    'profile default: its output',
    'profile two words: how long it lasts: it is a temporary key',
    'line 6: the name “aws/two words”: it is aws/two-words here',
    'profile empty: it has no access key',
  ])
})

requires('openssh').test('~/.ssh gives its private keys as they are', () => {
  const dir = mkdtempSync(join(tmpdir(), 'coffer-ssh-'))
  const keygen = (...words: string[]) => execFileSync('ssh-keygen', ['-q', ...words], { cwd: dir })
  keygen('-t', 'ed25519', '-N', '', '-C', 'ada@laptop', '-f', 'id_ed25519')
  keygen('-t', 'ecdsa', '-N', 'a passphrase', '-C', 'x', '-f', 'locked')
  keygen('-t', 'rsa', '-m', 'PEM', '-N', 'a passphrase', '-C', 'x', '-f', 'old')
  keygen('-t', 'ed25519', '-N', '', '-C', 'gone', '-f', 'gone')
  const files = readdirSync(dir)
    .filter((name) => name !== 'gone')
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(dir, name))) }))
  const read = readSsh([...files, { name: 'config', bytes: new Uint8Array(3) }], 'me/')
  expect(read.items.map(({ name, kind, description }) => [name, kind, description])).toEqual([
    ['me/ssh/id_ed25519', 'ssh-key', 'ada@laptop'],
    ['me/ssh/locked', 'ssh-key', 'x'],
    ['me/ssh/old', 'ssh-key', 'x'],
  ])
  expect(read.items[0]?.bytes).toEqual(new Uint8Array(readFileSync(join(dir, 'id_ed25519'))))
  const passphrase = 'its passphrase: the key stays protected by it'
  expect(lost(read)).toEqual([
    'gone.pub: a public key without its private key',
    `locked: ${passphrase}`,
    `old: ${passphrase}`,
    'config: the settings of ssh',
  ])
  rmSync(dir, { recursive: true })
})
