/** The SSH agent: on and off, where it listens, and which keys it offers. */
import { z } from 'zod'
import { call, nothing } from './contract-call.ts'
import { sshAgentSettings } from './model.ts'

/** A key of the vault, in the order in which the agent offers them. */
export interface SshAgentKey {
  /** Of the secret. */
  readonly name: string
  /** Null when the value does not tell it. */
  readonly fingerprint: string | null
  /** Why it is not offered, as a sentence; null when it is. */
  readonly reason: string | null
}

export interface SshAgentOffer {
  /** The user is asked in the window before a key is used. */
  readonly ask: boolean
  /** Patterns of names; one that begins with `!` leaves out what it matches. */
  readonly names: readonly string[]
  /** Every SSH key of the vault. */
  readonly keys: readonly SshAgentKey[]
}

export interface SshAgentStatus {
  readonly on: boolean
  /** What SSH_AUTH_SOCK is to hold; the same while it is off. */
  readonly socketPath: string
  /** Null while the vault is locked: then no key is offered. */
  readonly offer: SshAgentOffer | null
}

export const sshAgentCalls = {
  'sshAgent.status': call<SshAgentStatus>()(nothing),
  /** Changes how keys are offered first, where that is given, which needs an open vault. */
  'sshAgent.turnOn': call<SshAgentStatus>()(
    z.strictObject({ ask: sshAgentSettings.sshAgentAsk.optional(), names: sshAgentSettings.sshAgentNames.optional() }),
  ),
  'sshAgent.turnOff': call<SshAgentStatus>()(nothing),
} as const
