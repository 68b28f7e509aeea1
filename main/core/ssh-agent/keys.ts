/** PURE: which keys of the vault are offered, in which order, and why the others are not. */

import type { SshAgentKey } from '../../../shared/contract-ssh-agent.ts'
import { compileGlob } from '../../../shared/glob.ts'
import { CURRENT } from '../../../shared/model.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { type Identity, identityBytes, maxIdentities, maxMessageBytes } from './protocol.ts'
import { canSign } from './sign.ts'

/** A key that is offered; `comment` is the secret's name. */
export interface OfferedKey extends Identity {
  readonly name: string
  readonly versionId: string
  readonly algorithm: string
  readonly fingerprint: string
}

export interface Choice {
  /** Patterns of names; one that begins with `!` leaves out what it matches. */
  readonly names: readonly string[]
  /** When a key was used last, by the secret's name, as far as that is known. */
  readonly usedAt: ReadonlyMap<string, number>
  /** Versions whose value turned out to hold no key that can be read. */
  readonly unreadable: ReadonlySet<string>
}

export interface Chosen {
  /** In the order in which a client tries them: favourites, then what was used last. */
  readonly offered: readonly OfferedKey[]
  readonly standing: readonly SshAgentKey[]
}

/** Room for the message's own numbers. */
const mostBytes = maxMessageBytes - 16

/** Servers end a login after about six keys, so the order matters. Secrets scheduled for deletion are as good as gone. */
export function chooseKeys(bodies: readonly SecretBody[], choice: Choice): Chosen {
  const lastUse = ({ name, accessedAt }: SecretBody) => choice.usedAt.get(name) ?? accessedAt ?? 0
  const keys = bodies
    .filter(({ kind, deletionAt }) => kind === 'ssh-key' && deletionAt === null)
    .toSorted(
      (a, b) =>
        Number(b.favourite) - Number(a.favourite) ||
        lastUse(b) - lastUse(a) ||
        b.changedAt - a.changedAt ||
        (a.name < b.name ? -1 : 1),
    )
  const isNamed = compileNames(choice.names)
  const offered: OfferedKey[] = []
  const nameByFingerprint = new Map<string, string>()
  let bytes = 0
  const standing = keys.map((body): SshAgentKey => {
    const key = keyOf(body)
    const fingerprint = key?.fingerprint ?? null
    const leave = (reason: string): SshAgentKey => ({ name: body.name, fingerprint, reason })
    if (!isNamed(body.name)) return leave('The setting of names leaves it out.')
    const flaw = flawOf(body)
    if (flaw !== null) return leave(flaw)
    if (key === null || choice.unreadable.has(key.versionId)) return leave('It cannot be read as a private key.')
    if (!canSign(key.algorithm)) return leave(`The agent cannot sign with ${key.algorithm}.`)
    const twin = nameByFingerprint.get(key.fingerprint)
    if (twin !== undefined) return leave(`It is the same key as ${twin}.`)
    bytes += identityBytes(key)
    if (bytes > mostBytes || offered.length === maxIdentities) return leave('ssh takes no more keys than are offered.')
    nameByFingerprint.set(key.fingerprint, body.name)
    offered.push(key)
    return { name: body.name, fingerprint, reason: null }
  })
  return { offered, standing }
}

/** With nothing but what to leave out, the rest is meant. */
function compileNames(names: readonly string[]): (name: string) => boolean {
  const wanted = names.filter((glob) => !glob.startsWith('!')).map(compileGlob)
  const unwanted = names.filter((glob) => glob.startsWith('!')).map((glob) => compileGlob(glob.slice(1)))
  return (name) =>
    (wanted.length === 0 || wanted.some((matches) => matches(name))) && !unwanted.some((matches) => matches(name))
}

function flawOf({ current }: SecretBody): string | null {
  if (current === null) return 'It has no value yet.'
  if (current.facts.hasPassphrase !== 'yes') return null
  return 'It has a passphrase. Store it without one: the vault protects it.'
}

/** From the public facts alone: no value is opened to list keys. */
function keyOf({ name, stages, current }: SecretBody): OfferedKey | null {
  const versionId = stages[CURRENT]
  const { publicKey, fingerprint } = current?.facts ?? {}
  if (versionId === undefined || typeof publicKey !== 'string' || typeof fingerprint !== 'string') return null
  const [algorithm = '', base64 = ''] = publicKey.split(' ')
  return { name, comment: name, versionId, algorithm, fingerprint, blob: Buffer.from(base64, 'base64') }
}
