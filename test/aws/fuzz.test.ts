import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { callAws } from '../support/aws/client.ts'
import { startTestEndpoint } from '../support/aws/endpoint.ts'
import type { Credentials } from '../support/aws/sign.ts'
import { createStrangeRequests, type StrangeRequest } from '../support/aws/strange-requests.ts'
import { startVaultEndpoint } from '../support/local-endpoint.ts'
import { startStopwatch } from '../support/stopwatch.ts'

type Target = {
  readonly url: string
  readonly credentials: Credentials
  readonly bugs: () => readonly unknown[]
  readonly close: () => Promise<void>
}

const limits = { headersTimeoutMs: 500, requestTimeoutMs: 500 }

const targets: readonly (readonly [name: string, count: number, start: () => Promise<Target>])[] = [
  [
    "over the test server's store",
    process.env.SLOW ? 100_000 : 4_000,
    async () => {
      const endpoint = await startTestEndpoint({ limits })
      return { ...endpoint, bugs: () => endpoint.bugs }
    },
  ],
  [
    'over the vault',
    process.env.SLOW ? 100_000 : 1_500,
    async () => {
      const started = await startVaultEndpoint({ limits })
      return { url: started.url, credentials: started.addKey('fuzz'), bugs: started.bugs, close: started.close }
    },
  ],
]

const LANES = 16
const ANSWER_WITHIN_MS = 1_000
const SEED = Number(process.env.SEED ?? 20_260_506)

const agent = new Agent({ keepAlive: true, maxSockets: LANES })
const stopwatch = startStopwatch()
afterAll(() => {
  agent.destroy()
  stopwatch.stop()
})

type Seen = { readonly status: number; readonly text: string; readonly ms: number }

/** Null: this client refused to send it. */
function sendHttp(port: number, strange: Extract<StrangeRequest, { readonly kind: 'http' }>): Promise<Seen | null> {
  const tookMs = stopwatch.begin()
  return new Promise((resolve, reject) => {
    try {
      const { method, path, headers, body } = strange
      const sent = httpRequest({ agent, host: '127.0.0.1', port, method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, ms: tookMs() }))
      })
      // A refusal ends the connection, maybe while the body is still being sent.
      sent.on('error', (error: NodeJS.ErrnoException) =>
        ['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? resolve(null) : reject(error),
      )
      sent.on('upgrade', (_response, socket) => {
        socket.destroy()
        reject(new Error('upgraded'))
      })
      sent.end(body)
    } catch {
      resolve(null)
    }
  })
}

/** The first answer to raw bytes; a connection that says nothing has to end by itself. */
function sendBytes(port: number, bytes: Buffer): Promise<Seen> {
  const tookMs = stopwatch.begin()
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (data) => {
      text += data.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () =>
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text, ms: tookMs() }),
    )
  })
}

/** What is wrong with an answer, or undefined. */
function faultOf(strange: StrangeRequest, seen: Seen): string | undefined {
  const limit = strange.kind === 'bytes' ? 3_000 : ANSWER_WITHIN_MS
  if (seen.ms > limit) return `took ${Math.round(seen.ms)} ms`
  if (strange.kind === 'bytes' && seen.status === 0) return undefined
  if (seen.status === 200) return undefined
  if (seen.status === 100) return undefined
  if (seen.status < 400 || seen.status >= 500) return `status ${seen.status}: ${seen.text.slice(0, 200)}`
  const isAgent =
    strange.kind === 'http' && strange.method === 'GET' && /^\/(v1\/|ping|secretsmanager\/get)/.test(strange.path)
  return isAgent || /"__type":"\w+"/.test(seen.text) ? undefined : `no error of AWS: ${seen.text.slice(0, 200)}`
}

describe('strange requests', () => {
  it.each(targets)(
    '%s: %i of them get an error of AWS each, within a second, and the endpoint goes on',
    async (_name, count, start) => {
      const target = await start()
      const port = Number(new URL(target.url).port)
      const nextStrange = createStrangeRequests(SEED, `127.0.0.1:${port}`, target.credentials)
      const faults: string[] = []
      const statuses = new Map<number, number>()
      let left = count
      const lane = async (): Promise<void> => {
        while (left > 0 && faults.length < 5) {
          left -= 1
          const strange = nextStrange()
          const seen = strange.kind === 'bytes' ? await sendBytes(port, strange.bytes) : await sendHttp(port, strange)
          if (!seen) continue
          statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
          const fault = faultOf(strange, seen)
          if (fault !== undefined) faults.push(`${fault}\n  for ${describeStrange(strange)}`)
        }
      }
      await Promise.all(Array.from({ length: LANES }, lane))
      const answer = await callAws(target.url, 'ListSecrets', {}, target)
      await target.close()
      expect(faults).toEqual([])
      expect(target.bugs()).toEqual([])
      expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 20)
      expect(statuses.get(400) ?? 0).toBeGreaterThan(count / 5)
      expect(answer.status).toBe(200)
    },
    60 * 60_000,
  )
})

const describeStrange = (strange: StrangeRequest): string =>
  strange.kind === 'bytes'
    ? JSON.stringify(strange.bytes.toString('latin1').slice(0, 300))
    : `${strange.method} ${strange.path} ${JSON.stringify(strange.headers).slice(0, 600)} ${strange.body.toString('latin1').slice(0, 300)}`
