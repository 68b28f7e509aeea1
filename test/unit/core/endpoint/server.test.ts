import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { callAws, type HttpRequest, sendHttp, signedHeaders } from '../../../support/aws/client.ts'
import { startTestEndpoint, type TestEndpoint, type TestEndpointOptions } from '../../../support/aws/endpoint.ts'

const MARKER = 'PLANTED-VALUE-MARKER'
const opened: TestEndpoint[] = []
async function start(options: TestEndpointOptions = {}): Promise<TestEndpoint> {
  const endpoint = await startTestEndpoint(options)
  opened.push(endpoint)
  await callAws(
    endpoint.url,
    'CreateSecret',
    { Name: 'n', SecretString: MARKER, ClientRequestToken: 'x'.repeat(32) },
    endpoint,
  )
  return endpoint
}
afterEach(async () => {
  for (const endpoint of opened.splice(0)) await endpoint.close()
})

const body = '{"SecretId":"n"}'
/** A good GetSecretValue, with something changed. */
function get(endpoint: TestEndpoint, more: HttpRequest = {}): HttpRequest {
  const headers = {
    ...signedHeaders(endpoint.url, 'secretsmanager.GetSecretValue', body, endpoint),
    'content-length': String(body.length),
  }
  return { method: 'POST', body, ...more, headers: { ...headers, ...more.headers } }
}

/** Writes bytes and gives what came back before the connection ended, or so far after `ms`. */
function raw(port: number, bytes: string | Buffer, ms = 3_000): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const timer = setTimeout(() => socket.destroy(), ms)
    socket.on('data', (data) => {
      text += data.toString()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
  })
}

