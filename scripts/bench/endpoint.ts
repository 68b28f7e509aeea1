/**
 * GetSecretValue over kept connections, from the vault's endpoint, beside a bare `node:http` server that checks the same
 * signature and sends the same body, and beside moto, all in one run. Each server is a process of its own.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { cpus } from 'node:os'
import { createVerifier } from '../../main/core/endpoint/sigv4.ts'
import { callAws, signedHeaders } from '../../test/support/aws/client.ts'
import { startMoto } from '../../test/support/aws/moto.ts'
import type { Credentials } from '../../test/support/aws/sign.ts'
import { startVaultEndpoint } from '../../test/support/local-endpoint.ts'
import { missingReason } from '../../test/support/provisions.ts'

type Target = { readonly url: string; readonly credentials: Credentials }
type Figures = {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of the server for each answer: says less about what else this machine does. */
  readonly cpuMicros: number | null
  readonly errors: number
}

const CLIENTS = [1, 8, 64] as const
const WARM_MS = 500
const MEASURE_MS = Number(process.argv[2] ?? 2_000)
const ROUNDS = 3
const BODY = '{"SecretId":"bench/db"}'
const SECRET = {
  Name: 'bench/db',
  SecretString: '{"username":"app","password":"correct horse battery staple"}',
  ClientRequestToken: 'b'.repeat(32),
}

const role = process.argv[3]
if (role === 'serve-vault') await serveVault()
else if (role === 'serve-bare') await serveBare()
else await measureAll()

async function serveVault(): Promise<void> {
  const started = await startVaultEndpoint({ limits: { maxConnections: 200 } })
  const key = started.addKey('bench')
  await callAws(started.url, 'CreateSecret', SECRET, { credentials: key })
  const { text } = await callAws(started.url, 'GetSecretValue', { SecretId: SECRET.Name }, { credentials: key })
  process.on('disconnect', () => void started.close().then(() => process.exit(0)))
  process.send?.({
    url: started.url,
    credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey },
    answer: text,
  })
}

/** What the endpoint could be at the most: read, verify, send; no parsing, no vault, no audit. */
async function serveBare(): Promise<void> {
  const answer = process.argv[4] ?? ''
  const credentials = { accessKeyId: 'CFFRBENCH', secretAccessKey: 'bench' }
  const verify = createVerifier({ services: ['secretsmanager'], findKey: () => credentials })
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const verified = verify({ method: 'POST', url: '/', headers, body: Buffer.concat(chunks) }, Date.now())
    response.writeHead(verified.ok ? 200 : 400, {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(answer),
    })
    response.end(answer)
  })
  process.on('disconnect', () => process.exit(0))
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, credentials })
  })
}

async function measureAll(): Promise<void> {
  const vault = await startRole('serve-vault')
  const bare = await startRole('serve-bare', String(vault.ready.answer))
  const results = { vault: emptyRounds(), bare: emptyRounds() }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const clients of CLIENTS) {
      results.bare[clients].push(await measure(bare.ready, clients))
      results.vault[clients].push(await measure(vault.ready, clients))
    }
  }
  vault.child.disconnect()
  bare.child.disconnect()
  const moto = await measureMoto()
  const rows = CLIENTS.map((clients) => {
    const [ours, floor] = [median(results.vault[clients]), median(results.bare[clients])]
    const theirs = moto?.[clients]
    return {
      clients,
      vault: ours,
      bare: floor,
      ...(theirs ? { moto: theirs, timesMoto: round2(ours.requestsPerSecond / theirs.requestsPerSecond) } : {}),
      ratioToBare: round2(ours.requestsPerSecond / floor.requestsPerSecond),
    }
  })
  const what = 'GetSecretValue over HTTP keep-alive; medians of rounds'
  process.stdout.write(
    `${JSON.stringify({ what, cpus: cpus().length, measureMs: MEASURE_MS, rounds: ROUNDS, moto: moto ? 'measured' : missingReason('moto'), rows })}\n`,
  )
  process.exit(0)
}

function emptyRounds(): Record<(typeof CLIENTS)[number], Figures[]> {
  return { 1: [], 8: [], 64: [] }
}

type Ready = Target & { readonly answer?: string; readonly pid?: number }

