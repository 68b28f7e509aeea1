/** Answers a client of the agent: which keys there are, and a signature after the user's yes. Keys never leave here. */
import type { SshAgentKey } from '../../../shared/contract-ssh-agent.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import type { Approvals } from '../endpoint/approvals.ts'
import type { ReadLog } from '../endpoint/read-log.ts'
import type { Log } from '../log.ts'
import type { Visitor } from '../socket/private-socket.ts'
import type { Actor } from '../vault/audit.ts'
import type { Redacted } from '../vault/redacted.ts'
import type { Vault } from '../vault/vault.ts'
import { chooseKeys, type OfferedKey } from './keys.ts'
import { type AgentRequest, failureFrame, identitiesFrame, parseRequest, signatureFrame } from './protocol.ts'
import { chooseForm, loadKeyOpener, type SignatureForm, signWith } from './sign.ts'
import { createUses } from './uses.ts'

export interface AgentRules {
  /** The user is asked before a key is used. */
  readonly ask: boolean
  /** Patterns of names; one that begins with `!` leaves out what it matches. */
  readonly names: readonly string[]
}

export interface AgentOptions {
  readonly vault: () => Result<Vault>
  readonly rules: () => AgentRules
  readonly approvals: Approvals
  readonly reads: ReadLog
  /** What a door may not import is handed to it. */
  readonly tools: { readonly expose: (value: Redacted) => Uint8Array; readonly wipe: (value: Redacted) => void }
  /** The terminal session a process belongs to; null where the OS does not say. A yes counts for one session. */
  readonly sessionOf: (pid: number) => string | null
  readonly onLockedCall: () => void
  readonly now: () => number
  readonly log: Log
}

export interface Agent {
  /** The frame that answers a message. Never rejects for what a client can send. `gone`: the client has ended. */
  readonly answer: (body: Uint8Array, visitor: Visitor, gone: AbortSignal) => Promise<Uint8Array>
  /** Every SSH key of the open vault in the order of the agent, and why one is not offered. */
  readonly standing: () => Result<readonly SshAgentKey[]>
}

type SignRequest = Extract<AgentRequest, { readonly kind: 'sign' }>

export function createAgent(options: AgentOptions): Agent {
  const { log } = options
  const uses = createUses()
  const unreadable = new Set<string>()
  const noteDenial = createDenialLog(options)
  const choose = (vault: Vault) =>
    chooseKeys(vault.bodies(), { ...options.rules(), usedAt: uses.of(vault), unreadable })
  const find = (blob: Uint8Array): Result<{ readonly vault: Vault; readonly key: OfferedKey }> => {
    const vault = options.vault()
    if (!vault.ok) return vault
    const key = choose(vault.value).offered.find((each) => Buffer.from(blob).equals(each.blob))
    return key === undefined ? fail(unknownKey) : succeed({ vault: vault.value, key })
  }

  const sign = async (request: SignRequest, visitor: Visitor, gone: AbortSignal): Promise<Uint8Array | string> => {
    const first = find(request.blob)
    if (!first.ok) return first.failure.kind
    const form = chooseForm(first.value.key.algorithm, request.flags)
    if (form === null) return 'flags'
    if (options.rules().ask && !(await askUser(options, first.value.key, visitor, gone))) {
      if (gone.aborted) return 'client-gone'
      noteDenial(first.value, visitor)
      return 'denied'
    }
    // The vault may have been locked and the key replaced while the user was asked.
    const found = find(request.blob)
    if (!found.ok) return found.failure.kind
    const { key } = found.value
    const signed = await signAndEnter(options, { ...found.value, form, data: request.data }, actorOf(visitor))
    if (!signed.ok) return signed.failure.kind
    if (signed.value === null) {
      unreadable.add(key.versionId)
      return 'unreadable'
    }
    uses.note(key.name, options.now())
    return signatureFrame(form.algorithm, signed.value)
  }

  return {
    standing: () => {
      const vault = options.vault()
      return vault.ok ? succeed(choose(vault.value).standing) : vault
    },
    answer: async (body, visitor, gone) => {
      const request = parseRequest(body)
      const vault = options.vault()
      if (request.kind !== 'other' && !vault.ok) options.onLockedCall()
      if (request.kind === 'identities') return identitiesFrame(vault.ok ? choose(vault.value).offered : [])
      const signed = request.kind === 'sign' ? await sign(request, visitor, gone) : `message-${request.type}`
      if (typeof signed !== 'string') return signed
      log.info('ssh-agent.failure', { reason: signed })
      return failureFrame()
    },
  }
}

const unknownKey = { kind: 'not-found', message: 'The agent offers no such key.' } as const

const actorOf = ({ pid, program }: Visitor): Actor => ({
  door: 'ssh-agent',
  ...(pid === null ? {} : { pid }),
  ...(program === null ? {} : { program }),
})

/** A yes counts for the program in its terminal session, as the same `ssh` in another terminal is another's doing. */
function askUser(
  { approvals, sessionOf }: AgentOptions,
  key: OfferedKey,
  { pid, program }: Visitor,
  gone: AbortSignal,
): Promise<boolean> {
  const session = pid === null ? null : (sessionOf(pid) ?? (program === null ? `pid ${pid}` : null))
  return approvals.ask(
    { program: program ?? 'A program', secret: key.name, write: false, fingerprint: key.fingerprint },
    session ?? '',
    gone,
  )
}

interface Signing {
  readonly vault: Vault
  readonly key: OfferedKey
  readonly form: SignatureForm
  readonly data: Uint8Array
}

/** The use is in the audit log before there is a signature. Null when the value holds no key that can be read. */
async function signAndEnter(
  { reads, tools }: AgentOptions,
  { vault, key, form, data }: Signing,
  actor: Actor,
): Promise<Result<Uint8Array | null>> {
  const openPrivateKey = await loadKeyOpener()
  const { name, versionId, fingerprint } = key
  const opened = reads.read(vault, actor, { name, versionId }, { action: 'secret.sign', detail: fingerprint })
  if (!opened.ok) return opened
  const { value } = opened.value
  const privateKey = openPrivateKey(tools.expose(value))
  tools.wipe(value)
  return succeed(privateKey === null ? null : await signWith(privateKey, form, data))
}

const denialEveryMs = 60_000

/** A program that was refused a key leaves a trace, but cannot fill the log by asking again and again. */
function createDenialLog({ now }: AgentOptions) {
  const lastAt = new Map<string, number>()
  return ({ vault, key }: { readonly vault: Vault; readonly key: OfferedKey }, visitor: Visitor): void => {
    const id = JSON.stringify([visitor.program, key.name])
    if (now() - (lastAt.get(id) ?? Number.NEGATIVE_INFINITY) < denialEveryMs) return
    if (lastAt.size > 1_000) lastAt.clear()
    lastAt.set(id, now())
    vault.audit(actorOf(visitor), 'vault.refused', { secret: key.name, detail: 'signature denied' })
  }
}
