/** What the programs write that people come from: their columns and shapes as of 2026, each with what a user has in it. */
import { describe, expect, test } from 'vitest'
import type { ImportRead } from '../../../shared/transfer/collect.ts'
import { readColumns } from '../../../shared/transfer/read-csv.ts'
import { type ImportSource, readSource } from '../../../shared/transfer/read-source.ts'
import { adviceOn, recogniseSource } from '../../../shared/transfer/recognise-source.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const options = { prefix: '', name: undefined, split: false, map: {} }

function read(source: ImportSource, name: string, text: string): ImportRead {
  expect(recogniseSource(name, text)).toBe(source)
  const found = readSource(source, [{ name, bytes: encode(text) }], options, () => null)
  if (!found.ok) throw new Error(found.failure.message)
  return found.value
}

const contents = ({ items }: ImportRead): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    items.map(({ name, kind, bytes }) => {
      const text = Buffer.from(bytes).toString()
      return [name, kind === 'login' || text.startsWith('{') ? JSON.parse(text) : text]
    }),
  )
const lost = ({ losses }: ImportRead) => losses.map(({ where, what }) => `${where}: ${what}`)

describe('tables', () => {
  const login = { username: 'ada', password: 'p', url: 'https://shop.example/login' }

  test.each([
    [
      '1Password',
      'Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\n' +
        'Shop,https://shop.example/login,ada,p,otpauth://totp/Shop?secret=JBSWY3DPEHPK3PXP,false,false,home;web,card at home\n',
      { Shop: { ...login, totp: 'otpauth://totp/Shop?secret=JBSWY3DPEHPK3PXP', notes: 'card at home' } },
    ],
    [
      'Bitwarden',
      'folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n' +
        'Home,,login,Shop,,"PIN: 1234\nAnswer: a: b",0,https://shop.example/login,ada,p,JBSWY3DPEHPK3PXP\n' +
        ',,note,Alarm,four digits,,0,,,,\n',
      {
        'Home/Shop': { PIN: '1234', Answer: 'a: b', ...login, totp: 'JBSWY3DPEHPK3PXP' },
        Alarm: 'four digits',
      },
    ],
    [
      'KeePassXC',
      '"Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"\n' +
        '"Root/Web","Shop","ada","p","https://shop.example/login","","","0","2026-01-01T00:00:00Z","2026-01-01T00:00:00Z"\n',
      { 'Root/Web/Shop': login },
    ],
    [
      'LastPass',
      'url,username,password,totp,extra,name,grouping,fav\n' +
        'https://shop.example/login,ada,p,,,Shop,Web,0\nhttp://sn,,,,only words,Note,,0\n',
      { 'Web/Shop': login, Note: 'only words' },
    ],
    [
      'Dashlane',
      'username,username2,username3,title,password,note,url,category,otpUrl\n' +
        'ada,,,Shop,p,,https://shop.example/login,Web,\n',
      { 'Web/Shop': login },
    ],
    [
      'Proton Pass',
      'type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\n' +
        'login,Shop,https://shop.example/login,,ada,p,,,1767225600,1767225600,Personal\n' +
        'login,Bank,,ada@home.example,,p,,,1,1,Personal\nlogin,Mail,,ada@home.example,ada,p,,,1,1,Personal\n',
      {
        'Personal/Shop': login,
        'Personal/Bank': { username: 'ada@home.example', password: 'p' },
        'Personal/Mail': { username: 'ada', email: 'ada@home.example', password: 'p' },
      },
    ],
    ['Chrome', 'name,url,username,password,note\nShop,https://shop.example/login,ada,p,\n', { Shop: login }],
    [
      'Firefox',
      '"url","username","password","httpRealm","formActionOrigin","guid","timeCreated","timeLastUsed","timePasswordChanged"\n' +
        '"https://shop.example/login","ada","p",,"https://shop.example","{0c1}","1","2","3"\n',
      { 'shop.example': login },
    ],
    ['Safari', 'Title,URL,Username,Password,Notes,OTPAuth\nShop,https://shop.example/login,ada,p,,\n', { Shop: login }],
  ])('of %s', (_program, text, expected) => {
    expect(contents(read('csv', 'export.csv', text))).toEqual(expected)
  })

  test('of 1Password bring their tags', () => {
    const text = 'Title,Username,Password,Tags\nShop,ada,p,home;web\n'
    expect(read('csv', 'a.csv', text).items[0]?.tags).toEqual({ home: '', web: '' })
  })

  test('are known by their titles without the ending .csv, and by the ending without the titles', () => {
    expect(recogniseSource('export.txt', 'name,password\na,b\n')).toBe('csv')
    expect(recogniseSource('export.CSV', 'Bezeichnung,Wort\na,b\n')).toBe('csv')
  })

  test('tell their titles and which field each is', () => {
    expect(readColumns('Title,Secret Word,Login\na,b,c\n', { password: 'secret word', username: '' })).toEqual({
      titles: ['Title', 'Secret Word', 'Login'],
      fields: { name: 'Title', password: 'Secret Word' },
    })
  })
})

