import { createCollector, type ImportRead } from './collect.ts'

export interface SshFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const decoder = new TextDecoder('utf-8')
const privateKey = /^-----BEGIN (?:OPENSSH|RSA|EC|DSA|ENCRYPTED|) ?PRIVATE KEY-----/m
/** Made by ssh itself, or about other machines: nobody misses them in a vault. */
const knownOthers: Readonly<Record<string, string>> = {
  config: 'the settings of ssh',
  known_hosts: 'the keys of machines',
  'known_hosts.old': 'the keys of machines',
  authorized_keys: 'the public keys that may log in here',
}

export const isPrivateKey = (text: string): boolean => privateKey.test(text)

/** The files of `~/.ssh`: a secret for each private key, as it is, named `ssh/FILE`, described by its public key's comment. */
export function readSsh(files: readonly SshFile[], prefix: string): ImportRead {
  const collector = createCollector(prefix)
  const textByName = new Map(files.map(({ name, bytes }) => [name, decoder.decode(bytes)]))
  for (const { name, bytes } of files) {
    const text = textByName.get(name) ?? ''
    if (isPrivateKey(text)) {
      collector.add({
        title: `ssh/${name}`,
        from: name,
        bytes,
        kind: 'ssh-key',
        description: commentOf(textByName.get(`${name}.pub`)),
      })
      if (isProtected(text)) collector.lose(name, 'its passphrase: the key stays protected by it')
    } else if (!name.endsWith('.pub')) collector.lose(name, knownOthers[name] ?? 'it is no private key')
    else if (!textByName.has(name.slice(0, -'.pub'.length)))
      collector.lose(name, 'a public key without its private key')
  }
  return collector.read
}

/** `ssh-ed25519 AAAA… ada@laptop` */
const commentOf = (publicKey: string | undefined): string => publicKey?.trim().split(/\s+/).slice(2).join(' ') ?? ''

/** Old PEM says so in the clear; OpenSSH's own format names its cipher after the magic and two lengths. */
function isProtected(text: string): boolean {
  if (/^Proc-Type: 4,ENCRYPTED$/m.test(text) || /BEGIN ENCRYPTED PRIVATE KEY/.test(text)) return true
  const base64 = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1]?.replace(/\s/g, '')
  // "openssh-key-v1\0" + u32 4 + "none" begins so in base64.
  return base64 !== undefined && !base64.startsWith('b3BlbnNzaC1rZXktdjEAAAAABG5vbmU')
}
