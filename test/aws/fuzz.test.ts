import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callAws } from '../support/aws/client.ts'
import { startTestEndpoint, type TestEndpoint } from '../support/aws/endpoint.ts'
import { createStrangeRequests, type StrangeRequest } from '../support/aws/strange-requests.ts'

const COUNT = process.env.SLOW ? 100_000 : 4_000
const LANES = 16
const ANSWER_WITHIN_MS = 1_000
const SEED = Number(process.env.SEED ?? 20_260_506)

let endpoint: TestEndpoint
const agent = new Agent({ keepAlive: true, maxSockets: LANES })
beforeAll(async () => {
  endpoint = await startTestEndpoint({ limits: { headersTimeoutMs: 500, requestTimeoutMs: 500 } })
})
afterAll(async () => {
  agent.destroy()
  await endpoint.close()
})

type Seen = { readonly status: number; readonly text: string; readonly ms: number }

/** Null: this client refused to send it. */
function sendHttp(strange: Extract<StrangeRequest, { readonly kind: 'http' }>): Promise<Seen | null> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    try {
      const { method, path, headers, body } = strange
      const sent = httpRequest({ agent, host: '127.0.0.1', port: endpoint.port, method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, ms: performance.now() - startedAt }))
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
function sendBytes(bytes: Buffer): Promise<Seen> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(endpoint.port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (data) => {
      text += data.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () =>
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text, ms: performance.now() - startedAt }),
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
  it(
    `${COUNT} of them get an error of AWS each, within a second, and the endpoint goes on`,
    async () => {
      const nextStrange = createStrangeRequests(SEED, `127.0.0.1:${endpoint.port}`, endpoint.credentials)
      const faults: string[] = []
      const statuses = new Map<number, number>()
      let left = COUNT
      const lane = async (): Promise<void> => {
        while (left > 0 && faults.length < 5) {
          left -= 1
          const strange = nextStrange()
          const seen = strange.kind === 'bytes' ? await sendBytes(strange.bytes) : await sendHttp(strange)
          if (!seen) continue
          statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
          const fault = faultOf(strange, seen)
          if (fault !== undefined) faults.push(`${fault}\n  for ${describeStrange(strange)}`)
        }
      }
      await Promise.all(Array.from({ length: LANES }, lane))
      expect(faults).toEqual([])
      expect(endpoint.bugs).toEqual([])
      expect(statuses.get(200) ?? 0).toBeGreaterThan(COUNT / 20)
      expect(statuses.get(400) ?? 0).toBeGreaterThan(COUNT / 5)
      const answer = await callAws(endpoint.url, 'ListSecrets', {}, endpoint)
      expect(answer.status).toBe(200)
    },
    30 * 60_000,
  )
})

const describeStrange = (strange: StrangeRequest): string =>
  strange.kind === 'bytes'
    ? JSON.stringify(strange.bytes.toString('latin1').slice(0, 300))
    : `${strange.method} ${strange.path} ${JSON.stringify(strange.headers).slice(0, 600)} ${strange.body.toString('latin1').slice(0, 300)}`
