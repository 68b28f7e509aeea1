/** Requests that no honest client sends, made by chance but repeatable by their seed. */
import { OPERATIONS } from '../../../main/core/endpoint/port.ts'
import { createChance } from './clock.ts'
import { type Credentials, sign } from './sign.ts'

export type StrangeRequest =
  | {
      readonly kind: 'http'
      readonly method: string
      readonly path: string
      readonly headers: Record<string, string>
      readonly body: Buffer
    }
  /** Bytes for the connection as they are. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer }

type Chance = {
  readonly below: (count: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  readonly yes: (odds: number) => boolean
}

export function createStrangeRequests(seed: number, host: string, credentials: Credentials): () => StrangeRequest {
  const next = createChance(seed)
  const below = (count: number): number => Math.floor(next() * count)
  const chance: Chance = {
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    yes: (odds) => next() < odds,
  }
  return () => {
    if (chance.yes(0.1)) return { kind: 'bytes', bytes: strangeBytes(chance, host) }
    if (chance.yes(0.1))
      return {
        kind: 'http',
        method: 'GET',
        path: strangePath(chance),
        headers: strangeHeaders(chance, host),
        body: Buffer.alloc(0),
      }
    return signedRequest(chance, host, credentials)
  }
}

/** Mostly a good signature, so that what is strange gets as far as it can. */
function signedRequest(chance: Chance, host: string, credentials: Credentials): StrangeRequest {
  const body = chance.yes(0.3) ? brokenBody(chance) : Buffer.from(strangeJson(chance))
  const operation = chance.pick(OPERATIONS)
  const target = chance.yes(0.95)
    ? `secretsmanager.${operation}`
    : chance.pick([
        '',
        'x',
        'SecretsManager.ListSecrets',
        `secretsmanager.${operation} `,
        'secretsmanager.__proto__',
        'secretsmanager.constructor',
      ])
  const headers = sign({
    host,
    body,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    region: chance.pick(['us-east-1', 'eu-central-1', 'x', 'a-b-c']),
    credentials,
    at: Date.now() + (chance.yes(0.05) ? chance.pick([-1, 1]) * 1_000_000 : 0),
  })
  if (chance.yes(0.15)) mangle(chance, headers)
  return { kind: 'http', method: 'POST', path: '/', headers, body }
}

function mangle(chance: Chance, headers: Record<string, string>): void {
  const name = chance.pick(Object.keys(headers))
  const value = headers[name] ?? ''
  const cut = chance.below(value.length + 1)
  const edits = [
    value.slice(cut),
    value.slice(0, cut),
    `${value.slice(0, cut)}${chance.pick(TEXTS)}${value.slice(cut)}`,
    '',
  ]
  if (chance.yes(0.2)) delete headers[name]
  else headers[name] = printable(chance.pick(edits))
  if (chance.yes(0.3))
    headers[
      chance.pick(['origin', 'x-forwarded-for', 'accept', 'x-amz-security-token', 'x-amz-content-sha256', 'date'])
    ] = printable(chance.pick(TEXTS))
}

