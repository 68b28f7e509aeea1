/** The AWS that Coffer is tested against: Secrets Manager and STS over HTTP, all in memory, with faults on request. */
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CallContext, SecretRecord } from '../../../main/core/endpoint/port.ts'
import { arnSuffix, buildArn, partitionOf } from '../../../main/core/endpoint/protocol/secret-id.ts'
import { createVerifier } from '../../../main/core/endpoint/sigv4.ts'
import type { AccessKey } from './accounts.ts'
import { type Answered, answerCall, type Serving } from './answer-call.ts'
import { createFaults, createThrottle, type Faults } from './faults.ts'
import { createMemoryStore } from './memory-store.ts'
import { putVersion } from './memory-values.ts'
import { connectReplication } from './replication.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { createRoles, type Roles } from './roles.ts'
import type { RotationFunction } from './rotation.ts'
import type { Credentials } from './sign.ts'
import { createSignIns, type SignIns } from './sign-in.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export type AwsServerOptions = WorldOptions & {
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly host?: string
  /** The first account's key is `credentials`. Absent: one account, 111122223333. */
  readonly accounts?: readonly string[]
  /** Only these regions are enabled; absent: every region. */
  readonly regions?: readonly string[]
  /** Scales AWS's request rates and turns throttling on; absent: no throttling. */
  readonly throttleFactor?: number
  /** How far the server's clock is ahead of the machine's, in signatures and the Date header. */
  readonly clockSkewMs?: number
  /** Every answer comes this much later. */
  readonly latencyMs?: number
  /** Epoch ms of the service, before what was advanced; the machine's when absent. Signatures go by the machine's. */
  readonly now?: () => number
}

export type AwsServer = {
  readonly url: string
  readonly close: () => Promise<void>
  readonly credentials: Credentials
  /** Keys of each account, in the order they were asked for. */
  readonly credentialsOf: (accountId: string) => Credentials
  readonly addKey: (key: Omit<AccessKey, 'accessKeyId' | 'secretAccessKey'> & Partial<AccessKey>) => AccessKey
  readonly revokeKey: (accessKeyId: string) => void
  readonly log: RequestLog
  readonly faults: Faults
  readonly roles: Roles
  readonly signIns: SignIns
  readonly control: AwsControl
}

export type AwsControl = {
  readonly world: World
  /** Lets the service's time pass: windows end, replicas follow, rotations come due. */
  readonly advance: (ms: number) => void
  readonly setSkew: (ms: number) => void
  readonly setLatency: (ms: number) => void
  readonly disableKey: (accountId: string, region: string, kmsKeyId: string) => void
  readonly enableKey: (accountId: string, region: string, kmsKeyId: string) => void
  readonly disableRegion: (region: string) => void
  readonly addRotationFunction: (arnOrType: string, rotate: RotationFunction) => void
  /** A secret that a service of AWS owns, such as `rds!db-…`. */
  readonly createOwned: (owned: OwnedSecret) => SecretRecord
  /** Secrets as they are, without lag: what a test compares with. */
  readonly secrets: (accountId: string, region: string) => readonly SecretRecord[]
}

export type OwnedSecret = {
  readonly accountId: string
  readonly region: string
  /** `rds`, `redshift`, `events` … */
  readonly service: string
  /** After the `!`. */
  readonly name: string
  readonly value: string
}

/** Listens within milliseconds; close it when done. */
export async function startAwsServer(options: AwsServerOptions = {}): Promise<AwsServer> {
  const world = createWorld(options, options.now)
  connectReplication(world)
  const keys = createKeys(options.accounts ?? ['111122223333'])
  const settings = { skewMs: options.clockSkewMs ?? 0, latencyMs: options.latencyMs ?? 0 }
  const roles = createRoles(keys.add, Date.now)
  const signIns = createSignIns()
  const serving: Serving = {
    world,
    roles,
    signIns,
    verify: createVerifier({ services: ['secretsmanager', 'sts'], findKey: keys.find }),
    faults: createFaults(world.chance),
    isThrottled: options.throttleFactor === undefined ? () => false : createThrottle(options.throttleFactor),
    isEnabled: (region) => !world.disabledRegions.has(region) && (options.regions?.includes(region) ?? true),
    contextFor: (accountId, region): Omit<CallContext, 'access'> => ({
      store: createMemoryStore(world, accountId, region),
      now: world.clock.now(),
      random: randomBytes,
    }),
    log: createRequestLog(),
    machineNow: () => Date.now() + settings.skewMs,
  }
  const http = createServer((request, response) => void serve(serving, settings, request, response))
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve))
  const { address, port } = http.address() as AddressInfo
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
    credentials: keys.first,
    credentialsOf: keys.of,
    addKey: keys.add,
    revokeKey: keys.revoke,
    log: serving.log,
    faults: serving.faults,
    roles,
    signIns,
    control: createControl(world, settings),
  }
}

