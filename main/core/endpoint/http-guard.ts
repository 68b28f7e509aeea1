/**
 * Who may talk to the endpoint at all, decided from the request's head, before any body is read. A program on this
 * machine that means to: yes. A web page, a proxy, another host's name: no (issue 4 point 6).
 */
import { HOSTS } from './listen.ts'

/** `text` goes to callers of the agent's API, which answers in plain text; the others get it as AWS's error. */
export type Refusal = { readonly status: number; readonly code: string; readonly text: string }

export type Head = {
  readonly method: string
  /** As sent: path and query. */
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
  /** The port that was connected to; undefined on the Unix socket. */
  readonly port: number | undefined
}

/** Host first: a page that got here by DNS rebinding carries its own name there, whatever else it pretends. */
export function refusalOf(head: Head): Refusal | undefined {
  const host = head.headers.get('host')
  if (!isOwnHost(host, head.port)) return refuse(403, 'Forbidden', 'The Host header does not name this endpoint.')
  if (head.method === 'OPTIONS') return refuse(403, 'Forbidden', 'Web pages are not served.')
  const browser = BROWSER_HEADERS.find((name) => head.headers.has(name))
  if (browser !== undefined) return refuse(403, 'Forbidden', 'Web pages are not served.')
  const forwarded = FORWARDING_HEADERS.find((name) => head.headers.has(name))
  if (forwarded !== undefined) return refuse(400, 'Forwarded', 'Forwarded')
  return head.url.startsWith('/') ? undefined : refuse(400, 'BadRequest', 'The request target has to be a path.')
}

/**
 * Header fields as one value each. Null when one that decides something came twice: two readers of such a request may
 * each believe another value.
 */
export function readHeaders(raw: readonly string[]): ReadonlyMap<string, string> | null {
  const headers = new Map<string, string>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    const value = raw[index + 1] ?? ''
    const before = headers.get(name)
    if (before !== undefined && isSingle(name)) return null
    headers.set(name, before === undefined ? value : `${before},${value}`)
  }
  return headers
}

const isSingle = (name: string): boolean =>
  SINGLE_HEADERS.has(name) || name.startsWith('x-amz-') || name.startsWith('x-aws-')

/** On the Unix socket any name of loopback will do: nothing but a program that may open the socket gets there. */
function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  if (host === undefined) return false
  const [, name = '', given] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host.toLowerCase()) ?? []
  if (!HOST_NAMES.has(name)) return false
  return port === undefined || Number(given ?? 80) === port
}

const refuse = (status: number, code: string, text: string): Refusal => ({ status, code, text })

const HOST_NAMES: ReadonlySet<string> = new Set([
  ...HOSTS.map((host) => (host.includes(':') ? `[${host}]` : host)),
  'localhost',
])

/** Sent by browsers and by nothing that has business here. Node's own fetch sends `sec-fetch-mode`, so that one may. */
const BROWSER_HEADERS = [
  'origin',
  'sec-fetch-site',
  'sec-fetch-dest',
  'access-control-request-method',
  'referer',
  'cookie',
]

const FORWARDING_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via']

const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'transfer-encoding',
  'content-encoding',
  'x-vault-token',
])
