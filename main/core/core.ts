/** Composition root of the core: session, settings, procedures, bridge and doors, wired in one place. */
import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { homePaths, runFolder, socketPath } from '../../shared/home.ts'
import type { ShellMessage } from '../../shared/host-contract.ts'
import type { AppStatus, Settings, VaultState } from '../../shared/model.ts'
import { createApprovalDesk } from './approval-desk.ts'
import { atMostEvery } from './at-most-every.ts'
import { type Bridge, type BridgeOptions, createBridge, type Port } from './bridge.ts'
import { tellChanges } from './change-news.ts'
import type { Host } from './host-port.ts'
import { createKeychainSlot } from './keychain-slot.ts'
import { createLinkDesk } from './link-desk.ts'
import { type LocalEndpoint, startLocalEndpoint } from './local-endpoint.ts'
import { agentSocketPaths, type LocalSshAgent, startLocalSshAgent } from './local-ssh-agent.ts'
import type { Log } from './log.ts'
import { procedures } from './procedures/index.ts'
import { type Session, startSession } from './session.ts'
import { createSettingsHolder } from './settings.ts'
import { takesWrites } from './socket/folder.ts'
import { createProcessReader } from './socket/peer.ts'
import { serveSocket } from './socket/server.ts'
import { createTerminalApprovals, type TerminalApprovals } from './terminal-approvals.ts'
import { createImportDesk } from './transfer/import-desk.ts'
import { createFileAnchor } from './vault/anchor.ts'
import type { Actor } from './vault/audit.ts'
import type { Kdf, KdfCost } from './vault/kdf.ts'
import type { CheckStructure } from './vault/structure.ts'
import { createRotationHolder } from './vault-rotation.ts'
import { createSyncHolder } from './vault-sync.ts'
import { startVaultWork } from './vault-work.ts'

export interface CoreOptions {
  /** The home folder, absolute; created 0700 when missing. */
  readonly home: string
  readonly version: string
  /** See AppStatus. */
  readonly command?: string
  readonly host: Host
  readonly kdf: Kdf
  readonly checkStructure?: CheckStructure
  readonly log: Log
  readonly now?: () => number
  /** The cost of a new vault's password slot; calibrated when absent. */
  readonly cost?: KdfCost
}

export interface Core {
  readonly bridge: Bridge
  connect(port: Port): void
  receive(message: ShellMessage): void
  status(): AppStatus
  /** Ends the doors and closes the vault; the process is to end next. */
  close(): Promise<void>
}

const activityEveryMs = 1_000

/** Starts a locked core. Rejects with a sentence for the user when the socket's folder is not safe to use. */
export async function startCore(options: CoreOptions): Promise<Core> {
  const { home, host, log } = options
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const wired = await wire(options)
  const { bridge, session, status, links, sync, closeRotation } = wired
  const terminal = askingTerminals(options, wired)
  const uid = process.getuid?.() ?? 0
  const paths = socketPath({
    home,
    homeHash: hashOfHome(home),
    platform: process.platform,
    uid,
    tmp: tmpdir(),
    isWritable: takesWrites(runFolder(home)),
  })
  const socket = await serveSocket({
    paths,
    uid,
    log,
    answer: async (call, input, caller, gone) => {
      const allowed = await terminal.allow(call, caller, gone)
      if (!allowed.ok) return allowed
      const answered = await bridge.answer(call, input, socketActor(caller))
      if (call === 'vault.unlock' && answered.ok) terminal.trust(caller)
      return answered
    },
  })
  const doors = await startDoors(options, wired, { paths, uid })
  host.send({ kind: 'ready', state: session.state() })
  return {
    bridge,
    status,
    connect(port) {
      bridge.connect(port)
      port.post({ event: 'vault.state', payload: session.state() })
    },
    receive(message) {
      host.receive(message)
      if (message.kind === 'link') links.open(message.name)
      if (message.kind === 'clipboard.cleared')
        bridge.emit('clipboard.cleared', { cleared: message.cleared, message: message.message })
    },
    async close() {
      await doors.endpoint.close()
      await doors.sshAgent.close()
      await socket.close()
      await closeRotation()
      await sync.close()
      session.close()
    },
  }
}

/** Whether a program in a terminal may, as the settings and the user say. */
const askingTerminals = (
  { now = Date.now }: CoreOptions,
  { bridge, session, approvals, context: { settings, changeSettings } }: Awaited<ReturnType<typeof wire>>,
): TerminalApprovals =>
  createTerminalApprovals({
    isAsked: () => settings().terminalAsk && session.vault().ok && bridge.hasWindow(),
    always: () => settings().terminalAlways,
    remember(id) {
      changeSettings({ terminalAlways: [...settings().terminalAlways, id].slice(-200) }, { door: 'window' })
    },
    show: approvals.ask,
    processOf: createProcessReader(process.platform),
    now,
  })

