/**
 * What goes over an agent's socket: draft-ietf-sshm-ssh-agent, the part of it that a door to keys needs. Frames come
 * whole from the socket room. ssh2's AgentProtocol is not used here: see docs/decisions/0080-ssh-agent.md.
 */
import { readWire } from '../kinds/ssh-wire.ts'

/** OpenSSH's own limit of a message, each way. */
export const maxMessageBytes = 262_144
/** OpenSSH's client takes no more keys than that. */
export const maxIdentities = 2_048

const REQUEST_IDENTITIES = 11
const SIGN_REQUEST = 13
const FAILURE = 5
const IDENTITIES_ANSWER = 12
const SIGN_RESPONSE = 14

export type AgentRequest =
  | { readonly kind: 'identities' }
  | { readonly kind: 'sign'; readonly blob: Uint8Array; readonly data: Uint8Array; readonly flags: number }
  /** What this agent does not do (adding and removing keys, lock, extensions), or what cannot be read. */
  | { readonly kind: 'other'; readonly type: number }

/** `body` is a message without its length, at least one byte. The answer's bytes are parts of it. */
export function parseRequest(body: Uint8Array): AgentRequest {
  const type = body[0] ?? 0
  if (type === REQUEST_IDENTITIES && body.length === 1) return { kind: 'identities' }
  if (type !== SIGN_REQUEST) return { kind: 'other', type }
  const wire = readWire(body.subarray(1))
  const blob = wire.bytes()
  const data = wire.bytes()
  const flags = wire.uint32()
  if (blob === null || data === null || flags === null) return { kind: 'other', type }
  // Bytes after the flags belong to no message we know.
  if (body.length !== 1 + 4 + blob.length + 4 + data.length + 4) return { kind: 'other', type }
  return { kind: 'sign', blob, data, flags }
}

export const failureFrame = (): Uint8Array => frame(FAILURE)

export interface Identity {
  /** The public key as ssh sends it. */
  readonly blob: Uint8Array
  readonly comment: string
}

export function identitiesFrame(identities: readonly Identity[]): Uint8Array {
  const entries = identities.flatMap(({ blob, comment }) => [wireString(blob), wireString(Buffer.from(comment))])
  return frame(IDENTITIES_ANSWER, wireUint32(identities.length), ...entries)
}

/** How many bytes an identity takes in the answer. */
export const identityBytes = ({ blob, comment }: Identity): number => 8 + blob.length + Buffer.byteLength(comment)

/** `signature` is the signature as its algorithm writes it, without the algorithm's name. */
export const signatureFrame = (algorithm: string, signature: Uint8Array): Uint8Array =>
  frame(SIGN_RESPONSE, wireString(Buffer.concat([wireString(Buffer.from(algorithm)), wireString(signature)])))

export function wireString(bytes: Uint8Array): Buffer {
  return Buffer.concat([wireUint32(bytes.length), bytes])
}

function wireUint32(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}

/** Of its own memory, since it is wiped when it is sent. */
function frame(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(wireString(Buffer.concat([Buffer.from([type]), ...parts])))
}
