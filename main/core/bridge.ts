/**
 * The door of calls: check the caller, parse, then act. It serves windows over ports and the terminal over the socket
 * with the same procedures, and turns what nobody expected into a reference in the log.
 */
import { randomUUID } from 'node:crypto'
import {
  type CallAnswerMessage,
  type CallName,
  contract,
  type Door,
  type EventMessage,
  type Events,
  isCallName,
} from '../../shared/contract.ts'
import { type Failure, fail, type Result } from '../../shared/failure.ts'
import type { Log } from './log.ts'
import type { CallContext, Procedures } from './procedures/context.ts'
import type { Actor } from './vault/audit.ts'
import { noteUse } from './vault/breathe.ts'

/** One end of a message channel to a window. */
export interface Port {
  post(message: CallAnswerMessage | EventMessage): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}

export interface Bridge {
  /** Serves a window until its port closes. */
  connect(port: Port): void
  /** Answers one call of a door. Never rejects. */
  answer(call: string, input: unknown, actor: Actor): Promise<Result<unknown>>
  /** Whether a window is connected, so that somebody can be asked. */
  hasWindow(): boolean
  /** Sends an event to every window. */
  emit<E extends keyof Events>(event: E, payload: Events[E]): void
}

export interface BridgeOptions {
  readonly procedures: Procedures
  readonly context: Omit<CallContext, 'actor'>
  readonly log: Log
  /** Called for every accepted call, to restart the idle clock. */
  readonly onActivity: () => void
}

const refused = (message: string): Result<never> => fail<Failure>({ kind: 'refused', message })

export function createBridge({ procedures, context, log, onActivity }: BridgeOptions): Bridge {
  const ports = new Set<Port>()

  async function answer(call: string, input: unknown, actor: Actor): Promise<Result<unknown>> {
    if (!isCallName(call)) return refused('There is no such call.')
    const door: Door | null = actor.door === 'window' || actor.door === 'socket' ? actor.door : null
    if (door === null || !contract[call].doors.includes(door)) return refused('This call is not for this door.')
    const parsed = contract[call].input.safeParse(input)
    if (!parsed.success) {
      log.error('call.malformed', { call, door })
      return fail<Failure>({
        kind: 'invalid',
        field: firstPath(parsed.error),
        message: `The call ${call} is malformed.`,
      })
    }
    noteUse()
    if (call !== 'app.status') onActivity()
    const result = await act(call, parsed.data, actor)
    if (!result.ok && result.failure.kind === 'locked') context.session.noteRefusal(actor, call)
    return result
  }

  async function act(call: CallName, input: unknown, actor: Actor): Promise<Result<unknown>> {
    const body = procedures[call] as (input: unknown, context: CallContext) => Promise<Result<unknown>>
    try {
      return await body(input, { ...context, actor })
    } catch (error) {
      const reference = randomUUID().slice(0, 8)
      log.error('call.bug', {
        call,
        reference,
        kind: error instanceof Error ? error.name : typeof error,
        where: firstFrame(error),
      })
      return fail<Failure>({
        kind: 'bug',
        reference,
        message: `Something went wrong inside Coffer. The log has it as ${reference}.`,
      })
    }
  }

  return {
    answer,
    hasWindow: () => ports.size > 0,
    connect(port) {
      ports.add(port)
      port.onClose(() => ports.delete(port))
      port.onMessage((message) => {
        const request = parseRequest(message)
        if (request === null) {
          log.error('port.garbage')
          return
        }
        void answer(request.call, request.input, { door: 'window' }).then((result) =>
          port.post({ id: request.id, answer: result }),
        )
      })
    },
    emit(event, payload) {
      for (const port of ports) port.post({ event, payload })
    },
  }
}

function parseRequest(
  message: unknown,
): { readonly id: number; readonly call: string; readonly input: unknown } | null {
  if (message === null || typeof message !== 'object') return null
  if (!('id' in message) || !('call' in message) || !('input' in message)) return null
  const { id, call, input } = message
  return typeof id === 'number' && Number.isSafeInteger(id) && typeof call === 'string' ? { id, call, input } : null
}

/** The name of the first input at fault: our own schema's keys, never what was sent. */
const firstPath = (error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): string => {
  const [first] = error.issues[0]?.path ?? []
  return typeof first === 'string' && /^\w{1,32}$/.test(first) ? first : 'input'
}

/** "file.ts:12:3" of where it was thrown; the message of an exception may hold anything and is dropped. */
function firstFrame(error: unknown): string {
  const frame = error instanceof Error ? /([\w.-]+:\d+:\d+)\)?$/m.exec(error.stack ?? '') : null
  return frame?.[1] ?? 'unknown'
}