describe('a signed call', () => {
  it('is answered as by AWS, and not for caches or pages', async () => {
    const endpoint = await start()
    const answer = await sendHttp(endpoint.url, get(endpoint))
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ Name: 'n', SecretString: MARKER })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('is answered on 127.0.0.1, ::1 and localhost', async () => {
    const endpoint = await start()
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      const url = `http://${host}:${endpoint.port}`
      const answer = await callAws(url, 'GetSecretValue', { SecretId: 'n' }, endpoint)
      expect([host, answer.status]).toEqual([host, 200])
    }
  })

  it('is answered on the Unix socket, which only this user may open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-endpoint-'))
    const socketPath = join(folder, 'endpoint.sock')
    const endpoint = await start({ socketPath })
    expect(statSync(socketPath).mode & 0o777).toBe(0o600)
    const headers = signedHeaders('http://localhost', 'secretsmanager.GetSecretValue', body, endpoint)
    expect((await sendHttp('http://localhost', { method: 'POST', body, headers, socketPath })).status).toBe(200)
    rmSync(folder, { recursive: true })
  })

  it('replaces a socket that a killed process left, and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-endpoint-'))
    const socketPath = join(folder, 'endpoint.sock')
    const left = `require('node:net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['-e', left])
    expect(statSync(socketPath).isSocket()).toBe(true)
    await start({ socketPath })
    await expect(startTestEndpoint({ socketPath })).rejects.toThrow('EADDRINUSE')
    rmSync(folder, { recursive: true })
  })

  it('works on a chosen port, and a taken one is named', async () => {
    const first = await start()
    await expect(startTestEndpoint({ port: first.port })).rejects.toThrow(`Port ${first.port} is taken`)
    await opened.pop()?.close()
    const second = await start({ port: first.port })
    expect(second.port).toBe(first.port)
  })
})

describe('refused: what is not a program of this user on this machine', () => {
  const pages: readonly (readonly [string, HttpRequest, number])[] = [
    ['a page, by its Origin', { headers: { origin: 'https://evil.example' } }, 403],
    ['a page without one', { headers: { origin: 'null' } }, 403],
    ['a page of its own origin', { headers: { origin: 'http://127.0.0.1' } }, 403],
    ['a preflight', { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } }, 403],
    ['a browser, by Sec-Fetch-Site', { headers: { 'sec-fetch-site': 'same-origin' } }, 403],
    ['a browser with cookies', { headers: { cookie: 'a=b' } }, 403],
    ['a page, by its Referer', { headers: { referer: 'https://evil.example/' } }, 403],
    ['another name (DNS rebinding)', { headers: { host: 'evil.example' } }, 403],
    ['another name with our port', { headers: { host: 'evil.example:1' } }, 403],
    ['another port', { headers: { host: '127.0.0.1:1' } }, 403],
    ['a name that begins like ours', { headers: { host: '127.0.0.1.evil.example' } }, 403],
    ['a proxy', { headers: { 'x-forwarded-for': '10.0.0.1' } }, 400],
    ['a proxy, by Forwarded', { headers: { forwarded: 'for=10.0.0.1' } }, 400],
    ['a proxy, by Via', { headers: { via: '1.1 proxy' } }, 400],
    ['another address as the target', { path: 'http://evil.example/' }, 400],
    ['a type that pages may post', { headers: { 'content-type': 'text/plain' } }, 400],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 400],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 400],
    ['another path', { path: '/other' }, 404],
    ['another method', { method: 'PUT' }, 405],
    [
      'a header that came twice',
      { headers: { 'x-amz-target': ['secretsmanager.GetSecretValue', 'secretsmanager.GetSecretValue'] } },
      400,
    ],
  ]
  it.each(pages)('%s', async (_sentence, more, status) => {
    const endpoint = await start()
    const before = endpoint.calls.length
    const answer = await sendHttp(endpoint.url, get(endpoint, more))
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toMatchObject({ __type: expect.any(String), message: expect.any(String) })
    expect(answer.text).not.toContain(MARKER)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(endpoint.calls.length).toBe(before)
    expect(endpoint.refusals.length).toBeGreaterThan(0)
  })

  it('an unsigned call', async () => {
    const endpoint = await start()
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
      host: `127.0.0.1:${endpoint.port}`,
    }
    const answer = await sendHttp(endpoint.url, { method: 'POST', body, headers })
    expect([answer.status, JSON.parse(answer.text).__type]).toEqual([400, 'MissingAuthenticationTokenException'])
  })

  it('every address of this machine but loopback', async () => {
    const endpoint = await start()
    const outside = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter((each) => !each.internal)
    for (const { address, scopeid } of outside) {
      const host = scopeid ? `${address}%${scopeid}` : address
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host, port: endpoint.port, timeout: 1_000 })
        socket
          .once('connect', () => resolve(true))
          .once('error', () => resolve(false))
          .once('timeout', () => resolve(false))
        socket.once('connect', () => socket.destroy())
      })
      expect([address, reached]).toEqual([address, false])
    }
  })
})

describe('limits', () => {
  it('a body over the limit, announced or not, is refused unread', async () => {
    const endpoint = await start({ limits: { maxBodyBytes: 1_000 } })
    const large = 'x'.repeat(1_001)
    for (const headers of [{ 'content-length': '1001' }, { 'transfer-encoding': 'chunked' }]) {
      const signed = signedHeaders(endpoint.url, 'secretsmanager.GetSecretValue', large, endpoint)
      const answer = await sendHttp(endpoint.url, { method: 'POST', body: large, headers: { ...signed, ...headers } })
      expect([answer.status, JSON.parse(answer.text).__type]).toEqual([413, 'RequestEntityTooLarge'])
    }
  })

  it('the largest value fits, however it is escaped', async () => {
    const endpoint = await start()
    const SecretString = '\u0001'.repeat(65_536)
    const put = { SecretId: 'n', SecretString, ClientRequestToken: 'y'.repeat(32) }
    expect((await callAws(endpoint.url, 'PutSecretValue', put, endpoint)).status).toBe(200)
    expect((await callAws(endpoint.url, 'GetSecretValue', { SecretId: 'n' }, endpoint)).json.SecretString).toBe(
      SecretString,
    )
  })

  it('a slow head, a slow body and silence end in time', async () => {
    const endpoint = await start({ limits: { headersTimeoutMs: 200, requestTimeoutMs: 300 } })
    const [head, slowBody, silence] = await Promise.all([
      raw(endpoint.port, 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n'),
      raw(
        endpoint.port,
        `POST / HTTP/1.1\r\nHost: 127.0.0.1:${endpoint.port}\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 10\r\n\r\n{`,
      ),
      raw(endpoint.port, ''),
    ])
    for (const text of [head, slowBody, silence]) {
      expect(text).toMatch(/^HTTP\/1.1 408 /)
      expect(text).toContain('"__type":"RequestTimeout"')
    }
  })

  it('one connection too many is told so, and the others go on', async () => {
    const endpoint = await start({ limits: { maxConnections: 3, keepAliveMs: 60_000 } })
    await new Promise((resolve) => setTimeout(resolve, 50))
    const held = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(endpoint.port, '127.0.0.1', () => resolve(socket))
          }),
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    const text = await raw(endpoint.port, 'GET /ping HTTP/1.1\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1.1 429 /)
    for (const socket of held) socket.destroy()
    await expect.poll(async () => (await sendHttp(endpoint.url, get(endpoint))).status).toBe(200)
  })

  it('headers that are too large, and what is not HTTP, get an error of AWS', async () => {
    const endpoint = await start()
    expect(await raw(endpoint.port, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 [\s\S]*"__type"/,
    )
    expect(await raw(endpoint.port, Buffer.from([0x16, 3, 1, 0, 200, 1, 0, 0]))).toMatch(
      /^HTTP\/1.1 400 [\s\S]*"__type"/,
    )
    expect(await raw(endpoint.port, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /)
    expect(await raw(endpoint.port, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 /,
    )
    const both =
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET'
    expect(await raw(endpoint.port, both)).toMatch(/^HTTP\/1.1 400 /)
    expect((await sendHttp(endpoint.url, get(endpoint))).status).toBe(200)
    expect(endpoint.bugs).toEqual([])
  })

  it('closing ends connections that are open', async () => {
    const endpoint = await startTestEndpoint()
    const waiting = raw(endpoint.port, 'GET /ping', 5_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await endpoint.close()
    expect(await waiting).toBe('')
    await expect(sendHttp(endpoint.url, { path: '/ping' })).rejects.toThrow()
  })
})
