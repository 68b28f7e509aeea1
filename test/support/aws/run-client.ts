/** Runs a foreign client as a program of its own, pointed at an endpoint by its environment alone. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { motoBin } from '../provisions.ts'
import type { Credentials } from './sign.ts'

export type Run = { readonly code: number; readonly stdout: string; readonly stderr: string }

export type ClientTarget = { readonly url: string; readonly credentials: Credentials; readonly region?: string }

export function clientEnvironment({
  url,
  credentials,
  region = 'eu-west-1',
}: ClientTarget): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_PAGER: '',
    PATH: process.env.PATH ?? '',
  }
}

/** `program` stands in the moto provision's virtual environment: `python`, `aws`. */
export function runClient(program: string, args: readonly string[], target: ClientTarget): Promise<Run> {
  return new Promise((resolve) => {
    const options = { env: clientEnvironment(target), maxBuffer: 16 * 1024 * 1024 }
    const child = execFile(join(motoBin, program), [...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (child.exitCode ?? 1), stdout, stderr })
    })
  })
}