async function serve(
  serving: Serving,
  settings: { readonly skewMs: number; readonly latencyMs: number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = new Map(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]),
  )
  const signed = { method: request.method ?? '', url: request.url ?? '/', headers, body: Buffer.concat(chunks) }
  const answered = answerCall(serving, signed, randomUUID())
  await pause(settings.latencyMs + answered.delayMs)
  finish(answered, settings.skewMs, request, response)
}

function finish(answered: Answered, skewMs: number, request: IncomingMessage, response: ServerResponse): void {
  if (answered.answer === undefined) return void request.socket.destroy()
  const { status, headers, body } = answered.answer
  response.writeHead(status, { ...headers, date: new Date(Date.now() + skewMs).toUTCString() })
  response.end(body)
}

const pause = (ms: number): Promise<void> | undefined =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined

function createKeys(accounts: readonly string[]) {
  const known = new Map<string, AccessKey>()
  const add: AwsServer['addKey'] = (given) => {
    const accessKeyId = given.accessKeyId ?? `TESTKEY${randomBytes(6).toString('hex').toUpperCase()}`
    const secretAccessKey = given.secretAccessKey ?? randomBytes(30).toString('base64url')
    const key: AccessKey = { ...given, accessKeyId, secretAccessKey }
    known.set(accessKeyId, key)
    return key
  }
  const own = new Map(accounts.map((accountId) => [accountId, add({ accountId, user: 'tester' })]))
  const of = (accountId: string): AccessKey => own.get(accountId) ?? missingAccount(accountId)
  return {
    add,
    of,
    first: of(accounts[0] ?? ''),
    find: (id: string) => known.get(id),
    revoke: (id: string): void => {
      known.delete(id)
    },
  }
}

function missingAccount(accountId: string): never {
  throw new Error(`the test server has no account ${accountId}`)
}

function createControl(world: World, settings: { skewMs: number; latencyMs: number }): AwsControl {
  return {
    world,
    advance: world.clock.advance,
    setSkew: (ms) => {
      settings.skewMs = ms
    },
    setLatency: (ms) => {
      settings.latencyMs = ms
    },
    disableKey: (accountId, region, key) => void world.region(accountId, region).disabledKeys.add(key),
    enableKey: (accountId, region, key) => void world.region(accountId, region).disabledKeys.delete(key),
    disableRegion: (region) => void world.disabledRegions.add(region),
    addRotationFunction: (arnOrType, rotate) => void world.functions.set(arnOrType, rotate),
    createOwned: (owned) => createOwned(world, owned),
    secrets: (accountId, region) => {
      world.clock.settle()
      return [...world.region(accountId, region).secrets.values()].map(({ record }) => record)
    },
  }
}

function createOwned(world: World, { accountId, region: name, service, name: rest, value }: OwnedSecret): SecretRecord {
  const region = world.region(accountId, name)
  const now = world.clock.now()
  const fullName = `${service}!${rest}`
  const record: SecretRecord = {
    name: fullName,
    arn: buildArn({ partition: partitionOf(name), region: name, accountId }, fullName, arnSuffix(randomBytes)),
    owningService: service,
    tags: [{ Key: 'aws:secretsmanager:owningService', Value: service }],
    stages: new Map(),
    createdAt: now,
    changedAt: now,
  }
  region.secrets.set(fullName, { record, versions: new Map() })
  const version = {
    versionId: randomUUID(),
    value: { form: 'text' as const, bytes: Buffer.from(value) },
    stages: undefined,
  }
  const put = putVersion(world, record, version)
  if (!put.ok) throw new Error(put.failure.message)
  return put.value
}
