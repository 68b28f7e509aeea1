import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSections } from '../../../../main/core/aws/config-files.ts'
import { listProfiles } from '../../../../main/core/aws/profiles.ts'

let folder: string
let env: NodeJS.ProcessEnv

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-profiles-'))
  env = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const config = `
[default]
region = eu-west-1
[profile admin]
role_arn = arn:aws:iam::1:role/admin
source_profile = default
mfa_serial = arn:aws:iam::1:mfa/phone
region = us-east-1
[profile "over admin"]
role_arn = arn:aws:iam::2:role/x
source_profile = admin
[profile own]
role_arn = arn:aws:iam::1:role/own
source_profile = own
[profile corp]
sso_session = corp
sso_account_id = 1
sso_role_name = dev
[profile old-sso]
sso_start_url = https://x
sso_account_id = 1
sso_region = eu-west-1
sso_role_name = dev
[profile ci]
role_arn = arn:aws:iam::1:role/ci
web_identity_token_file = /token
[profile tool]
credential_process = /bin/keys --secret hunter2
[profile me]
login_session = arn:aws:iam::1:user/me
[profile odd]
output = json
[sso-session corp]
sso_region = eu-west-1
[plugins]
cli_legacy_plugin_path = /x
`
const credentials = `
[default]
aws_access_key_id = AKIASECRETKEYID
aws_secret_access_key = secretsecret
[own]
aws_access_key_id = AKIASECRETKEYID
aws_secret_access_key = secretsecret
`

describe('the list of profiles', () => {
  it('tells where each gets its credentials, its region, and whether a device is asked', async () => {
    writeFileSync(join(folder, 'config'), config)
    writeFileSync(join(folder, 'credentials'), credentials)
    const rows = (await listProfiles(env)).map(({ name, source, region, needsMfa }) => [name, source, region, needsMfa])
    expect(rows).toEqual([
      ['default', 'static', 'eu-west-1', false],
      ['admin', 'assume-role', 'us-east-1', true],
      ['ci', 'web-identity', null, false],
      ['corp', 'sso', null, false],
      ['me', 'login', null, false],
      ['odd', 'unknown', null, false],
      ['old-sso', 'sso', null, false],
      ['over admin', 'assume-role', null, true],
      ['own', 'assume-role', null, false],
      ['tool', 'process', null, false],
    ])
  })

  it('holds no key and no command', async () => {
    writeFileSync(join(folder, 'config'), config)
    writeFileSync(join(folder, 'credentials'), credentials)
    const text = JSON.stringify(await listProfiles(env))
    for (const secret of ['AKIASECRETKEYID', 'secretsecret', 'hunter2']) expect(text).not.toContain(secret)
  })

  it('is empty where there are no files', async () => {
    expect(await listProfiles(env)).toEqual([])
  })

  it('shows what was written a moment ago', async () => {
    writeFileSync(join(folder, 'credentials'), '[a]\naws_access_key_id=x\naws_secret_access_key=y\n')
    expect((await listProfiles(env)).map(({ name }) => name)).toEqual(['a'])
    writeFileSync(join(folder, 'credentials'), '[b]\naws_access_key_id=x\naws_secret_access_key=y\n')
    expect((await listProfiles(env)).map(({ name }) => name)).toEqual(['b'])
  })
})

describe('a file of sections', () => {
  it('has comments, spaces, blocks and Windows line ends', () => {
    const text =
      '# top\r\n[profile a] ; note\r\n  key = value # rest\r\npath=/x#not-a-comment\r\ns3 =\r\n  endpoint_url = http://x\r\nlast = 1\r\n[empty]\r\n[a]\r\nstray\r\n= nothing\r\n'
    expect([...parseSections(text)]).toEqual([
      ['profile a', { key: 'value', path: '/x#not-a-comment', 's3.endpoint_url': 'http://x', last: '1' }],
      ['empty', {}],
      ['a', {}],
    ])
  })

  it('never touches the prototype of objects', () => {
    parseSections('[__proto__]\npolluted = yes\n[x]\n__proto__ = 1\n')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
