/**
 * The folder of Chromium's profile, and with it of the lock that keeps a second app from the same home. A home on a
 * disk that takes no writes cannot have it: its vault is opened for reading, and the profile lies in the temp folder.
 */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, type Result, succeed } from '../shared/failure.ts'
import { type HomePaths, standInFolder } from '../shared/home.ts'

/** Makes the home and the profile's folder where they are missing. The failure is a sentence. */
export function makeProfileFolder({ home, profile }: HomePaths): Result<string, string> {
  const failed = tryMake(home) ?? tryMake(profile) ?? tryWrite(profile)
  if (failed === null) return succeed(profile)
  /** Asked anew: for a folder missing on a write-protected disk Node answers ENOENT. */
  const refused = existsSync(home) ? tryWrite(existsSync(profile) ? profile : home) : null
  if (refused === 'EROFS' || refused === 'EACCES') return makeStandIn(home)
  return fail(`The home folder cannot be made (${failed}): ${home}`)
}

function makeStandIn(home: string): Result<string, string> {
  const uid = process.getuid?.() ?? 0
  const homeHash = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 16)
  const folder = standInFolder({ tmp: tmpdir(), uid, homeHash })
  const problem = tryMake(folder) ?? (isOurs(folder, uid) ? null : 'not ours')
  const profile = join(folder, 'profile')
  const failed = problem ?? tryMake(profile)
  return failed === null ? succeed(profile) : fail(`The home takes no writes, nor does ${folder} (${failed}).`)
}

/** In a shared temp folder somebody else could have made it first. */
function isOurs(folder: string, uid: number): boolean {
  const stats = lstatSync(folder)
  return stats.isDirectory() && (process.platform === 'win32' || (stats.uid === uid && (stats.mode & 0o077) === 0))
}

const tryMake = (folder: string): string | null => codeOf(() => mkdirSync(folder, { recursive: true, mode: 0o700 }))

const tryWrite = (folder: string): string | null => codeOf(() => accessSync(folder, constants.W_OK))

/** Null, or the system's code of why not. */
function codeOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  }
}
