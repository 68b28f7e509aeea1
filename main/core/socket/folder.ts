/**
 * The socket's folder and file before we bind: ours alone, no link, and nobody else's socket replaced. The folder's
 * mode is what keeps other users out; the peer check behind it is the second lock.
 */
import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, type Stats, unlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'

/** Makes the folder, or takes the one that is there after looking at it. Throws an Error with a sentence. */
export function claimFolder(folder: string, uid: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stats = lstatSync(folder)
  if (stats.isSymbolicLink()) throw new Error('The folder for the socket is a link; it must be a folder of its own.')
  if (!stats.isDirectory()) throw new Error('There is a file where the folder for the socket should be.')
  if (stats.uid !== uid) throw new Error('The folder for the socket belongs to another user.')
  if ((stats.mode & 0o777) !== 0o700) chmodSync(folder, 0o700)
}

/** False when the disk or its rights refuse writes to the folder or, where it is missing, to the one above. */
export function takesWrites(folder: string): boolean {
  try {
    accessSync(existsSync(folder) ? folder : dirname(folder), constants.W_OK)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && (error.code === 'EROFS' || error.code === 'EACCES'))
  }
}

/** Removes a socket that a killed core left behind. Throws when somebody listens on it, or when it is no socket. */
export async function clearStaleSocket(path: string, uid: number): Promise<void> {
  const stats = statOf(path)
  if (stats === null) return
  if (!stats.isSocket() || stats.uid !== uid) throw new Error('Something that is no socket of ours is in its place.')
  if (await isListening(path)) throw new Error('Another Coffer already listens for this vault.')
  unlinkSync(path)
}

function statOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null
}

/** Only a refused connection proves that nobody listens; a full backlog or a slow process does not. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
  })
}
