/** One signed call of AWS JSON 1.1 over HTTP, answered as it came: for tests that look at the wire itself. */
import { request as httpRequest } from 'node:http'
import { type Credentials, sign } from './sign.ts'

export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

export type JsonAnswer = RawAnswer & { readonly json: Readonly<Record<string, unknown>> }

export type CallOptions = {
  readonly region?: string
  readonly credentials: Credentials
  /** Epoch ms to sign with. */
  readonly at?: number
}

export async function callAws(
  url: string,
  operation: string,
  input: unknown,
  options: CallOptions,
): Promise<JsonAnswer> {
  const body = JSON.stringify(input)
  const headers = signedHeaders(url, `secretsmanager.${operation}`, body, options)
  const answer = await sendHttp(url, { method: 'POST', headers, body })
  return { ...answer, json: parseJson(answer.text) }
}

/** Somebody else with the same account; a refusal is a bug of the test. */
export async function callAsOther(
  { url, credentials }: { readonly url: string; readonly credentials: Credentials },
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const answer = await callAws(url, operation, input, { region, credentials })
  if (answer.status !== 200) throw new Error(answer.text)
}

export function signedHeaders(url: string, target: string, body: string | Uint8Array, options: CallOptions) {
  const { region = 'us-east-1', credentials, at = Date.now() } = options
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
  return sign({ host: new URL(url).host, body, headers, region, credentials, at })
}

export type HttpRequest = {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Uint8Array
  readonly socketPath?: string
}

/** Node's own client, a connection for each request: unlike fetch it lets a test set Host, Origin and the like. */
export function sendHttp(url: string, request: HttpRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const { method = 'GET', path = '/', headers = {}, body, socketPath } = request
  const target = socketPath === undefined ? { host: hostname.replace(/^\[|\]$/g, ''), port } : { socketPath }
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ ...target, agent: false, method, path, headers: { ...headers } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return { notJson: text.slice(0, 200) }
  }
}
