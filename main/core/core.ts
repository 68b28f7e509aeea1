/** Composition root of the core: session, settings, procedures, bridge and doors, wired in one place. */
import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { homePaths, socketPath } from '../../shared/home.ts'
import type { ShellMessage } from '../../shared/host-contract.ts'
import type { AppStatus, VaultState } from '../../shared/model.ts'
import { watchForBackups } from './auto-backup.ts'
import { type Bridge, createBridge, type Port } from './bridge.ts'
import type { Host } from './host-port.ts'
import type { Log } from './log.ts'
import { procedures } from './procedures/index.ts'
import { startSession } from './session.ts'
import { createSettingsHolder } from './settings.ts'
import { serveSocket } from './socket/server.ts'
import { createFileAnchor } from './vault/anchor.ts'
import type { Actor } from './vault/audit.ts'
import type { Kdf, KdfCost } from './vault/kdf.ts'

export interface CoreOptions {
  /** The home folder, absolute; created 0700 when missing. */
  readonly home: string
  readonly version: string
  readonly host: Host
  readonly kdf: Kdf
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
const purgeEveryMs = 3_600_000

/** Starts a locked core. Rejects with a sentence for the user when the socket's folder is not safe to use. */
export async function startCore(options: CoreOptions): Promise<Core> {
  const { home, host, log } = options
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const { bridge, session, status } = await wire(options)
  const uid = process.getuid?.() ?? 0
  const socket = await serveSocket({
    paths: socketPath({ home, homeHash: hashOfHome(home), platform: process.platform, uid, tmp: tmpdir() }),
    uid,
    log,
    answer: (call, input, caller) => bridge.answer(call, input, socketActor(caller)),
  })
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
      if (message.kind === 'clipboard.cleared')
        bridge.emit('clipboard.cleared', { cleared: message.cleared, message: message.message })
    },
    async close() {
      await socket.close()
      session.close()
    },
  }
}

/** Session, settings and procedures behind one bridge. */
async function wire({ home, version, host, kdf, log, cost, now = Date.now }: CoreOptions) {
  const paths = homePaths(home)
  const settings = createSettingsHolder((changed) => {
    host.send({ kind: 'settings', settings: changed })
    bridge.emit('settings.changed', changed)
  })

  function announce(state: VaultState): void {
    host.send({ kind: 'state', state })
    bridge.emit('vault.state', state)
  }

  const session = await startSession({
    path: paths.vault,
    kdf,
    now,
    anchor: createFileAnchor(paths.anchor),
    ...(cost === undefined ? {} : { cost }),
    onState: announce,
    onUnlock(vault) {
      settings.read(vault)
      vault.onChange((names) => bridge.emit('secrets.changed', { revision: vault.revision(), names: [...names] }))
      watchForBackups(vault, paths.backups, log, now)
      setInterval(() => vault.purgeExpired(), purgeEveryMs).unref()
    },
  })

  const status = (): AppStatus => ({
    vault: session.state(),
    home,
    vaultPath: paths.vault,
    version,
    platform: process.platform,
  })

  const bridge: Bridge = createBridge({
    procedures,
    log,
    context: {
      session,
      host,
      status,
      settings: settings.current,
      changeSettings: (change, actor) => {
        const vault = session.vault()
        return vault.ok ? settings.change(vault.value, change, actor, now()) : vault
      },
      announceState: () => announce(session.state()),
    },
    onActivity: atMostEvery(activityEveryMs, now, () => host.send({ kind: 'activity' })),
  })
  return { bridge, session, status }
}

function atMostEvery(everyMs: number, now: () => number, body: () => void): () => void {
  let lastAt = Number.NEGATIVE_INFINITY
  return () => {
    if (now() - lastAt < everyMs) return
    lastAt = now()
    body()
  }
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
