/**
 * The local Secrets Manager, put together: server, keys, grants and the vault. It listens while the vault is locked too,
 * so that programs get an answer they retry and the user a prompt; on or off and the port are therefore kept beside the
 * vault and not in it.
 */
import { z } from 'zod'
import { type Result, succeed } from '../../shared/failure.ts'
import type { EndpointStatus } from '../../shared/model.ts'
import { atMostEvery } from './at-most-every.ts'
import { createQueue, readDoorConfig, writeDoorConfig } from './door-config.ts'
import { type ApprovalOptions, createApprovals } from './endpoint/approvals.ts'
import { createKeyRing, type KeyRing, type NewKey, type ProgramKey, type StoredKey } from './endpoint/program-keys.ts'
import { unavailable } from './endpoint/protocol/aws-error.ts'
import { createReadLog, type ReadLog } from './endpoint/read-log.ts'
import { type Endpoint, type EndpointLimits, startEndpoint } from './endpoint/server.ts'
import { createVerifier } from './endpoint/sigv4.ts'
import { createVaultService, LOCKED } from './endpoint/vault-service.ts'
import { type Links, noLinks, type VaultTools } from './endpoint/vault-store.ts'
import { recogniseKind } from './kinds/index.ts'
import type { Log } from './log.ts'
import { prepareVersion } from './procedures/values.ts'
import type { Actor, AuditEvent } from './vault/audit.ts'
import { collections } from './vault/records.ts'
import { expose, wipe } from './vault/redacted.ts'
import type { Vault } from './vault/vault.ts'

export type LocalEndpointOptions = {
  /** Where on/off and port are kept; no secret is in it. */
  readonly configPath: string
  /** In the socket door's own folder; absent where there is none. */
  readonly socketPath?: string | undefined
  readonly vault: () => Result<Vault>
  readonly log: Log
  readonly now: () => number
  readonly showApproval: ApprovalOptions['show']
  /** A program called while the vault was locked: time to ask for the password. Called at most every half minute. */
  readonly onLockedCall: () => void
  readonly links?: Links
  readonly limits?: Partial<EndpointLimits>
  /** Region of calls over the agent's API. */
  readonly agentRegion?: string
}

export type LocalEndpoint = {
  readonly status: () => EndpointStatus
  /** Port 0 lets the system choose one the first time; it is kept from then on, so that programs find it again. */
  readonly turnOn: (port?: number) => Promise<Result<EndpointStatus>>
  readonly turnOff: () => Promise<Result<EndpointStatus>>
  readonly keys: () => Result<readonly ProgramKey[]>
  /** The answer holds the key's secrets: show them once. */
  readonly addKey: (key: NewKey, actor: Actor) => Result<ProgramKey>
  /** False: there was none. */
  readonly removeKey: (program: string, actor: Actor) => Result<boolean>
  readonly close: () => Promise<void>
}

const configSchema = z.object({ on: z.boolean(), port: z.number().int().min(0).max(65_535) })
const LOCKED_CALL_EVERY_MS = 30_000

/** Starts listening at once when it was on before. */
export async function startLocalEndpoint(options: LocalEndpointOptions): Promise<LocalEndpoint> {
  const rings = createRings(options)
  const reads = createReadLog(options.now)
  const makeOptions = createEndpointOptions(options, rings.current, reads)
  const oneAtATime = createQueue()
  let running: Endpoint | null = null
  let config = readDoorConfig(options.configPath, configSchema, { on: false, port: 0 })

  const status = (): EndpointStatus =>
    running === null
      ? { on: false, port: config.port }
      : { on: true, port: running.port, url: running.url, socketPath: running.socketPath ?? null }

  const start = async (port: number): Promise<Result<EndpointStatus>> => {
    if (running !== null && (port === 0 || port === running.port)) return succeed(status())
    await running?.close()
    running = null
    const started = await startEndpoint(makeOptions(port))
    if (!started.ok) return started
    running = started.value
    config = writeDoorConfig(options.configPath, { on: true, port: running.port })
    return succeed(status())
  }

  const stop = async (): Promise<void> => {
    await running?.close()
    running = null
    reads.flush()
  }

  const turnOff = async (): Promise<Result<EndpointStatus>> => {
    await stop()
    config = writeDoorConfig(options.configPath, { ...config, on: false })
    return succeed(status())
  }

  if (config.on) {
    const started = await start(config.port)
    if (!started.ok) options.log.info('endpoint.not-started', { kind: started.failure.kind })
  }
  return {
    status,
    turnOn: (port) => oneAtATime(() => start(port ?? config.port)),
    turnOff: () => oneAtATime(turnOff),
    keys: () => rings.with(null, (ring) => succeed(ring.list())),
    addKey: (key, actor) => rings.with(actor, (ring) => ring.add(key)),
    removeKey: (program, actor) => rings.with(actor, (ring) => ring.remove(program)),
    close: () => oneAtATime(stop),
  }
}

