/** A signer of Signature Version 4, written apart from the verifier that it tests. */
import { createHash, createHmac } from 'node:crypto'

export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export type ToSign = {
  readonly host: string
  readonly body: string | Uint8Array
  /** Further headers, lower-case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>
  readonly region: string
  readonly service?: string
  readonly credentials: Credentials
  /** Epoch ms. */
  readonly at?: number
}

/** The headers to send, authorization included; `host` is among them. */
export function sign(request: ToSign): Record<string, string> {
  const { credentials, region, service = 'secretsmanager' } = request
  const time = new Date(request.at ?? Date.now()).toISOString()
  const date = `${time.slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`
  const scope = [date.slice(0, 8), region, service, 'aws4_request']
  const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': date }
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken
  const names = Object.keys(headers).sort()
  const lines = names.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, ' ')}`)
  const canonical = `POST\n/\n\n${lines.join('\n')}\n\n${names.join(';')}\n${digest(request.body)}`
  let key: Buffer = Buffer.from(`AWS4${credentials.secretAccessKey}`)
  for (const part of scope) key = mac(key, part)
  const signature = mac(key, ['AWS4-HMAC-SHA256', date, scope.join('/'), digest(canonical)].join('\n')).toString('hex')
  const credential = `${credentials.accessKeyId}/${scope.join('/')}`
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return headers
}

const digest = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const mac = (key: Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()
