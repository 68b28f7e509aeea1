import { describe, expect, it } from 'vitest'
import { deriveFacts, normaliseValue, parseValue } from '../../../../main/core/kinds/index.ts'
import type { Facts, Kind } from '../../../../shared/model.ts'
import { alnum, hex, keyBytes, makeJwt } from '../../../support/samples.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const nowAt = Date.UTC(2027, 0, 15)
const seconds = nowAt / 1000

interface FactsRow {
  readonly says: string
  readonly kind: Kind
  readonly text: string
  readonly facts: Facts
}

const jwt = makeJwt({ iss: 'https://i.example/', sub: 'ada', aud: 'api', exp: seconds + 86_400 * 2 })
const factsTable: readonly FactsRow[] = [
  {
    says: 'a long key of nobody known shows its last four',
    kind: 'api-key',
    text: 'abcdefghijklmnop\n',
    facts: { lastFour: 'mnop', summary: '…mnop' },
  },
  { says: 'a short key shows nothing', kind: 'api-key', text: 'abcdefghij12345', facts: {} },
  { says: 'a key with white space inside shows nothing', kind: 'api-key', text: 'abcdefghijklmnop qrst', facts: {} },
  {
    says: 'a JWT shows who, from whom and until when',
    kind: 'oauth-token',
    text: jwt,
    facts: {
      subject: 'ada',
      issuer: 'https://i.example/',
      audience: 'api',
      hasRefreshToken: 'no',
      expiresAt: nowAt + 86_400_000 * 2,
      summary: 'ada, expires in 2 days',
    },
  },
  {
    says: 'an expiry beside the token wins over the one inside',
    kind: 'oauth-token',
    text: JSON.stringify({ access_token: jwt, expires_at: seconds + 3600 }),
    facts: {
      subject: 'ada',
      issuer: 'https://i.example/',
      audience: 'api',
      hasRefreshToken: 'no',
      expiresAt: nowAt + 3_600_000,
      summary: 'ada, expires today',
    },
  },
  {
    says: 'an opaque token with a client shows the client',
    kind: 'oauth-token',
    text: JSON.stringify({ client_id: 'shop', client_secret: 's', refresh_token: 'r', scope: 'read' }),
    facts: { clientId: 'shop', scope: 'read', hasRefreshToken: 'yes', summary: 'shop' },
  },
  {
    says: 'a set shows its names',
    kind: 'env-set',
    text: '{"A":"1","B":"2"}',
    facts: { keys: 2, names: 'A, B', summary: '2 keys' },
  },
  {
    says: 'a login shows no query, fragment, user or token of its address',
    kind: 'login',
    text: JSON.stringify({
      username: 'ada',
      url: `https://ada:pw@a.example:8443/reset/${alnum('t', 32)}/x?k=v#f`,
      password: 'pw',
    }),
    facts: { username: 'ada', url: 'https://a.example:8443/reset', hasTotp: 'no', summary: 'ada at a.example' },
  },
  {
    says: 'an address that is none is not shown',
    kind: 'login',
    text: '{"url":"https://ada:pw","password":"pw"}',
    facts: { hasTotp: 'no' },
  },
  {
    says: 'a hex key is measured decoded',
    kind: 'encryption-key',
    text: hex('k', 64),
    facts: { lengthBytes: 32, bits: 256, encoding: 'hex', summary: '256 bits, hex' },
  },
  { says: 'a note shows not even its first line', kind: 'note', text: 'PIN 1234\nmore', facts: {} },
  { says: 'broken JSON shows nothing', kind: 'login', text: '{"username":"ada"', facts: {} },
]

describe('facts', () => {
  it.each(factsTable)('$says', ({ kind, text, facts }) => {
    expect(deriveFacts(kind, encode(text), nowAt)).toEqual(facts)
  })

  it('a set of many keys names fifty and counts the rest', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`KEY_${at}`, 'x']))
    const facts = deriveFacts('env-set', encode(JSON.stringify(many)))
    expect(facts).toMatchObject({ keys: 60, summary: '60 keys' })
    expect(String(facts.names)).toMatch(/KEY_49, 10 more$/)
  })
})

