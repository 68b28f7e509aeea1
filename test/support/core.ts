/** A whole core in this process, with a quick password hash: session, procedures, bridge, socket; no shell. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Port } from '../../main/core/bridge.ts'
import { type Core, startCore } from '../../main/core/core.ts'
import { createHost } from '../../main/core/host-port.ts'
import { createLog } from '../../main/core/log.ts'
import { floorCost } from '../../main/core/vault/kdf.ts'
import type { CallAnswerMessage, CallName, EventMessage } from '../../shared/contract.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { CoreMessage } from '../../shared/host-contract.ts'
import { bytes, password, quickKdf } from './vault.ts'

export interface TestCore {
  readonly home: string
  readonly core: Core
  /** What the core said to its shell. */
  readonly said: readonly CoreMessage[]
  readonly logFile: string
  ask(call: CallName, input?: unknown, door?: 'window' | 'socket'): Promise<Result<unknown, Failure>>
  /** Creates the vault, which unlocks it. */
  create(): Promise<void>
  stop(): Promise<void>
}

export async function makeCore(): Promise<TestCore> {
  const home = mkdtempSync(join(tmpdir(), 'coffer-core-'))
  const said: CoreMessage[] = []
  const logFile = join(home, 'core.log')
  const core = await startCore({
    home,
    version: '0.0.0',
    host: createHost((message) => said.push(message)),
    kdf: quickKdf,
    cost: floorCost,
    log: createLog({ file: logFile }),
  })
  const ask: TestCore['ask'] = (call, input = {}, door = 'window') =>
    core.bridge.answer(call, input, { door }) as Promise<Result<unknown, Failure>>
  return {
    home,
    core,
    said,
    logFile,
    ask,
    async create() {
      const made = await ask('vault.create', { password: bytes(password) })
      if (!made.ok) throw new Error(made.failure.message)
    },
    async stop() {
      await core.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** One window's end of a channel, kept in memory. */
export function makePort() {
  const posted: (CallAnswerMessage | EventMessage)[] = []
  let onMessage: (message: unknown) => void = () => undefined
  let onClose: () => void = () => undefined
  const port: Port = {
    post: (message) => posted.push(message),
    onMessage: (listener) => {
      onMessage = listener
    },
    onClose: (listener) => {
      onClose = listener
    },
  }
  return { port, posted, send: (message: unknown) => onMessage(message), close: () => onClose() }
}
