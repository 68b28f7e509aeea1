import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { apiKeyIssuers } from '../../../../main/core/kinds/api-key-issuers.ts'
import { deriveFacts, type RecognitionHints, recogniseKind } from '../../../../main/core/kinds/index.ts'
import { KINDS, type Kind } from '../../../../shared/model.ts'
import {
  accessKeyId,
  alnum,
  hex,
  keyBytes,
  makeCertificate,
  makeJwt,
  makeSamples,
  pkcs8,
} from '../../../support/samples.ts'

const nowAt = Date.UTC(2027, 0, 15)
const samples = makeSamples(nowAt)
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const recognise = (text: string, hints?: RecognitionHints) => recogniseKind(encode(text), hints)

describe('samples of every kind', () => {
  it('there is one of each kind', () => {
    expect(new Set(samples.map((sample) => sample.kind))).toEqual(new Set(KINDS))
  })

  it.each(samples.map((sample) => [sample.title, sample] as const))(
    '%s is recognised and its facts derived',
    (_, sample) => {
      expect(recogniseKind(sample.bytes).kind).toBe(sample.kind)
      expect(deriveFacts(sample.kind, sample.bytes, nowAt)).toMatchObject(sample.facts)
    },
  )
})

describe('API keys by their issuer', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['GitHub', `gho_${alnum('1', 36)}`],
    ['GitHub', `ghs_${alnum('2', 36)}`],
    ['GitHub', `github_pat_${alnum('3', 22)}_${alnum('4', 59)}`],
    ['GitLab', `glpat-${alnum('5', 20)}`],
    ['Slack', `xoxb-123456789012-1234567890123-${alnum('6', 24)}`],
    ['Slack', `xapp-1-A0123456789-1234567890123-${hex('7', 64)}`],
    ['Slack', `https://hooks.slack.com/services/T00000000/B00000000/${alnum('8', 24)}`],
    ['Stripe', `sk_test_${alnum('9', 24)}`],
    ['Stripe', `rk_live_${alnum('10', 24)}`],
    ['OpenAI', `sk-proj-${alnum('11', 48)}`],
    ['OpenAI', `sk-${alnum('12', 48)}`],
    ['Anthropic', `sk-ant-api03-${alnum('13', 93)}AA`],
    ['OpenRouter', `sk-or-v1-${hex('14', 64)}`],
    ['Google', `AIza${alnum('15', 35)}`],
    ['SendGrid', `SG.${alnum('16', 22)}.${alnum('17', 43)}`],
    ['Twilio', `SK${hex('18', 32)}`],
    ['Twilio', `AC${hex('19', 32)}`],
    ['npm', `npm_${alnum('20', 36)}`],
    ['PyPI', `pypi-AgEIcHlwaS5vcmc${alnum('21', 120)}`],
    ['Docker Hub', `dckr_pat_${alnum('22', 27)}`],
    ['DigitalOcean', `dop_v1_${hex('23', 64)}`],
    ['HashiCorp Vault', `hvs.${alnum('24', 90)}`],
    ['Linear', `lin_api_${alnum('25', 40)}`],
    ['Hugging Face', `hf_${alnum('26', 34)}`],
    ['Databricks', `dapi${hex('27', 32)}`],
    ['Grafana', `glsa_${alnum('28', 32)}_${hex('29', 8)}`],
    ['New Relic', `NRAK-${alnum('30', 27).toUpperCase()}`],
    ['Shopify', `shpat_${hex('31', 32)}`],
    ['Telegram', `123456789:AA${alnum('32', 33)}`],
    ['AWS', accessKeyId('AKIA', '123456789012', '33')],
    ['Mailchimp', `${hex('34', 32)}-us21`],
    ['Tailscale', `tskey-auth-${alnum('35', 12)}-${alnum('36', 32)}`],
    ['Doppler', `dp.st.prd.${alnum('37', 40)}`],
    ['Notion', `ntn_${alnum('38', 46)}`],
    ['Supabase', `sbp_${hex('39', 40)}`],
  ]
  it.each(rows)('%s', (issuer, key) => {
    expect(recognise(`${key}\n`)).toMatchObject({ kind: 'api-key', confidence: 'certain' })
    expect(deriveFacts('api-key', encode(key))).toMatchObject({ issuer, lastFour: key.slice(-4) })
  })

  it('no pattern takes long over hostile text', () => {
    const before = process.cpuUsage()
    for (const { pattern } of apiKeyIssuers) {
      for (const text of ['a', 'EAA', '0', 'xoxb-', '_', '1/']) pattern.test(text.repeat(60_000 / text.length))
    }
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000)
  })
})