/** Node refuses to send anything else in a header; what it would not send goes as raw bytes. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 4_000)

function strangeJson(chance: Chance): string {
  const members = Array.from({ length: chance.below(6) }, () => {
    const field = chance.pick(FIELDS)
    return `${JSON.stringify(field)}:${chance.yes(0.5) ? plausible(chance, field) : strangeValue(chance, 3)}`
  })
  return `{"SecretId":"n","Name":"n",${['"ClientRequestToken":"fuzz-fuzz-fuzz-fuzz-fuzz-fuzz-fuzz-1"', ...members].join(',')}}`
}

function plausible(chance: Chance, field: string): string {
  if (/Regions$/.test(field)) return chance.pick(['[{"Region":"us-west-2"}]', '["us-west-2"]', '[]'])
  if (/Tags$/.test(field))
    return chance.pick(['[{"Key":"k","Value":"v"}]', '[{"Key":"aws:x"}]', '[{"Key":"__proto__","Value":"v"}]'])
  if (/Stages$|Keys$|List$/.test(field)) return chance.pick(['["AWSCURRENT"]', '["n","m"]', '["__proto__"]', '[]'])
  if (field === 'Filters')
    return chance.pick(['[{"Key":"all","Values":["n"]}]', '[{"Key":"name","Values":["!"]}]', '[{}]'])
  if (field === 'RotationRules')
    return chance.pick([
      '{"ScheduleExpression":"cron(0 /4 * * ? *)"}',
      '{"AutomaticallyAfterDays":5}',
      '{"Duration":"99h"}',
    ])
  if (field === 'ResourcePolicy')
    return JSON.stringify(
      chance.pick(['{}', '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}', 'x', '[[[']),
    )
  if (/Results$|Length$|Days$/.test(field)) return String(chance.pick([0, 1, 7, 20, 30, 100, 4_096, -1]))
  if (/^(Include|Exclude[NPUL]|Force|Require|Block|RotateI)/.test(field)) return chance.pick(['true', 'false'])
  return JSON.stringify(
    chance.pick([
      'n',
      'AWSCURRENT',
      'x'.repeat(36),
      'name',
      'desc',
      'AAAA',
      'arn:aws:secretsmanager:us-east-1:000000000000:secret:n',
    ]),
  )
}

function strangeValue(chance: Chance, depth: number): string {
  if (depth > 0 && chance.yes(0.2)) {
    const items = Array.from({ length: chance.below(4) }, () => strangeValue(chance, depth - 1))
    return chance.yes(0.5) ? `[${items.join(',')}]` : `{${items.map((item, index) => `"k${index}":${item}`).join(',')}}`
  }
  return chance.yes(0.5) ? chance.pick(NUMBERS) : JSON.stringify(chance.pick(TEXTS))
}

function brokenBody(chance: Chance): Buffer {
  const json = strangeJson(chance)
  const cut = chance.below(json.length)
  switch (chance.below(8)) {
    case 0:
      return Buffer.from(json.slice(0, cut))
    case 1:
      return Buffer.concat([
        Buffer.from(json.slice(0, cut)),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from(json.slice(cut)),
      ])
    case 2:
      return Buffer.from(chance.pick(['[', '{"a":'].map((open) => open.repeat(chance.below(50_000)))))
    case 3:
      return Buffer.from(json, 'utf16le')
    case 4:
      return Buffer.from(Array.from({ length: chance.below(300) }, () => chance.below(256)))
    case 5:
      return Buffer.from(
        chance.pick([
          '',
          'null',
          '[]',
          '"x"',
          '1',
          '{}',
          '\ufeff{}',
          '{"SecretId":"n","SecretId":5}',
          '{"__proto__":{"SecretId":"n"}}',
        ]),
      )
    case 6:
      return Buffer.from(`{"SecretId":"${'\\u0000'.repeat(chance.below(2_000))}"}`)
    default:
      return Buffer.from(json.replace('"n"', chance.pick(NUMBERS)))
  }
}

const strangePath = (chance: Chance): string =>
  printable(
    chance.pick([
      '/',
      '/ping',
      '/v1/',
      '/v1/n',
      '/v1//',
      '/v1/%00',
      '/v1/../..',
      '/secretsmanager/get',
      '/secretsmanager/get?',
      `/secretsmanager/get?secretId=${'n'.repeat(chance.below(4_000))}`,
      '/secretsmanager/get?secretId=%ff%fe&refreshNow=',
      '//evil.example/',
      '/v1/n?versionStage=',
      '/%',
    ]),
  )

function strangeHeaders(chance: Chance, host: string): Record<string, string> {
  const headers: Record<string, string> = { host }
  for (let left = chance.below(4); left > 0; left -= 1) {
    headers[
      chance.pick([
        'x-aws-parameters-secrets-token',
        'x-vault-token',
        'host',
        'origin',
        'content-length',
        'accept',
        'expect',
        'upgrade',
        'connection',
      ])
    ] = printable(chance.pick(TEXTS)) || 'x'
  }
  return headers
}

function strangeBytes(chance: Chance, host: string): Buffer {
  const head = chance.pick([
    'GET / HTTP/1.1',
    'POST / HTTP/1.1',
    'PRI * HTTP/2.0',
    'GET / HTTP/9.9',
    'POST  /',
    '',
    'OPTIONS * HTTP/1.1',
    'CONNECT x:1 HTTP/1.1',
    'post / http/1.1',
  ])
  const lines = Array.from({ length: chance.below(5) }, () =>
    chance.pick([
      `Host: ${host}`,
      'Content-Length: 5',
      'Content-Length: -1',
      'Content-Length: 99999999999999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: x',
      'X: \u0000',
      ': x',
      'Expect: 100-continue',
      'Expect: x',
      'Upgrade: h2c',
      'Connection: upgrade',
      `X: ${'y'.repeat(chance.below(30_000))}`,
    ]),
  )
  const body = Buffer.from(Array.from({ length: chance.below(40) }, () => chance.below(256)))
  return Buffer.concat([Buffer.from(`${[head, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

const NUMBERS = [
  '0',
  '-1',
  '1.5',
  '1e308',
  '1e999',
  '-0',
  '9007199254740993',
  '1e-400',
  'true',
  'false',
  'null',
  `1${'0'.repeat(400)}`,
]
const TEXTS = [
  '',
  ' ',
  'n',
  'a b',
  '\u0000',
  '\ud800',
  '💥',
  '../..',
  '__proto__',
  'constructor',
  '%n%s',
  '$(x)',
  "'; DROP TABLE secret; --",
  'x'.repeat(3_000),
  '\r\n\r\n',
  'NaN',
]
const FIELDS = [
  'SecretId',
  'Name',
  'ClientRequestToken',
  'SecretString',
  'SecretBinary',
  'Description',
  'KmsKeyId',
  'Tags',
  'TagKeys',
  'VersionId',
  'VersionStage',
  'VersionStages',
  'MoveToVersionId',
  'RemoveFromVersionId',
  'MaxResults',
  'NextToken',
  'Filters',
  'SecretIdList',
  'SortBy',
  'SortOrder',
  'IncludeDeprecated',
  'IncludePlannedDeletion',
  'PasswordLength',
  'ExcludeCharacters',
  'ExcludeNumbers',
  'RequireEachIncludedType',
  'RecoveryWindowInDays',
  'ForceDeleteWithoutRecovery',
  'AddReplicaRegions',
  'RemoveReplicaRegions',
  'RotationRules',
  'RotationLambdaARN',
  'RotateImmediately',
  'ResourcePolicy',
  'BlockPublicPolicy',
  'Type',
  '__proto__',
  'constructor',
  'toString',
]
