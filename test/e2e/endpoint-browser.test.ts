import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appEnv, electronExecutable, sandboxArgs } from '../support/app.ts'
import { callAws, sendHttp } from '../support/aws/client.ts'
import { startTestEndpoint, type TestEndpoint } from '../support/aws/endpoint.ts'
import { hostilePage, type Loot } from '../support/aws/hostile-page.ts'

const MARKER = 'PLANTED-VALUE-MARKER'
let endpoint: TestEndpoint
let site: Server
let profile: string
beforeEach(async () => {
  profile = mkdtempSync(join(tmpdir(), 'coffer-browser-'))
  endpoint = await startTestEndpoint()
  const input = { Name: 'n', SecretString: MARKER, ClientRequestToken: 'x'.repeat(32) }
  await callAws(endpoint.url, 'CreateSecret', input, endpoint)
  const page = hostilePage({ port: endpoint.port, token: endpoint.agentToken, secret: 'n' })
  site = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  site.close()
  await endpoint.close()
  rmSync(profile, { recursive: true, force: true, maxRetries: 20 })
})

/** What a page at this address got hold of, in a real Chromium. */
function browse(url: string): Promise<Loot> {
  const script = join(import.meta.dirname, '../support/aws/hostile-browser.mjs')
  const args = [...sandboxArgs(), `--user-data-dir=${profile}`, script, url]
  return new Promise((resolve, reject) => {
    execFile(electronExecutable(), args, { env: appEnv(), timeout: 240_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stderr.slice(-2_000)}`))
      else resolve(JSON.parse(stdout) as Loot)
    })
  })
}

describe('a web page', () => {
  it.each([
    ['of another port', '127.0.0.1'],
    ['of another name that leads here (DNS rebinding)', 'evil.example'],
  ])('%s gets nothing from the endpoint, whatever it tries and knows', async (_sentence, host) => {
    const good = await sendHttp(endpoint.url, { path: '/v1/n', headers: { 'x-vault-token': endpoint.agentToken } })
    expect(good.text).toContain(MARKER)
    const before = endpoint.calls.length
    const loot = await browse(`http://${host}:${(site.address() as AddressInfo).port}/`)
    expect(Object.keys(loot).length).toBe(60)
    expect(Object.entries(loot).filter(([, got]) => got !== 'nothing')).toEqual([])
    expect(endpoint.calls.length).toBe(before)
    expect(endpoint.refusals.length).toBeGreaterThan(20)
    expect(new Set(endpoint.refusals)).toEqual(new Set(['Forbidden']))
  })
})
