import { describe, expect, it } from 'vitest'
import { accountOfKeyId, readAwsKeys } from '../../../../main/core/kinds/aws-credentials.ts'
import { deriveFacts, normaliseValue } from '../../../../main/core/kinds/index.ts'
import { accessKeyId, alnum } from '../../../support/samples.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const normalise = (text: string): unknown =>
  JSON.parse(Buffer.from(normaliseValue('aws-credentials', encode(text)).bytes).toString())
const AccessKeyId = accessKeyId('AKIA', '029608264753', 'a')
const temporaryId = accessKeyId('ASIA', '029608264753', 'b')
const SecretAccessKey = alnum('c', 40)

const rows: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  [
    'an ini block keeps its profile and region',
    `# mine\n[profile work]\naws_access_key_id=${AccessKeyId}\naws_secret_access_key = ${SecretAccessKey}\nregion = eu-west-1\noutput = json\n`,
    { AccessKeyId, SecretAccessKey, Region: 'eu-west-1', output: 'json', Profile: 'work' },
  ],
  [
    'shell exports, as the access portal offers them',
    `export AWS_ACCESS_KEY_ID="${temporaryId}"\nexport AWS_SECRET_ACCESS_KEY="${SecretAccessKey}"\nexport AWS_SESSION_TOKEN="a+/="\n`,
    { AccessKeyId: temporaryId, SecretAccessKey, SessionToken: 'a+/=' },
  ],
  [
    'PowerShell variables',
    `$Env:AWS_ACCESS_KEY_ID="${AccessKeyId}"\n$Env:AWS_SECRET_ACCESS_KEY="${SecretAccessKey}"`,
    { AccessKeyId, SecretAccessKey },
  ],
  [
    'the CSV of the console',
    `\ufeffAccess key ID,Secret access key\r\n${AccessKeyId},${SecretAccessKey}\r\n`,
    { AccessKeyId, SecretAccessKey },
  ],
  [
    'the older CSV with a user name',
    `User name,Password,Access key ID,Secret access key,Console login link\nada,,${AccessKeyId},${SecretAccessKey},https://x\n`,
    { UserName: 'ada', AccessKeyId, SecretAccessKey, 'Console login link': 'https://x' },
  ],
  [
    'the answer of sts assume-role keeps the role',
    JSON.stringify({
      Credentials: {
        AccessKeyId: temporaryId,
        SecretAccessKey,
        SessionToken: 't',
        Expiration: '2027-01-15T13:00:00+00:00',
      },
      AssumedRoleUser: { AssumedRoleId: 'r:s', Arn: 'arn:aws:sts::029608264753:assumed-role/r/s' },
    }),
    {
      AccessKeyId: temporaryId,
      SecretAccessKey,
      SessionToken: 't',
      Expiration: '2027-01-15T13:00:00+00:00',
      AssumedRoleUser: { AssumedRoleId: 'r:s', Arn: 'arn:aws:sts::029608264753:assumed-role/r/s' },
    },
  ],
  [
    'the answer of iam create-access-key',
    JSON.stringify({ AccessKey: { UserName: 'ci', AccessKeyId, Status: 'Active', SecretAccessKey } }),
    { UserName: 'ci', AccessKeyId, Status: 'Active', SecretAccessKey },
  ],
  [
    'JSON in the spelling of the environment',
    JSON.stringify({ AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, note: 'x' }),
    { AccessKeyId, SecretAccessKey, note: 'x' },
  ],
]

describe('AWS credentials', () => {
  it.each(rows)('%s', (_, text, value) => {
    expect(normalise(text)).toEqual(value)
  })

  it('the answer of credential_process is the shape itself', () => {
    const bytes = encode(JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey }))
    expect(normaliseValue('aws-credentials', bytes)).toEqual({ bytes, notes: [] })
  })

  it('other profiles of a file are left out by name', () => {
    const { notes } = normaliseValue(
      'aws-credentials',
      encode(
        `[a]\naws_access_key_id=${AccessKeyId}\naws_secret_access_key=x\n[b]\nregion=eu-west-1\n[c]\nrole_arn=y\n`,
      ),
    )
    expect(notes.at(-1)).toBe('Left out: b and c.')
  })

  it.each([
    ['a published id', 'ASIAQNZGKIQY56JQ7WML', '029608264753'],
    ['an id made here', AccessKeyId, '029608264753'],
    ['an id from before 2019', 'AKIAIOSFODNN7EXAMPLE', null],
    ['no id at all', 'AKIA', null],
  ])('the account in %s', (_, keyId, account) => {
    expect(accountOfKeyId(keyId)).toBe(account)
  })

  it('shows id, account, region and expiry, and neither secret nor session token', () => {
    const Expiration = '2027-01-15T13:00:00Z'
    const value = {
      AccessKeyId: temporaryId,
      SecretAccessKey,
      SessionToken: alnum('t', 200),
      Expiration,
      Region: 'eu-west-1',
    }
    expect(deriveFacts('aws-credentials', encode(JSON.stringify(value)), Date.UTC(2027, 0, 15))).toEqual({
      keyId: temporaryId,
      accountId: '029608264753',
      region: 'eu-west-1',
      temporary: 'yes',
      expiresAt: Date.parse(Expiration),
      summary: `${temporaryId}, account 029608264753, expires today`,
    })
  })

  it('takes the account from the role where the key id has none', () => {
    const value = {
      AccessKeyId: 'AKIAIOSFODNN7ABCDEFG',
      SecretAccessKey,
      RoleArn: 'arn:aws:iam::123456789012:role/deploy',
    }
    expect(deriveFacts('aws-credentials', encode(JSON.stringify(value)))).toMatchObject({
      accountId: '123456789012',
      roleArn: 'arn:aws:iam::123456789012:role/deploy',
    })
  })
})

describe('keys to sign with', () => {
  const AccessKeyId = 'AKIAIOSFODNN7ABCDEFG'
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }

  it('come out of JSON, a block of ~/.aws/credentials, and what STS answers', () => {
    const lasting = { ...keys, sessionToken: undefined, expiresAt: null }
    expect(readAwsKeys(encode(JSON.stringify({ AccessKeyId, SecretAccessKey })))).toEqual(lasting)
    const block = `[prod]\naws_access_key_id = ${AccessKeyId}\naws_secret_access_key = ${SecretAccessKey}\n`
    expect(readAwsKeys(encode(block))).toEqual(lasting)
    const Credentials = { AccessKeyId, SecretAccessKey, SessionToken: 'token', Expiration: '2030-01-01T00:00:00Z' }
    const temporary = { ...keys, sessionToken: 'token', expiresAt: Date.UTC(2030, 0, 1) }
    expect(readAwsKeys(encode(JSON.stringify({ Credentials })))).toEqual(temporary)
  })

  it('are null without a pair', () => {
    for (const value of [`{"AccessKeyId":"${AccessKeyId}"}`, '{}', 'text', '']) {
      expect(readAwsKeys(encode(value))).toBeNull()
    }
  })
})