describe('JSON of Bitwarden', () => {
  const exported = (...items: readonly object[]) =>
    JSON.stringify({ encrypted: false, folders: [{ id: 'f1', name: 'Home' }], items })

  test('brings logins with their codes, addresses and fields, notes, cards, identities and keys', () => {
    const found = read(
      'json',
      'bitwarden_export.json',
      exported(
        {
          type: 1,
          name: 'Shop',
          folderId: 'f1',
          notes: 'n',
          fields: [
            { name: 'password', value: 'not this' },
            { name: 'PIN', value: '1' },
          ],
          login: {
            username: 'ada',
            password: 'p',
            totp: 't',
            uris: [{ match: null, uri: 'https://a' }, { uri: 'https://b' }],
            fido2Credentials: [{}],
          },
          passwordHistory: [{ password: 'old' }, { password: 'older' }],
        },
        { type: 2, name: 'Words', notes: 'only words', favorite: true },
        { type: 3, name: 'Card', card: { cardholderName: 'Ada', number: '4111', code: null } },
        { type: 5, name: 'Key', notes: 'of the build', sshKey: { privateKey: '-----BEGIN', publicKey: 'ssh-ed25519' } },
        { type: 2, name: 'Nothing', notes: null },
      ),
    )
    expect(contents(found)).toEqual({
      'Home/Shop': {
        username: 'ada',
        password: 'p',
        url: 'https://a',
        url2: 'https://b',
        totp: 't',
        PIN: '1',
        notes: 'n',
      },
      Words: 'only words',
      Card: { cardholderName: 'Ada', number: '4111' },
      Key: '-----BEGIN',
    })
    expect(found.items.map(({ kind }) => kind)).toEqual(['login', 'note', 'note', 'ssh-key'])
    expect(found.items[3]?.description).toBe('of the build')
    expect(lost(found)).toEqual([
      'item 1: 2 earlier passwords of Shop',
      'item 1: the passkey of Shop',
      'item 5: Nothing: it has no value',
      'favourites: 1 of them',
    ])
  })

  test('of an organisation has its collections for folders', () => {
    const text = JSON.stringify({
      encrypted: false,
      collections: [{ id: 'c1', name: 'Ops' }],
      items: [{ type: 1, name: 'VPN', collectionIds: ['c1'], login: { password: 'p' } }],
    })
    expect(contents(read('json', 'org.json', text))).toEqual({ 'Ops/VPN': { password: 'p' } })
  })

  test('that is encrypted says what to do', () => {
    const text = '{"encrypted":true,"passwordProtected":true,"data":"x"}'
    const found = readSource('json', [{ name: 'a', bytes: encode(text) }], options, () => null)
    expect(found).toMatchObject({ ok: false, failure: { message: expect.stringContaining('without encryption') } })
  })
})

describe('what a file is', () => {
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'
  test.each([
    ['.env', 'A=1\n', 'dotenv'],
    ['settings', '# x\nexport A="1"\nB=2\n', 'dotenv'],
    ['.env', `KEY="${key}"\n`, 'dotenv'],
    ['credentials', '[default]\naws_access_key_id = A\naws_secret_access_key = b\n', 'aws-credentials'],
    ['id_work', key, 'ssh'],
    ['cert.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n', null],
    ['a.txt', '  {"a":"b"}', 'json'],
    ['a.txt', '[{"Name":"a","SecretString":"b"}]', 'json'],
    ['a.json', '[]', 'json'],
    ['a.csv', `name,notes\nkey,"${key}"\n`, 'csv'],
    ['novel.txt', 'It was a dark night.\nAnd a stormy one.\n', null],
    ['empty', '', null],
  ])('%s that begins %j', (name, text, expected) => {
    expect(recogniseSource(name, text)).toBe(expected)
  })

  test('that is of another format is said, and nothing is said of those that are read', () => {
    expect(adviceOn(Uint8Array.of(0x50, 0x4b, 3, 4))).toContain('.1pux')
    expect(adviceOn(Uint8Array.of(3, 0xd9, 0xa2, 0x9a))).toContain('KeePass')
    expect(adviceOn(encode('<?xml version="1.0"?>'))).toContain('XML')
    expect(adviceOn(encode('A=1'))).toBeNull()
  })
})