function startRole(
  name: string,
  ...rest: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
  const child = fork(import.meta.filename, [String(MEASURE_MS), name, ...rest], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (ready) =>
      resolve({ child, ready: { ...(ready as Ready), ...(child.pid === undefined ? {} : { pid: child.pid }) } }),
    )
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)))
  })
}

async function measureMoto(): Promise<Record<number, Figures> | undefined> {
  if (missingReason('moto') !== null) return undefined
  const moto = await startMoto()
  const target = { url: moto.url, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  await callAws(moto.url, 'CreateSecret', SECRET, target)
  const figures: Record<number, Figures> = {}
  for (const clients of CLIENTS) figures[clients] = await measure(target, clients)
  await moto.close()
  return figures
}

/** Every client asks again as soon as it was answered. Signatures are made once a second, so that they cost nothing here. */
async function measure(target: Target & { readonly pid?: number }, clients: number): Promise<Figures> {
  const host = new URL(target.url)
  const latencies: number[] = []
  let errors = 0
  let answers = 0
  const startAt = performance.now() + WARM_MS
  const endAt = startAt + MEASURE_MS
  const nextRequest = createRequests(target)
  const cpuBefore = cpuMicros(target.pid)
  const client = async (): Promise<void> => {
    const { ask, close } = await openClient(host)
    for (let sentAt = performance.now(); sentAt < endAt; sentAt = performance.now()) {
      const status = await ask(nextRequest())
      answers += 1
      if (sentAt >= startAt) latencies.push(performance.now() - sentAt)
      if (status !== 200) errors += 1
    }
    close()
  }
  await Promise.all(Array.from({ length: clients }, client))
  const cpuAfter = cpuMicros(target.pid)
  latencies.sort((a, b) => a - b)
  const at = (part: number): number => round2(latencies[Math.floor(latencies.length * part)] ?? 0)
  return {
    requestsPerSecond: Math.round((latencies.length / MEASURE_MS) * 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuMicros: cpuBefore === null || cpuAfter === null ? null : Math.round((cpuAfter - cpuBefore) / answers),
    errors,
  }
}

/** What a process used of the processors so far, in microseconds; null where there is no /proc. */
function cpuMicros(pid: number | undefined): number | null {
  if (pid === undefined || !existsSync(`/proc/${pid}/stat`)) return null
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

function createRequests(target: Target): () => Buffer {
  let second = 0
  let request = Buffer.alloc(0)
  return () => {
    const now = Math.floor(Date.now() / 1_000)
    if (now === second) return request
    second = now
    const headers = signedHeaders(target.url, 'secretsmanager.GetSecretValue', BODY, target)
    const lines = Object.entries({ ...headers, 'content-length': String(BODY.length) }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    request = Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${BODY}`)
    return request
  }
}

/** Sends ready bytes and gives the status of each whole answer, over one connection for as long as the server keeps it. */
async function openClient(host: URL): Promise<Pick<Connection, 'ask'> & { readonly close: () => void }> {
  let connection = await openConnection(host)
  return {
    close: () => connection.socket.destroy(),
    ask: async (request) => {
      if (connection.socket.closed || !connection.socket.writable) connection = await openConnection(host)
      return connection.ask(request)
    },
  }
}

type Connection = { readonly socket: Socket; readonly ask: (request: Buffer) => Promise<number> }

function openConnection(host: URL): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let text = ''
    let answered: (status: number) => void = () => undefined
    const socket = connect(Number(host.port), host.hostname, () => resolve({ socket, ask }))
    const ask = (request: Buffer): Promise<number> =>
      new Promise((done) => {
        answered = done
        socket.write(request)
      })
    const finish = (): void => {
      const status = Number(text.slice(9, 12))
      text = ''
      answered(status)
    }
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('close', finish)
    socket.on('data', (data) => {
      text += data.toString('latin1')
      const headEnd = text.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (headEnd < 0 || text.length < headEnd + 4 + length) return
      if (/connection: close/i.test(text.slice(0, headEnd))) socket.destroy()
      else finish()
    })
  })
}

function median(rounds: readonly Figures[]): Figures {
  const sorted = [...rounds].sort((a, b) => a.requestsPerSecond - b.requestsPerSecond)
  return (
    sorted[Math.floor(sorted.length / 2)] ?? { requestsPerSecond: 0, p50Ms: 0, p99Ms: 0, cpuMicros: null, errors: 0 }
  )
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
