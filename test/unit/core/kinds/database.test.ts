import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveFacts, normaliseValue, parseValue } from '../../../../main/core/kinds/index.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const normalise = (text: string): unknown =>
  JSON.parse(Buffer.from(normaliseValue('database', encode(text)).bytes).toString())

const rows: readonly {
  readonly says: string
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
}[] = [
  {
    says: 'a full postgres URL',
    text: 'postgresql://app:s%40cret@db.example.com:5433/orders',
    value: {
      engine: 'postgres',
      host: 'db.example.com',
      port: 5433,
      username: 'app',
      password: 's@cret',
      dbname: 'orders',
    },
  },
  {
    says: 'sslmode=require becomes ssl, other parameters are kept',
    text: 'postgres://u:p@h/d?sslmode=require&application_name=x&a=b%20c',
    value: {
      engine: 'postgres',
      host: 'h',
      username: 'u',
      password: 'p',
      dbname: 'd',
      ssl: true,
      parameters: 'application_name=x&a=b%20c',
    },
  },
  {
    says: 'a stricter sslmode is kept as a parameter, for ssl cannot say it',
    text: 'postgres://u:p@h/d?sslmode=verify-full',
    value: {
      engine: 'postgres',
      host: 'h',
      username: 'u',
      password: 'p',
      dbname: 'd',
      parameters: 'sslmode=verify-full',
    },
  },
  {
    says: 'a password with characters that should have been encoded',
    text: 'mysql://root:a/b#c?d@e@10.0.0.5:3306/app',
    value: { engine: 'mysql', host: '10.0.0.5', port: 3306, username: 'root', password: 'a/b#c?d@e', dbname: 'app' },
  },
  {
    says: 'a password that is no valid percent-encoding stays as it is',
    text: 'mysql://u:100%pure@h/d',
    value: { engine: 'mysql', host: 'h', username: 'u', password: '100%pure', dbname: 'd' },
  },
  {
    says: 'mongodb+srv keeps its scheme, which has no port',
    text: 'mongodb+srv://u:p@c0.example.net/shop?retryWrites=true&w=majority',
    value: {
      engine: 'mongo',
      host: 'c0.example.net',
      username: 'u',
      password: 'p',
      dbname: 'shop',
      parameters: 'retryWrites=true&w=majority',
      scheme: 'mongodb+srv',
    },
  },
  {
    says: 'several hosts stay one text',
    text: 'mongodb://u:p@a:27017,b:27018/shop',
    value: { engine: 'mongo', host: 'a:27017,b:27018', username: 'u', password: 'p', dbname: 'shop' },
  },
  {
    says: 'an IPv6 host keeps its brackets',
    text: 'postgres://u:p@[2001:db8::1]:5432/d',
    value: { engine: 'postgres', host: '[2001:db8::1]', port: 5432, username: 'u', password: 'p', dbname: 'd' },
  },
  {
    says: 'rediss is Redis over TLS, and has a password without a user',
    text: 'rediss://:pw@cache:6380/0',
    value: { engine: 'redis', host: 'cache', port: 6380, password: 'pw', dbname: '0', ssl: true },
  },
  {
    says: 'a JDBC URL has user and password among its parameters',
    text: 'jdbc:postgresql://h:5432/d?user=u&password=p%26q',
    value: { engine: 'postgres', host: 'h', port: 5432, username: 'u', password: 'p&q', dbname: 'd' },
  },
  {
    says: 'JDBC for SQL Server',
    text: 'jdbc:sqlserver://h:1433;databaseName=d;user=u;password={p;w};encrypt=true',
    value: {
      engine: 'sqlserver',
      host: 'h',
      port: 1433,
      dbname: 'd',
      username: 'u',
      password: 'p;w',
      parameters: 'encrypt=true',
    },
  },
  {
    says: 'an ADO connection string',
    text: 'Server=tcp:h.example.net,1433;Initial Catalog=d;User ID=u;Password="p;w";Encrypt=True;',
    value: {
      engine: 'sqlserver',
      host: 'h.example.net',
      port: 1433,
      dbname: 'd',
      username: 'u',
      password: 'p;w',
      parameters: 'Encrypt=True',
    },
  },
  {
    says: 'JSON with other spellings',
    text: '{"driver":"postgresql","hostname":"h","port":"5432","user":"u","pass":"p","database":"d","pool":5}',
    value: { engine: 'postgres', host: 'h', port: '5432', username: 'u', password: 'p', dbname: 'd', pool: 5 },
  },
  {
    says: 'a spelling is left where the proper key is there too',
    text: '{"engine":"mysql","username":"u","user":"v","password":"p"}',
    value: { engine: 'mysql', username: 'u', user: 'v', password: 'p' },
  },
  {
    says: 'keys of Active Directory stay in capitals',
    text: '{"DirectoryId":"d-1","Username":"u","Password":"p"}',
    value: { DirectoryId: 'd-1', Username: 'u', Password: 'p' },
  },
]

describe('database values', () => {
  it.each(rows)('$says', ({ text, value }) => {
    expect(normalise(text)).toEqual(value)
  })

  it('JSON in AWS’s shape keeps its bytes, white space and long numbers included', () => {
    const text = '{ "engine": "mysql",\n "host":"h", "username":"u","password":"p","id": 12345678901234567890 }'
    expect(normaliseValue('database', encode(text))).toEqual({ bytes: encode(text), notes: [] })
  })

  it('a rename keeps a long number as written', () => {
    const { bytes } = normaliseValue('database', encode('{"user":"u","password":"p","id":12345678901234567890}'))
    expect(Buffer.from(bytes).toString()).toBe('{"username":"u","password":"p","id":12345678901234567890}')
  })

  it('says what it did, without values', () => {
    const { notes } = normaliseValue('database', encode('postgresql+asyncpg://u:p/w@h/d?x=1'))
    expect(notes).toHaveLength(4)
    expect(notes.join(' ')).not.toContain('p/w')
  })

  it('any user, password and name survive a URL', () => {
    const word = fc.string({ unit: 'binary', minLength: 1 })
    fc.assert(
      fc.property(word, word, word, (username, password, dbname) => {
        const [user, pass, name] = [username, password, dbname].map(encodeURIComponent)
        const value = normalise(`postgres://${user}:${pass}@h:5432/${name}`)
        expect(value).toEqual({ engine: 'postgres', host: 'h', port: 5432, username, password, dbname })
      }),
    )
  })

  it('shows where and who, never the password', () => {
    expect(deriveFacts('database', encode('postgres://u:pw@h:5432/d'))).toEqual({
      engine: 'postgres',
      host: 'h',
      port: 5432,
      username: 'u',
      dbname: 'd',
      summary: 'u@h:5432',
    })
  })

  it('does not show a URL that stands in the field of the host, nor a password after a user name', () => {
    const text = JSON.stringify({ engine: 'mysql', host: 'mysql://u:pw@h', username: 'u:pw', dbname: 'd?password=pw' })
    expect(JSON.stringify(deriveFacts('database', encode(text)))).not.toContain('pw')
  })

  it('only the password of AWS’s shape is secret, and what nobody knows', () => {
    const text = '{"engine":"mysql","host":"h","port":1,"username":"u","password":"p","dbname":"d","other":"x"}'
    const { shape, fields } = parseValue('database', encode(text))
    expect(shape).toBe('json')
    expect(fields.filter((field) => field.secret).map((field) => field.key)).toEqual(['password', 'other'])
  })
})
