/** A target's endpoint over TLS: its certificate has to be trusted. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { connectTo, refused } from '../support/aws/remotes.ts'
import { unless } from '../support/provisions.ts'

const reason = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return null
  } catch {
    return 'openssl: not on the PATH'
  }
})()

unless(reason).describe('an endpoint with TLS', () => {
  it('whose certificate nobody vouches for gets no request, and the message says why', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-tls-'))
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
    const subject = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
    const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    execFileSync('openssl', ['req', '-x509', ...fresh, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
    let requests = 0
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
      requests += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const connection = await connectTo({ url, credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' } })
    const failure = refused(await connection.remote('eu-west-1').list(''))
    expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/is not trusted \([A-Z_]+\)/) })
    expect(requests).toBe(0)
    connection.close()
    server.close()
    rmSync(folder, { recursive: true })
  })
})