/** Everything but the port: what was allowed for this session stays so when the endpoint goes off and on. */
function createEndpointOptions(options: LocalEndpointOptions, ring: () => KeyRing | undefined, reads: ReadLog) {
  const { now, log } = options
  const approvals = createApprovals(
    { show: options.showApproval, onAlways: ({ program, secret }) => ring()?.approve(program, secret) },
    now,
  )
  const call = createVaultService({
    ...options,
    links: options.links ?? noLinks,
    keys: ring,
    tools: vaultTools,
    approvals,
    reads,
  })
  const noteLocked = atMostEvery(LOCKED_CALL_EVERY_MS, now, options.onLockedCall)
  return (port: number) => ({
    port,
    socketPath: options.socketPath,
    limits: options.limits,
    verify: createVerifier({ services: ['secretsmanager'], findKey: (id: string) => ring()?.find(id) }),
    findToken: (token: string) => ring()?.findToken(token),
    agentRegion: options.agentRegion ?? 'us-east-1',
    gate: () => {
      if (options.vault().ok) return undefined
      noteLocked()
      return unavailable(LOCKED)
    },
    call,
    now,
    onRefusal: (code: string) => log.info('endpoint.refused', { kind: code }),
    onBug: (error: unknown) => log.error('endpoint.bug', { kind: error instanceof Error ? error.name : 'unknown' }),
  })
}

/** What the door may not import itself. */
export const vaultTools: VaultTools = {
  expose,
  wipe,
  prepare: (name, known, { form, bytes }) => {
    const owned = Uint8Array.from(bytes)
    bytes.fill(0)
    const kind = known ?? recogniseKind(owned, { name }).kind
    const version = prepareVersion(kind, form, owned, false)
    return version.ok ? succeed({ kind, version: version.value }) : version
  },
}

/** One key ring for the vault that is open; none while it is locked. */
function createRings({ vault, now }: LocalEndpointOptions) {
  const rings = new WeakMap<Vault, { readonly ring: KeyRing; actor: Actor }>()
  const entryOf = (open: Vault) => {
    const known = rings.get(open)
    if (known) return known
    const entry: { ring: KeyRing; actor: Actor } = {
      actor: { door: 'endpoint' },
      ring: createKeyRing(
        recordsOf(open, now, () => entry.actor),
        now,
      ),
    }
    rings.set(open, entry)
    return entry
  }
  return {
    current: (): KeyRing | undefined => {
      const open = vault()
      return open.ok ? entryOf(open.value).ring : undefined
    },
    with: <T>(actor: Actor | null, body: (ring: KeyRing) => Result<T>): Result<T> => {
      const open = vault()
      if (!open.ok) return open
      const entry = entryOf(open.value)
      entry.actor = actor ?? entry.actor
      return body(entry.ring)
    },
  }
}

function recordsOf(vault: Vault, now: () => number, actor: () => Actor) {
  const event = (detail: string): AuditEvent => ({ at: now(), actor: actor(), action: 'grant.change', detail })
  return {
    list: () => vault.listRecords<StoredKey>(collections.programKeys).map(({ value }) => value),
    put: (key: StoredKey) =>
      vault.putRecord(collections.programKeys, key.program, key, event(`${key.program}: ${key.grants.length} grants`)),
    remove: (program: string) => vault.deleteRecord(collections.programKeys, program, event(`${program} removed`)),
  }
}
