/** What happens with a call whose signature was good: the vault is open, the user agreed, the grants allow it. */
import { randomBytes } from 'node:crypto'
import { fail, type Result } from '../../../shared/failure.ts'
import type { Actor } from '../vault/audit.ts'
import type { Vault } from '../vault/vault.ts'
import type { Approvals } from './approvals.ts'
import { denialText, isRead } from './grants.ts'
import type { Access, OperationName, SecretAddress } from './port.ts'
import type { KeyRing, ProgramKey } from './program-keys.ts'
import { unavailable } from './protocol/aws-error.ts'
import type { Answer } from './protocol/operation.ts'
import { parseSecretId } from './protocol/secret-id.ts'
import { execute, type WireCall } from './protocol/wire.ts'
import type { ReadLog } from './read-log.ts'
import type { Caller } from './serve-request.ts'
import { createVaultStore, type Links, type VaultTools } from './vault-store.ts'

export type VaultServiceOptions = {
  readonly vault: () => Result<Vault>
  readonly keys: () => KeyRing | undefined
  readonly tools: VaultTools
  readonly links: Links
  readonly approvals: Approvals
  readonly reads: ReadLog
  readonly now: () => number
}

export function createVaultService(options: VaultServiceOptions) {
  const audit = createDenialAudit(options)
  return async ({ key, region }: Caller<ProgramKey>, call: WireCall): Promise<Answer> => {
    const asked = await askUser(options, key, call)
    const vault = options.vault()
    // Both may have changed while the user was asked.
    const current = options.keys()?.find(key.accessKeyId)
    if (!vault.ok || !current) return fail(unavailable(LOCKED))
    const actor: Actor = { door: 'endpoint', program: current.program }
    const store = createVaultStore({ ...options, vault: vault.value, actor, region })
    const access = restrict(current, options.now(), asked, options.links)
    const answer = execute(call, { store, access, now: options.now(), random: randomBytes })
    if (!answer.ok && answer.failure.code === 'AccessDeniedException') audit(vault.value, actor, call)
    return answer
  }
}

/** The secrets of the call that the user said yes to just now. */
async function askUser(options: VaultServiceOptions, key: ProgramKey, call: WireCall): Promise<ReadonlySet<string>> {
  const agreed = new Set<string>()
  if (!key.confirm) return agreed
  const access = key.granted(options.now())
  for (const name of new Set(namesIn(call, options.links))) {
    const address = { name }
    const granted = access.denial(itemOperation(call.operation), address) === undefined
    if (!granted || key.approved.has(name)) continue
    if (await options.approvals.ask({ program: key.program, secret: name, write: !isRead(call.operation) }))
      agreed.add(name)
  }
  return agreed
}

/**
 * Grants, and for a key that is to be confirmed also the user's yes. Looking at lists needs none. Grants name secrets as
 * the vault does, also where a caller used the ARN of a linked target.
 */
function restrict(key: ProgramKey, now: number, agreed: ReadonlySet<string>, links: Links): Access {
  const access = key.granted(now)
  return {
    sees: access.sees,
    denial: (operation, address, stages) => {
      const name = address && localName(address, links)
      const denial = access.denial(operation, name === undefined ? undefined : { name }, stages)
      if (denial !== undefined || name === undefined || !key.confirm) return denial
      return agreed.has(name) || key.approved.has(name) ? undefined : denialText(key.program, operation, name)
    },
  }
}

const localName = (address: SecretAddress, links: Links): string =>
  (address.arn && links.nameOf(address)) ?? address.name

/** A batch reads each of its secrets. */
const itemOperation = (operation: OperationName): OperationName =>
  operation === 'BatchGetSecretValue' ? 'GetSecretValue' : operation

function namesIn({ input }: WireCall, links: Links): readonly string[] {
  if (typeof input !== 'object' || input === null) return []
  const { SecretId, Name, SecretIdList } = input as Readonly<Record<string, unknown>>
  const ids: readonly unknown[] = [SecretId, Name, ...(Array.isArray(SecretIdList) ? SecretIdList.slice(0, 20) : [])]
  return ids.flatMap((id) => {
    const address = typeof id === 'string' ? parseSecretId(id) : undefined
    return address ? [localName(address, links)] : []
  })
}

const DENIAL_EVERY_MS = 60_000

/** A program that asks for what it may not see leaves a trace, but cannot fill the log by asking again and again. */
function createDenialAudit({ links, now }: VaultServiceOptions) {
  const lastAt = new Map<string, number>()
  return (vault: Vault, actor: Actor, call: WireCall): void => {
    const secret = namesIn(call, links)[0]
    const key = JSON.stringify([actor.program, call.operation, secret])
    if (now() - (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) < DENIAL_EVERY_MS) return
    if (lastAt.size > 1_000) lastAt.clear()
    lastAt.set(key, now())
    const detail = `${call.operation} denied`
    vault.audit(actor, 'vault.refused', secret === undefined ? { detail } : { secret, detail })
  }
}

export const LOCKED = 'The vault is locked. Unlock Coffer, then try again.'
