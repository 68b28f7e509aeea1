/** A certificate authority of the test's own, and a server's certificate by it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveToNobody } from './private-server.ts'

export interface Certificates {
  /** The authority's certificate, PEM. */
  readonly ca: string
  readonly certFile: string
  /** Readable by the server's account only. */
  readonly keyFile: string
}

/** In `folder`; `names` are what the certificate is for, as openssl writes them: `DNS:localhost`, `IP:127.0.0.1`. */
export function makeCertificates(folder: string, names: readonly string[]): Certificates {
  const at = (name: string) => join(folder, name)
  const [caKey, caCert, keyFile, request, certFile, extensions] = [
    at('ca.key'),
    at('ca.pem'),
    at('server.key'),
    at('server.csr'),
    at('server.pem'),
    at('server.ext'),
  ]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(['req', '-x509', ...key, '-keyout', caKey, '-out', caCert, '-days', '2', '-subj', '/CN=Coffer test CA'])
  openssl(['req', ...key, '-keyout', keyFile, '-out', request, '-subj', '/CN=coffer-test-server'])
  writeFileSync(extensions, `subjectAltName=${names.join(',')}\n`)
  const by = ['-CA', caCert, '-CAkey', caKey, '-CAcreateserial', '-extfile', extensions]
  openssl(['x509', '-req', '-in', request, ...by, '-days', '2', '-out', certFile])
  for (const file of [keyFile, certFile]) giveToNobody(file)
  return { ca: readFileSync(caCert, 'utf8'), certFile, keyFile }
}

/** What the servers of these tests are reached by. */
export const loopbackNames = ['DNS:localhost', 'IP:127.0.0.1'] as const

const openssl = (args: readonly string[]): void => {
  execFileSync('openssl', [...args], { stdio: 'ignore' })
}
