/** Where the vault of this command line is and where its core listens. */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, lstatSync, realpathSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { defaultHome, homePaths, runFolder, socketPath } from '../../shared/home.ts'
import type { CliFailure } from '../failure.ts'

export interface Place {
  /** Absolute. */
  readonly home: string
  /** Null for a named pipe. */
  readonly folder: string | null
  readonly socket: string
  /** True when a vault file is there, whatever is in it. */
  readonly hasVault: boolean
}

/**
 * `home` is what --home says; undefined leaves it to COFFER_HOME and the OS. Looks at the disk each time. A core that was
 * started under another name of the same folder may listen elsewhere, because names have lengths.
 */
export function locate(home: string | undefined): Place {
  const environment = { platform: process.platform, env: process.env, userHome: homedir() }
  const absolute = resolve(home ?? defaultHome(environment))
  const hasVault = existsSync(homePaths(absolute).vault)
  const real = realPath(absolute)
  const sockets = [absolute, real].map((name) => socketOf(name, real))
  const { folder, socket } = sockets.find((one) => existsSync(one.socket)) ?? socketOf(absolute, real)
  return { home: absolute, folder, socket, hasVault }
}

const socketOf = (home: string, real: string): Pick<Place, 'folder' | 'socket'> =>
  socketPath({
    home,
    homeHash: createHash('sha256').update(real).digest('hex').slice(0, 16),
    platform: process.platform,
    uid: process.getuid?.() ?? 0,
    tmp: tmpdir(),
    isWritable: takesWrites(runFolder(home)),
  })

/** As the core decides it, which then listens elsewhere. */
function takesWrites(folder: string): boolean {
  try {
    accessSync(existsSync(folder) ? folder : dirname(folder), constants.W_OK)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && (error.code === 'EROFS' || error.code === 'EACCES'))
  }
}

/** Of a home that is not there yet: the real path of the nearest folder that is, and the rest. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

/**
 * Before a password or a value is sent: the folder of the socket is a real one, ours, and closed to others. In a
 * shared temp folder somebody else could have made it first and be listening.
 */
export function checkFolder(place: Place): Result<null, CliFailure> {
  const stats = place.folder === null ? undefined : lstatSync(place.folder, { throwIfNoEntry: false })
  if (stats === undefined) return succeed(null)
  const refuse = (what: string) =>
    fail<CliFailure>({ kind: 'unsafe-socket', message: `${place.folder} ${what}, so nothing is sent to it.` })
  if (!stats.isDirectory()) return refuse('is not a folder of its own')
  if (stats.uid !== process.getuid?.()) return refuse('belongs to another user')
  if ((stats.mode & 0o077) !== 0) return refuse('is open to other users')
  return succeed(null)
}
