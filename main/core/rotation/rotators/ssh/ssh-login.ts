/** Whether a key is let in by a server: the login alone, nothing is run there. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Algorithms, ConnectConfig } from 'ssh2'

export interface SshServer {
  readonly host: string
  readonly port: number
  readonly user: string
  /** As known_hosts writes it ("ssh-ed25519 AAAA…"), or `SHA256:…`; null: any. */
  readonly hostKey: string | null
}

/** `hostKey`: what the server showed, as `SHA256:…`. */
export type SshLogin =
  | { readonly kind: 'in'; readonly hostKey: string }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'wrong-host'; readonly hostKey: string }
  | { readonly kind: 'problem'; readonly message: string }

const withinMs = 15_000

/** `privateText` is OpenSSH's format or PEM, without a passphrase. The driver is loaded on the first call. */
export async function tryLogin(server: SshServer, privateText: string, signal: AbortSignal): Promise<SshLogin> {
  const { Client } = await import('ssh2')
  let hostKey = ''
  let isWrongHost = false
  const verify = (key: Buffer): boolean => {
    hostKey = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
    isWrongHost = server.hostKey !== null && !isSameKey(server.hostKey, key, hostKey)
    return !isWrongHost
  }
  const refusal = (error: Error & { readonly level?: string }): SshLogin => {
    if (isWrongHost) return { kind: 'wrong-host', hostKey }
    if (error.level === 'client-authentication') return { kind: 'rejected' }
    // It may quote what the server said.
    return { kind: 'problem', message: error.message.replace(/\p{Cc}+/gu, ' ').slice(0, 300) }
  }
  return new Promise((resolve) => {
    const client = new Client()
    const end = (login: SshLogin) => {
      signal.removeEventListener('abort', cancel)
      client.destroy()
      resolve(login)
    }
    const cancel = () => end({ kind: 'problem', message: 'Cancelled.' })
    if (signal.aborted) return cancel()
    signal.addEventListener('abort', cancel)
    client.on('ready', () => end({ kind: 'in', hostKey }))
    client.on('error', (error) => end(refusal(error)))
    client.on('close', () => end({ kind: 'problem', message: 'The server closed the connection.' }))
    try {
      client.connect(configOf(server, privateText, verify))
    } catch {
      // The driver's message could quote the key.
      end({ kind: 'problem', message: 'The key cannot be used to log in.' })
    }
  })
}

function configOf(server: SshServer, privateKey: string, hostVerifier: (key: Buffer) => boolean): ConnectConfig {
  const algorithms = hostKeyAlgorithms(server.hostKey)
  return {
    host: server.host,
    port: server.port,
    username: server.user,
    privateKey,
    hostVerifier,
    readyTimeout: withinMs,
    authHandler: ['publickey'],
    ...(algorithms === null ? {} : { algorithms }),
  }
}

/** A server has a key of each kind and shows the first that both know: only the kind that is pinned may be asked for. */
function hostKeyAlgorithms(hostKey: string | null): Algorithms | null {
  const kind = /^(\S+) AAAA/.exec(hostKey ?? '')?.[1]
  if (kind === 'ssh-rsa') return { serverHostKey: ['rsa-sha2-512', 'rsa-sha2-256'] }
  if (kind === 'ssh-ed25519') return { serverHostKey: [kind] }
  if (kind === 'ecdsa-sha2-nistp256' || kind === 'ecdsa-sha2-nistp384' || kind === 'ecdsa-sha2-nistp521') {
    return { serverHostKey: [kind] }
  }
  return null
}

function isSameKey(pinned: string, key: Buffer, fingerprint: string): boolean {
  if (pinned.startsWith('SHA256:')) return pinned.replace(/=+$/, '') === fingerprint
  const blob = Buffer.from(/\bAAAA[\w+/]+=*/.exec(pinned)?.[0] ?? '', 'base64')
  return blob.length === key.length && timingSafeEqual(blob, key)
}
