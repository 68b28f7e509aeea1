/**
 * The test server for shell scripts, whose home is `dir`: the profiles `prod` and `deploy` (a role that asks for a code,
 * which is 123456) of ~/.aws, the address in $AWS_URL, and a command for what somebody else does there.
 *
 *     in-aws eu-west-1 PutSecretValue '{"SecretId":"prod/db","SecretString":"x"}'
 *     in-aws fault '{"do":"throttle","region":"us-east-1","times":3}'
 */
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { callAws } from './client.ts'
import type { Fault } from './faults.ts'
import type { AwsServer } from './server.ts'

export interface AwsHand {
  /** For the core, which reads the profile, and for the scripts. */
  readonly env: NodeJS.ProcessEnv
  close(): Promise<void>
}

const node = process.env.npm_node_execpath ?? 'node'

/** `dir/bin` is there already and on the scripts' PATH. */
export async function giveHand(server: AwsServer, dir: string): Promise<AwsHand> {
  const control = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const words = JSON.parse(Buffer.concat(chunks).toString()) as readonly string[]
    response.end(await obey(server, words))
  })
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(control.address() as AddressInfo).port}`
  writeCommand(dir, url)
  return {
    env: { ...writeProfile(server, dir), AWS_URL: server.url },
    close: () =>
      new Promise((resolve) => {
        control.close(() => resolve())
        control.closeAllConnections()
      }),
  }
}

async function obey(server: AwsServer, [first = '', second = '', third = '']: readonly string[]): Promise<string> {
  if (first !== 'fault') {
    const options = { region: first, credentials: server.credentials }
    // As the SDKs do it for whoever gives none.
    const token = /^(Create|Put|Update)Secret(Value)?$/.test(second) ? { ClientRequestToken: randomUUID() } : {}
    return (await callAws(server.url, second, { ...token, ...JSON.parse(third) }, options)).text
  }
  if (second === 'clear') server.faults.clear()
  else server.faults.add(JSON.parse(second) as Fault)
  return ''
}

function writeCommand(dir: string, url: string): void {
  const command = join(dir, 'bin', 'in-aws')
  const program =
    'fetch(process.argv[1], { method: "POST", body: JSON.stringify(process.argv.slice(2)) }).then((a) => a.text()).then(console.log)'
  writeFileSync(command, `#!/bin/sh\nexec "${node}" -e '${program}' -- "${url}" "$@"\n`)
  chmodSync(command, 0o755)
}

function writeProfile(server: AwsServer, dir: string): NodeJS.ProcessEnv {
  const { accessKeyId, secretAccessKey } = server.credentials
  mkdirSync(join(dir, '.aws'), { recursive: true })
  const files = { config: join(dir, '.aws', 'config'), credentials: join(dir, '.aws', 'credentials') }
  const role = 'arn:aws:iam::111122223333:role/deploy'
  const serial = 'arn:aws:iam::111122223333:mfa/phone'
  server.roles.add({ arn: role, mfa: { serial, code: () => '123456' } })
  const deploy = `[profile deploy]\nrole_arn = ${role}\nsource_profile = prod\nmfa_serial = ${serial}\n`
  writeFileSync(files.config, `[profile prod]\nregion = eu-west-1\n${deploy}`)
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  writeFileSync(files.credentials, `[prod]\n${keys}`, { mode: 0o600 })
  return { AWS_CONFIG_FILE: files.config, AWS_SHARED_CREDENTIALS_FILE: files.credentials }
}
