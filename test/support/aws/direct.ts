/** The protocol over a world of its own, without HTTP and signatures: for tables of rules. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Access, OperationName } from '../../../main/core/endpoint/port.ts'
import { execute } from '../../../main/core/endpoint/protocol/wire.ts'
import { createMemoryStore } from './memory-store.ts'
import { connectReplication } from './replication.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

type Json = Readonly<Record<string, unknown>>

/** An answer, or an error under the members of one, as JSON has it. */
export type Answered = Json & { readonly error?: string; readonly message?: string; readonly status?: number }

export type Direct = {
  /** Adds a token where the operation wants one and `input` has none; `ClientRequestToken: undefined` leaves it out. */
  readonly call: (operation: OperationName, input: Json, region?: string) => Answered
  readonly as: (accountId: string, access?: Access) => Direct
  readonly world: World
}

export const everything: Access = { denial: () => undefined, sees: () => true }
const TAKES_TOKEN: readonly string[] = ['CreateSecret', 'PutSecretValue', 'UpdateSecret', 'RotateSecret']

export function createDirect(options: WorldOptions = {}, machineNow?: () => number): Direct {
  const world = createWorld(options, machineNow)
  connectReplication(world)
  return directOf(world)
}

/** The same over a world that is there already, such as a server's. */
export const directOf = (world: World): Direct => forAccount(world, '111122223333', everything)

function forAccount(world: World, accountId: string, access: Access): Direct {
  return {
    world,
    as: (other, otherAccess = everything) => forAccount(world, other, otherAccess),
    call: (operation, input, region = 'eu-central-1') => {
      world.clock.settle()
      const store = createMemoryStore(world, accountId, region)
      const withToken = TAKES_TOKEN.includes(operation) && !('ClientRequestToken' in input)
      const body = withToken ? { ...input, ClientRequestToken: randomUUID() } : input
      const context = { store, access, now: world.clock.now(), random: randomBytes }
      const answer = execute({ operation, input: JSON.parse(JSON.stringify(body)) }, context)
      if (answer.ok) return JSON.parse(JSON.stringify(answer.value)) as Json
      const { code, message, status } = answer.failure
      return { error: code, message, status }
    },
  }
}
