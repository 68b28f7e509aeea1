/**
 * Who is at the other end of a Unix socket, as the kernel says it: Node has no call for this. Linux: SO_PEERCRED.
 * macOS: getpeereid, LOCAL_PEERPID and proc_pidpath. Windows' pipes are guarded by the user's ACL instead.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'

export interface Peer {
  readonly uid: number
  /** Of the process that connected; null when the OS did not say. It may have ended since. */
  readonly pid: number | null
  /** Path of that process's executable; null when it has ended or may not be looked at. */
  readonly program: string | null
}

/** Null when the kernel could not be asked: the caller is then to be refused. */
export type ReadPeer = (socket: Socket) => Peer | null

/** Loads the native library at the first connection, not at start. Null where sockets have no peer (Windows). */
export function createPeerReader(platform: string): ReadPeer | null {
  if (platform === 'win32') return null
  let read: ((descriptor: number) => Peer | null) | null = null
  return (socket) => {
    const descriptor = descriptorOf(socket)
    if (descriptor === null) return null
    try {
      read ??= platform === 'darwin' ? macosReader() : linuxReader()
      return read(descriptor)
    } catch {
      return null
    }
  }
}

/** Node keeps the file descriptor on its handle, undocumented and unchanged since its first versions. */
function descriptorOf(socket: Socket): number | null {
  const handle: unknown = Reflect.get(socket, '_handle')
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : null
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : null
}

type Foreign = (...args: readonly unknown[]) => number
interface Koffi {
  load(path: string | null): { func(prototype: string): Foreign }
}

const loadKoffi = (): Koffi => createRequire(import.meta.url)('koffi') as Koffi

const getsockoptPrototype = 'int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *size)'

/** sys/socket.h */
const linux = { SOL_SOCKET: 1, SO_PEERCRED: 17, credentialsBytes: 12 } as const

function linuxReader(): (descriptor: number) => Peer | null {
  const getsockopt = loadKoffi().load(null).func(getsockoptPrototype)
  return (descriptor) => {
    const credentials = Buffer.alloc(linux.credentialsBytes)
    const size = [credentials.length]
    if (getsockopt(descriptor, linux.SOL_SOCKET, linux.SO_PEERCRED, credentials, size) !== 0) return null
    if (size[0] !== linux.credentialsBytes) return null
    // struct ucred { pid_t pid; uid_t uid; gid_t gid }; pid is 0 for a peer outside our PID namespace.
    const pid = credentials.readInt32LE(0) || null
    return { uid: credentials.readUInt32LE(4), pid, program: pid === null ? null : linuxProgram(pid) }
  }
}

function linuxProgram(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return null
  }
}

/** sys/un.h, libproc.h */
const macos = { SOL_LOCAL: 0, LOCAL_PEERPID: 2, pathBytes: 4_096 } as const

function macosReader(): (descriptor: number) => Peer | null {
  const system = loadKoffi().load('/usr/lib/libSystem.B.dylib')
  const getpeereid = system.func('int getpeereid(int fd, _Out_ uint32_t *uid, _Out_ uint32_t *gid)')
  const getsockopt = system.func(getsockoptPrototype)
  const procPidPath = system.func('int proc_pidpath(int pid, _Out_ uint8_t *path, uint32_t size)')
  return (descriptor) => {
    const uid = [0]
    if (getpeereid(descriptor, uid, [0]) !== 0) return null
    const pidBytes = Buffer.alloc(4)
    const known = getsockopt(descriptor, macos.SOL_LOCAL, macos.LOCAL_PEERPID, pidBytes, [pidBytes.length]) === 0
    const pid = known ? pidBytes.readInt32LE(0) : null
    return { uid: uid[0] ?? -1, pid, program: pid === null ? null : macosProgram(procPidPath, pid) }
  }
}

function macosProgram(procPidPath: Foreign, pid: number): string | null {
  const path = Buffer.alloc(macos.pathBytes)
  const length = procPidPath(pid, path, path.length)
  return length > 0 ? path.toString('utf8', 0, length) : null
}

/**
 * The terminal session a process belongs to, with when its leader began, since a number may be another's later. Null
 * when the process has ended or the OS does not say: in a container, 0 stands for each session begun outside of it.
 */
export function createSessionReader(platform: string): (pid: number) => string | null {
  if (platform === 'win32') return () => null
  if (platform !== 'darwin') return linuxSession
  let getsid: Foreign | null = null
  return (pid) => {
    try {
      getsid ??= loadKoffi().load('/usr/lib/libSystem.B.dylib').func('int getsid(int pid)')
      const session = getsid(pid)
      return session > 0 ? String(session) : null
    } catch {
      return null
    }
  }
}

function linuxSession(pid: number): string | null {
  const session = linuxStat(pid)?.[3] ?? '0'
  if (session === '0') return null
  return `${session} ${linuxStat(Number(session))?.[19] ?? ''}`
}

/** See `ReadProcess`; on macOS the number alone tells processes apart. */
export function createProcessReader(platform: string) {
  const sessionOf = createSessionReader(platform)
  return (pid: number) => {
    const stat = platform === 'linux' ? linuxStat(pid) : null
    const parentPid = Number(stat?.[1] ?? 0)
    return {
      mark: `${pid} ${stat?.[19] ?? ''}`,
      session: sessionOf(pid),
      parent: parentPid > 0 ? linuxProgram(parentPid) : null,
    }
  }
}

/** proc(5): what follows the name, which is in brackets and may hold anything; the state is the first. */
function linuxStat(pid: number): readonly string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
