/** What a program needs to find the local endpoint with its key: AWS's own variables. */
import type { NewProgramKey } from '../../shared/model.ts'

/** In the order they are printed. The address is missing while the endpoint is off. */
export function endpointVariables({
  url,
  accessKeyId,
  secretAccessKey,
  region,
}: NewProgramKey): Record<string, string> {
  return {
    ...(url === null ? {} : { AWS_ENDPOINT_URL_SECRETS_MANAGER: url }),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
  }
}

/** The same for `~/.aws/config`: a profile of its own, in which only the endpoint of this one service is changed. */
export function configProfile({ program, url, accessKeyId, secretAccessKey, region }: NewProgramKey): string {
  const name = `coffer-${program}`
  return [
    `[profile ${name}]`,
    `region = ${region}`,
    `services = ${name}`,
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    '',
    `[services ${name}]`,
    'secrets_manager =',
    `  endpoint_url = ${url ?? ''}`,
    '',
  ].join('\n')
}