/** The doors that can be switched off, each with its own way to say that the vault is locked. */
async function startDoors(
  { home, host, log, now = Date.now }: CoreOptions,
  { bridge, session, approvals, sync, later, context: { settings } }: Awaited<ReturnType<typeof wire>>,
  { paths, uid }: { readonly paths: ReturnType<typeof socketPath>; readonly uid: number },
): Promise<SwitchedDoors> {
  const askToUnlock = (by: 'endpoint' | 'ssh-agent', what: string) => () => {
    bridge.emit('unlock.wanted', { by })
    host.send({ kind: 'notify', title: 'Coffer is locked', body: `A program asked for ${what}. Unlock to answer it.` })
  }
  const doors: SwitchedDoors = {
    endpoint: await startLocalEndpoint({
      configPath: homePaths(home).endpoint,
      socketPath: paths.folder === null ? undefined : `${paths.folder}/endpoint.sock`,
      vault: session.vault,
      log,
      now,
      showApproval: approvals.ask,
      links: sync.links,
      onLockedCall: askToUnlock('endpoint', 'a secret'),
    }),
    sshAgent: await startLocalSshAgent({
      configPath: homePaths(home).sshAgent,
      paths: agentSocketPaths(paths.folder),
      uid,
      vault: session.vault,
      rules: () => ({ ask: settings().sshAgentAsk, names: settings().sshAgentNames }),
      showApproval: approvals.ask,
      hasWindow: bridge.hasWindow,
      onLockedCall: askToUnlock('ssh-agent', 'an SSH key'),
      log,
      now,
    }),
  }
  later.doors = doors
  return doors
}

interface SwitchedDoors {
  readonly endpoint: LocalEndpoint
  readonly sshAgent: LocalSshAgent
}

const statusOf = ({ home, version, command }: CoreOptions, vault: VaultState): AppStatus => ({
  vault,
  home,
  vaultPath: homePaths(home).vault,
  version,
  platform: process.platform,
  command: command ?? null,
})

/** Session, settings and procedures behind one bridge. */
async function wire(options: CoreOptions) {
  const { home, host, log, now = Date.now } = options
  const paths = homePaths(home)
  const later: { doors?: SwitchedDoors } = {}
  const settings = createSettingsHolder((changed) => {
    host.send({ kind: 'settings', settings: changed })
    bridge.emit('settings.changed', changed)
    rotation.lookAgain()
  })
  const { sync, rotation } = createHolders(options, { settings: settings.current, bridge: () => bridge }, () => session)
  const approvals = createApprovalDesk((waiting) => {
    bridge.emit('approvals.changed', waiting)
    if (waiting.length > 0) host.send({ kind: 'show' })
  })
  const links = createLinkDesk(() => bridge.emit('link.opened', null))
  const announce = (state: VaultState) => {
    host.send({ kind: 'state', state })
    bridge.emit('vault.state', state)
  }
  const session = await startSession({
    path: paths.vault,
    kdf: options.kdf,
    checkStructure: options.checkStructure,
    now,
    anchor: createFileAnchor(paths.anchor),
    ...(options.cost === undefined ? {} : { cost: options.cost }),
    onState: announce,
    onUnlock(vault) {
      settings.read(vault)
      tellChanges(vault, (news) => bridge.emit('secrets.changed', news))
      const auditDays = () => settings.current().auditDays
      startVaultWork({ vault, log, now, auditDays, backups: paths.backups, onFault: () => announce(session.state()) })
      sync.start(vault)
      rotation.start(vault)
    },
  })
  const status = () => statusOf(options, session.state())
  const context: BridgeOptions['context'] = {
    session,
    host,
    approvals,
    links,
    imports: createImportDesk((progress) => bridge.emit('import.progress', progress)),
    keychain: createKeychainSlot(host, paths.keychain),
    sync: () => sync.service(session.vault()),
    rotation: () => rotation.service(session.vault()),
    status,
    endpoint: () => mustHave(later.doors).endpoint,
    sshAgent: () => mustHave(later.doors).sshAgent,
    settings: settings.current,
    changeSettings: (change, actor) => {
      const vault = session.vault()
      return vault.ok ? settings.change(vault.value, change, actor, now()) : vault
    },
    announceState: () => announce(session.state()),
  }
  const onActivity = atMostEvery(activityEveryMs, now, () => host.send({ kind: 'activity' }))
  const bridge: Bridge = createBridge({ procedures, log, context, onActivity })
  return {
    bridge,
    session,
    status,
    approvals,
    links,
    sync,
    closeRotation: rotation.close,
    context,
    later,
  }
}

interface Wired {
  readonly settings: () => Settings
  readonly bridge: () => Bridge
}

/** Sync and rotation of the vault, once it is open. */
function createHolders(
  { host, log, now = Date.now }: CoreOptions,
  { settings, bridge }: Wired,
  session: () => Session,
) {
  const sync = createSyncHolder({
    log,
    now,
    emitProgress: (progress) => bridge().emit('sync.progress', progress),
    emitChanged: () => bridge().emit('sync.changed', null),
  })
  const rotation = createRotationHolder({
    host,
    log,
    now,
    settings,
    sync: () => sync.service(session().vault()),
    emit: (counts) => bridge().emit('rotation.changed', counts),
  })
  return { sync, rotation }
}

function mustHave<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('called before the core has started')
  return part
}

/** The same on both ends of the socket: the first 16 hex digits of SHA-256 of the home's real path. */
export function hashOfHome(home: string): string {
  return createHash('sha256').update(realPath(home)).digest('hex').slice(0, 16)
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

const socketActor = ({ pid, program }: { readonly pid: number | null; readonly program: string | null }): Actor => ({
  door: 'socket',
  ...(pid === null ? {} : { pid }),
  ...(program === null ? {} : { program }),
})