interface Row {
  readonly says: string
  readonly text: string
  readonly kind: Kind
  readonly confidence: 'certain' | 'likely' | 'guess'
  readonly hints?: RecognitionHints
}

const certificate = makeCertificate({ host: 'a.example.com', validFromAt: nowAt, expiresAt: nowAt + 86_400_000 })
const ecKey = pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
const keyId = accessKeyId('AKIA', '123456789012', 'r')
const sts = { Credentials: { AccessKeyId: keyId, SecretAccessKey: alnum('s', 40), SessionToken: 't', Expiration: 'x' } }

const table: readonly Row[] = [
  { says: 'a certificate alone', text: certificate.certificate, kind: 'certificate', confidence: 'certain' },
  {
    says: 'a key before its certificate',
    text: `${certificate.key}${certificate.certificate}`,
    kind: 'certificate',
    confidence: 'certain',
  },
  { says: 'a PEM key, which may be ssh’s or not', text: ecKey, kind: 'ssh-key', confidence: 'likely' },
  {
    says: 'a PEM key from a file called id_ecdsa',
    text: ecKey,
    kind: 'ssh-key',
    confidence: 'certain',
    hints: { filename: '/home/a/.ssh/id_ecdsa' },
  },
  {
    says: 'a PEM key on one line with written-out line ends',
    text: ecKey.trim().replaceAll('\n', '\\n'),
    kind: 'ssh-key',
    confidence: 'likely',
  },
  {
    says: 'a PuTTY key',
    text: 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n',
    kind: 'ssh-key',
    confidence: 'certain',
  },
  { says: 'the answer of sts assume-role', text: JSON.stringify(sts), kind: 'aws-credentials', confidence: 'certain' },
  {
    says: 'AWS variables of a shell',
    text: `export AWS_ACCESS_KEY_ID=${keyId}\nexport AWS_SECRET_ACCESS_KEY=abc\n`,
    kind: 'aws-credentials',
    confidence: 'certain',
  },
  {
    says: 'AWS variables of PowerShell',
    text: `$Env:AWS_ACCESS_KEY_ID="${keyId}"\n$Env:AWS_SECRET_ACCESS_KEY="abc"`,
    kind: 'aws-credentials',
    confidence: 'certain',
  },
  {
    says: 'AWS variables among others',
    text: `AWS_ACCESS_KEY_ID=${keyId}\nAWS_SECRET_ACCESS_KEY=abc\nPORT=1\n`,
    kind: 'env-set',
    confidence: 'certain',
  },
  {
    says: 'the CSV of the AWS console',
    text: `Access key ID,Secret access key\n${keyId},abc`,
    kind: 'aws-credentials',
    confidence: 'certain',
  },
  { says: 'a MySQL URL', text: 'mysql://root:pw@127.0.0.1:3306/app', kind: 'database', confidence: 'certain' },
  {
    says: 'a MongoDB SRV URL',
    text: 'mongodb+srv://u:p@cluster0.example.net/?retryWrites=true',
    kind: 'database',
    confidence: 'certain',
  },
  { says: 'a Redis URL without a password', text: 'redis://cache:6379/0', kind: 'database', confidence: 'likely' },
  {
    says: 'a JDBC URL of SQL Server',
    text: 'jdbc:sqlserver://h:1433;databaseName=a;user=u;password=p',
    kind: 'database',
    confidence: 'certain',
  },
  {
    says: 'an ADO connection string',
    text: 'Server=tcp:h,1433;Database=a;User Id=u;Password=p;',
    kind: 'database',
    confidence: 'certain',
  },
  {
    says: 'database JSON without an engine',
    text: '{"host":"h","user":"u","password":"p"}',
    kind: 'database',
    confidence: 'likely',
  },
  {
    says: 'Active Directory JSON',
    text: '{"DirectoryId":"d-1","Username":"u","Password":"p"}',
    kind: 'database',
    confidence: 'certain',
  },
  {
    says: 'a client id and its secret',
    text: '{"client_id":"a","client_secret":"b"}',
    kind: 'oauth-token',
    confidence: 'certain',
  },
  { says: 'a JWT behind Bearer', text: `Bearer ${makeJwt({ sub: 'a' })}`, kind: 'oauth-token', confidence: 'certain' },
  {
    says: 'a Google service account',
    text: '{"type":"service_account","private_key":"k","client_email":"a@b.c"}',
    kind: 'oauth-token',
    confidence: 'likely',
  },
  {
    says: 'a symmetric JSON Web Key',
    text: `{"kty":"oct","k":"${Buffer.from(keyBytes('k', 32)).toString('base64url')}"}`,
    kind: 'encryption-key',
    confidence: 'certain',
  },
  { says: 'user and password as JSON', text: '{"username":"a","password":"b"}', kind: 'login', confidence: 'likely' },
  {
    says: 'a web address with a password',
    text: 'https://ada:pw@registry.example.com/npm/',
    kind: 'login',
    confidence: 'likely',
  },
  { says: 'variables as JSON', text: '{"API_URL":"x","API_KEY":"y"}', kind: 'env-set', confidence: 'certain' },
  { says: 'one assignment', text: 'TOKEN=abc', kind: 'env-set', confidence: 'likely' },
  {
    says: 'a file named .env.production with stray lines',
    text: 'A=1\nhello there\n',
    kind: 'env-set',
    confidence: 'certain',
    hints: { filename: '.env.production' },
  },
  { says: 'hex of 32 bytes', text: hex('h', 64), kind: 'encryption-key', confidence: 'likely' },
  { says: 'hex of 16 bytes', text: hex('h', 32), kind: 'encryption-key', confidence: 'likely' },
  {
    says: 'hex of 16 bytes under a name that says API',
    text: hex('h', 32),
    kind: 'api-key',
    confidence: 'likely',
    hints: { name: 'prod/datadog/api-key' },
  },
  { says: 'a long word without a prefix', text: `q${alnum('w', 29)}`, kind: 'api-key', confidence: 'guess' },
  { says: 'a sentence', text: 'remember the milk', kind: 'note', confidence: 'likely' },
  { says: 'a sentence with an equals sign', text: 'the answer is x = 42', kind: 'note', confidence: 'likely' },
  { says: 'one short word', text: 'hunter2', kind: 'note', confidence: 'guess' },
  {
    says: 'a web address',
    text: 'https://example.com/a/page-with-a-long-name-2027',
    kind: 'note',
    confidence: 'guess',
  },
  { says: 'a JSON list', text: '[1,2]', kind: 'note', confidence: 'guess' },
  { says: 'nothing', text: ' \n', kind: 'note', confidence: 'guess' },
]

describe('what is pasted', () => {
  it.each(table)('$says: $kind, $confidence', ({ text, kind, confidence, hints }) => {
    expect(recognise(text, hints)).toMatchObject({ kind, confidence })
  })

  it.each([16, 24, 32, 64])('%i bytes that are not text are an encryption key', (length) => {
    expect(recogniseKind(keyBytes('b', length))).toMatchObject({ kind: 'encryption-key', confidence: 'likely' })
  })

  it('a certificate in DER is a certificate', () => {
    const body = certificate.certificate.replace(/-----[^-]+-----|\s/g, '')
    expect(recogniseKind(Buffer.from(body, 'base64'))).toMatchObject({ kind: 'certificate', confidence: 'certain' })
  })
})
