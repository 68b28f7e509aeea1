/**
 * The SSH agent, put together: its socket, the vault's keys and the user's yes. It listens while the vault is locked too,
 * so that a lock leaves no dead socket behind, and offers no key then.
 */
import { z } from 'zod'
import type { SshAgentStatus } from '../../shared/contract-ssh-agent.ts'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { createFrameReader } from '../../shared/socket-contract.ts'
import { atMostEvery } from './at-most-every.ts'
import { createQueue, readDoorConfig, writeDoorConfig } from './door-config.ts'
import { type ApprovalOptions, createApprovals } from './endpoint/approvals.ts'
import { createReadLog } from './endpoint/read-log.ts'
import type { Log } from './log.ts'
import { converse, type Limits } from './socket/connection.ts'
import { createSessionReader } from './socket/peer.ts'
import { listenForUser, type SocketServer } from './socket/private-socket.ts'
import { type AgentRules, createAgent } from './ssh-agent/agent.ts'
import { maxMessageBytes } from './ssh-agent/protocol.ts'
import { expose, wipe } from './vault/redacted.ts'
import type { Vault } from './vault/vault.ts'

export interface LocalSshAgentOptions {
  /** Where on/off is kept. */
  readonly configPath: string
  readonly paths: { readonly folder: string | null; readonly socket: string }
  readonly uid: number
  readonly vault: () => Result<Vault>
  readonly rules: () => AgentRules
  readonly showApproval: ApprovalOptions['show']
  /** False: nobody can be asked, which is a no at once. */
  readonly hasWindow: () => boolean
  /** A program asked while the vault was locked: time to ask for the password. Called at most every half minute. */
  readonly onLockedCall: () => void
  readonly now: () => number
  readonly log: Log
}

export interface LocalSshAgent {
  readonly status: () => SshAgentStatus
  readonly turnOn: () => Promise<Result<SshAgentStatus>>
  readonly turnOff: () => Promise<Result<SshAgentStatus>>
  readonly close: () => Promise<void>
}

const configSchema = z.object({ on: z.boolean() })
const lockedCallEveryMs = 30_000
/** A login stalls until the question is answered; a server lets it wait for two minutes. */
const approvalMs = 60_000
/** Only so long that a program that tries again by itself does not ask again; a person who said no by mistake does. */
const denialHoldsMs = 3_000
const mostConnections = 128
/** A forwarded agent keeps its connection. */
const limits: Limits = { idleMs: 3_600_000, frameMs: 10_000, drainMs: 10_000 }

/** In the folder of the terminal's socket, with a name no longer than that one's; on Windows where OpenSSH looks. */
export const agentSocketPaths = (folder: string | null): LocalSshAgentOptions['paths'] =>
  folder === null ? { folder, socket: '\\\\.\\pipe\\openssh-ssh-agent' } : { folder, socket: `${folder}/ssh.sock` }

/** Starts listening at once when it was on before. */
export async function startLocalSshAgent(options: LocalSshAgentOptions): Promise<LocalSshAgent> {
  const { paths, configPath, log } = options
  const { listen, standing, flush } = assemble(options)
  const oneAtATime = createQueue()
  let running: SocketServer | null = null

  const status = (): SshAgentStatus => {
    const keys = standing()
    const offer = keys.ok ? { ...options.rules(), keys: keys.value } : null
    return { on: running !== null, socketPath: paths.socket, offer }
  }
  const start = async (): Promise<Result<SshAgentStatus>> => {
    try {
      running ??= await listen()
    } catch (error) {
      const message = error instanceof Error ? error.message : 'The socket could not be opened.'
      return fail({ kind: 'unavailable', message })
    }
    writeDoorConfig(configPath, { on: true })
    return succeed(status())
  }
  const stop = async (): Promise<void> => {
    await running?.close()
    running = null
    flush()
  }
  const turnOff = async (): Promise<Result<SshAgentStatus>> => {
    await stop()
    writeDoorConfig(configPath, { on: false })
    return succeed(status())
  }

  if (readDoorConfig(configPath, configSchema, { on: false }).on) {
    const started = await start()
    if (!started.ok) log.error('ssh-agent.not-started', { kind: started.failure.kind })
  }
  return {
    status,
    turnOn: () => oneAtATime(start),
    turnOff: () => oneAtATime(turnOff),
    close: () => oneAtATime(stop),
  }
}

/** Everything but on and off: what was allowed until the lock stays so when the agent goes off and on. */
function assemble(options: LocalSshAgentOptions) {
  const { paths, uid, now, log } = options
  const reads = createReadLog(now)
  const show: ApprovalOptions['show'] = (request, signal) => {
    if (options.hasWindow()) return options.showApproval(request, signal)
    log.info('ssh-agent.nobody-to-ask')
    return Promise.resolve('deny')
  }
  const agent = createAgent({
    ...options,
    approvals: createApprovals({ show, onAlways: () => undefined, timeoutMs: approvalMs, denialHoldsMs }, now),
    reads,
    tools: { expose, wipe },
    sessionOf: createSessionReader(process.platform),
    onLockedCall: atMostEvery(lockedCallEveryMs, now, options.onLockedCall),
  })
  const listen = (): Promise<SocketServer> =>
    listenForUser({
      paths,
      uid,
      mostConnections,
      door: 'ssh-agent',
      log,
      turnAway: (socket) => socket.destroy(),
      serve: (socket, visitor) =>
        converse(socket, {
          reader: createFrameReader(maxMessageBytes, 1),
          answer: (body, gone) => agent.answer(body, visitor, gone),
          refuse: () => socket.destroy(),
          limits,
          door: 'ssh-agent',
          log,
        }),
    })
  return { listen, standing: agent.standing, flush: reads.flush }
}
