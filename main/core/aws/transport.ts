/**
 * The one way out of core/aws: every client of the SDK, those inside credential providers included, sends through this
 * handler, and it lets nothing pass but to where the target points.
 */
import { Agent } from 'node:https'
import * as tls from 'node:tls'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { plainTextProblem } from './loopback.ts'
import { isAwsHost } from './regions.ts'

/** What a remote counts and times. */
export interface TransportListener {
  /** A request is about to leave. */
  readonly onRequest?: () => void
  /** An answer came, with its Date header. */
  readonly onAnswer?: (date: string | undefined) => void
}

export interface Transport {
  /** `requestHandler` and the rest that every client of this connection is made with. */
  readonly clientDefaults: (listener?: TransportListener) => ClientDefaults
  /** Closes the sockets that are kept open. */
  readonly destroy: () => void
}

type Handler = Pick<
  NodeHttpHandler,
  'metadata' | 'handle' | 'updateHttpClientConfig' | 'httpHandlerConfigs' | 'destroy'
>

type HttpRequest = Parameters<NodeHttpHandler['handle']>[0]

export interface ClientDefaults {
  readonly requestHandler: Handler
  readonly endpoint?: string
  /** AWS_ENDPOINT_URL and endpoint_url never redirect a secret: only the target says where it goes. */
  readonly ignoreConfiguredEndpointUrls: true
  readonly useDualstackEndpoint: false
  readonly useFipsEndpoint: boolean
  /** `auto` would ask the metadata service of EC2. */
  readonly defaultsMode: 'standard'
  /** What CloudTrail shows beside the SDK's name. */
  readonly customUserAgent: 'coffer'
  /** Retries are ours: they count, they wait for the rate limit, and they can be cancelled. */
  readonly maxAttempts: 1
}

export interface TransportOptions {
  readonly useFipsEndpoint?: boolean
  /** A try is given up after this long without an answer, or without another byte of it; 30 s without it. */
  readonly answerWithinMs?: number | undefined
}

const CONNECT_WITHIN_MS = 5_000
const ANSWER_WITHIN_MS = 30_000

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** `endpointUrl` null: AWS's own hosts over TLS, and nothing else; otherwise that origin, and nothing else. */
export function createTransport(endpointUrl: string | null, options: TransportOptions = {}): Transport {
  const { useFipsEndpoint = false, answerWithinMs = ANSWER_WITHIN_MS } = options
  const http = new NodeHttpHandler({
    connectionTimeout: CONNECT_WITHIN_MS,
    requestTimeout: answerWithinMs,
    throwOnRequestTimeout: true,
    socketTimeout: answerWithinMs,
    logger: silent,
    ...(endpointUrl?.startsWith('http:') ? {} : { httpsAgent: createAgent(endpointUrl === null) }),
  })
  const isThere = endpointUrl === null ? isAwsRequest : isOrigin(new URL(endpointUrl))
  const plainText = plainTextProblem(endpointUrl)
  const problemOf = (request: HttpRequest): string | null => plainText ?? (isThere(request) ? null : stray(request))
  return {
    clientDefaults: (listener = {}) => ({
      requestHandler: createHandler(http, problemOf, listener),
      ...(endpointUrl === null ? {} : { endpoint: endpointUrl }),
      ignoreConfiguredEndpointUrls: true,
      useDualstackEndpoint: false,
      useFipsEndpoint: endpointUrl === null && useFipsEndpoint,
      defaultsMode: 'standard',
      customUserAgent: 'coffer',
      maxAttempts: 1,
    }),
    destroy: () => http.destroy(),
  }
}

/**
 * A company's proxy, for AWS's hosts alone: it is told the host's name and passes TLS on, nothing more. A target with an
 * endpoint of its own is reached directly.
 */
function createAgent(isAws: boolean): Agent {
  const { HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy } = process.env
  const proxy = isAws ? (https_proxy ?? HTTPS_PROXY) : undefined
  const without = no_proxy ?? NO_PROXY
  const proxyEnv = { ...(proxy ? { HTTPS_PROXY: proxy } : {}), ...(without ? { NO_PROXY: without } : {}) }
  const secureContext = trustedContext()
  return new Agent({ keepAlive: true, maxSockets: 50, secureContext, ...(proxy ? { proxyEnv } : {}) })
}

let context: tls.SecureContext | undefined

/** What Node trusts, NODE_EXTRA_CA_CERTS included, and what the system does: where a company's own authority stands. */
function trustedContext(): tls.SecureContext {
  const ca = () => [...tls.getCACertificates('default'), ...tls.getCACertificates('system')]
  context ??= tls.createSecureContext({ ca: ca() })
  return context
}

/** The SDK destroys the handler with a client; the sockets belong to the connection and stay. */
function createHandler(
  http: NodeHttpHandler,
  problemOf: (request: HttpRequest) => string | null,
  listener: TransportListener,
): Handler {
  return {
    metadata: http.metadata,
    updateHttpClientConfig: (key, value) => http.updateHttpClientConfig(key, value),
    httpHandlerConfigs: () => http.httpHandlerConfigs(),
    destroy: () => undefined,
    handle: async (request, options) => {
      const problem = problemOf(request)
      if (problem !== null) throw Object.assign(new Error(problem), { name: STRAY_REQUEST })
      listener.onRequest?.()
      const answer = await http.handle(request, options)
      listener.onAnswer?.(answer.response.headers.date)
      return answer
    },
  }
}

/** The name that `translate` knows such an error by. */
export const STRAY_REQUEST = 'StrayRequest'

const stray = ({ protocol, hostname }: HttpRequest): string =>
  `A request to ${protocol}//${hostname} was stopped: the target does not point there.`

function isOrigin(url: URL): (request: HttpRequest) => boolean {
  const portOf = (protocol: string, port: string | number | undefined): string =>
    String(port || (protocol === 'https:' ? 443 : 80))
  const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return ({ protocol, hostname, port }) =>
    protocol === url.protocol &&
    bare(hostname) === bare(url.hostname) &&
    portOf(protocol, port) === portOf(url.protocol, url.port)
}

const isAwsRequest = ({ protocol, hostname, port }: HttpRequest): boolean =>
  protocol === 'https:' && (port === undefined || Number(port) === 443) && isAwsHost(hostname)