describe('normalised values', () => {
  const rows: readonly (readonly [string, Kind, string, string])[] = [
    ['white space around an API key goes', 'api-key', ' abc\n', 'abc'],
    [
      'an otpauth address becomes a login',
      'login',
      'otpauth://totp/Shop:ada%40b.c?secret=JBSWY3DPEHPK3PXP',
      '{"username":"ada@b.c","totp":"otpauth://totp/Shop:ada%40b.c?secret=JBSWY3DPEHPK3PXP"}',
    ],
    [
      'a web address gives up user and password',
      'login',
      'https://ada:p%40w@a.example/x',
      '{"username":"ada","password":"p@w","url":"https://a.example/x"}',
    ],
    [
      'other spellings of a login',
      'login',
      '{"email":"a@b.c","pass":"p","website":"w"}',
      '{"username":"a@b.c","password":"p","url":"w"}',
    ],
    ['a bearer token', 'oauth-token', 'Bearer abc', '{"access_token":"abc"}'],
    ['a .env file, in its order', 'env-set', 'B=2\nA="x\\ny"\n10=z\n', '{"B":"2","A":"x\\ny"}'],
    ['the last of two keys counts', 'env-set', 'A=1\nB=2\nA=3', '{"A":"3","B":"2"}'],
    ['number-like keys keep their place', 'env-set', '{"b":"1","1":"2","b":"3"}', '{"b":"3","1":"2"}'],
    ['a note stays as it is', 'note', ' x \r\n', ' x \r\n'],
  ]
  it.each(rows)('%s', (_, kind, text, expected) => {
    expect(textOf(normaliseValue(kind, encode(text)).bytes)).toBe(expected)
  })

  it('says what a .env file loses', () => {
    expect(normaliseValue('env-set', encode('# a\n# b\nA=1\nA=2\nhm\n')).notes).toEqual([
      'The lines were put into JSON, a key for each variable.',
      'A is there more than once; the last one is kept.',
      'Comments were left out: 2 lines.',
      'Line 5 is not KEY=VALUE and was left out.',
    ])
  })

  it('keeps what it cannot read, and says so', () => {
    const bytes = keyBytes('x', 20)
    expect(normaliseValue('login', bytes)).toEqual({ bytes, notes: ['This is not text, so it is kept as it is.'] })
    expect(normaliseValue('login', encode('hm')).notes).toEqual(['This is not a JSON object, so it is kept as it is.'])
  })
})

describe('parts of a value', () => {
  const secrets = (kind: Kind, text: string): readonly string[] =>
    parseValue(kind, encode(text))
      .fields.filter((field) => field.secret)
      .map((field) => field.key)

  it.each([
    ['login', '{"username":"a","password":"b","url":"c","totp":"d","pin":"e"}', ['password', 'totp', 'pin']],
    [
      'oauth-token',
      '{"client_id":"a","client_secret":"b","token_type":"c","refresh_token":"d"}',
      ['client_secret', 'refresh_token'],
    ],
    [
      'aws-credentials',
      '{"AccessKeyId":"a","SecretAccessKey":"b","SessionToken":"c","Region":"d"}',
      ['SecretAccessKey', 'SessionToken'],
    ],
    ['env-set', '{"PORT":"1","B":"2"}', ['PORT', 'B']],
    ['api-key', 'abc', ['value']],
    ['note', '{"a":"b"}', ['value']],
  ] as const)('of %s are secret unless known to be public', (kind, text, keys) => {
    expect(secrets(kind, text)).toEqual(keys)
  })

  it('of binary have no text', () => {
    expect(parseValue('encryption-key', keyBytes('x', 32))).toEqual({
      shape: 'binary',
      fields: [{ key: 'value', secret: true, text: null }],
    })
  })
})
