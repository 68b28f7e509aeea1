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

/** The same for `~/.aws/config`, where only the endpoint of this one service is changed. */
export function configSnippet({ program, url }: NewProgramKey): string {
  return [
    `[profile coffer-${program}]`,
    'services = coffer',
    '',
    '[services coffer]',
    'secrets_manager =',
    `  endpoint_url = ${url ?? 'the address that `coffer endpoint on` prints'}`,
  ].join('\n')
}
