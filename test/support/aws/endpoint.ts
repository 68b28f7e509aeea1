/** The endpoint's real HTTP server over the test server's store: for tests of everything in front of a store. */
import { randomBytes } from 'node:crypto'
import { execute, type WireCall } from '../../../main/core/endpoint/protocol/wire.ts'
import { type Endpoint, type EndpointLimits, startEndpoint } from '../../../main/core/endpoint/server.ts'
import { createVerifier, type SigningKey } from '../../../main/core/endpoint/sigv4.ts'
import { everything } from './direct.ts'
import { createMemoryStore } from './memory-store.ts'
import type { Credentials } from './sign.ts'
import { createWorld, type World } from './world.ts'

export type TestEndpoint = Endpoint & {
  readonly credentials: Credentials
  readonly agentToken: string
  readonly world: World
  readonly refusals: readonly string[]
  readonly bugs: readonly unknown[]
  /** Calls that got as far as the store. */
  readonly calls: readonly WireCall[]
}

export type TestEndpointOptions = {
  readonly port?: number
  readonly socketPath?: string
  readonly limits?: Partial<EndpointLimits>
  readonly now?: () => number
}

export async function startTestEndpoint(options: TestEndpointOptions = {}): Promise<TestEndpoint> {
  const world = createWorld()
  const credentials = { accessKeyId: 'CFRTESTKEY0000000001', secretAccessKey: randomBytes(30).toString('base64') }
  const agentToken = randomBytes(24).toString('base64url')
  const refusals: string[] = []
  const bugs: unknown[] = []
  const calls: WireCall[] = []
  const started = await startEndpoint<SigningKey>({
    gate: () => undefined,
    port: options.port ?? 0,
    socketPath: options.socketPath,
    limits: options.limits,
    verify: createVerifier({
      services: ['secretsmanager'],
      findKey: (id) => (id === credentials.accessKeyId ? credentials : undefined),
    }),
    findToken: (token) => (token === agentToken ? credentials : undefined),
    agentRegion: 'us-east-1',
    now: options.now ?? Date.now,
    onRefusal: (code) => refusals.push(code),
    onBug: (error) => bugs.push(error),
    call: ({ region }, call) => {
      calls.push(call)
      const store = createMemoryStore(world, '000000000000', region)
      return execute(call, { store, access: everything, now: world.clock.now(), random: randomBytes })
    },
  })
  if (!started.ok) throw new Error(started.failure.message)
  return { ...started.value, credentials, agentToken, world, refusals, bugs, calls }
}
