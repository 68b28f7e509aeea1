import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { reasonIn, run } from './run.mjs'

/**
 * A package of the npm registry that is wanted whole and is no dependency.
 * @typedef {object} PinnedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} integrity SHA-512 of the archive, as npm writes it in a lockfile
 */

/**
 * Fetches, checks and unpacks a package into `folder`, which appears by one rename: a run that was cut short leaves
 * nothing that looks installed, and two runs at once do no harm. Answers why it failed, or null.
 * @param {PinnedPackage} pinned
 * @param {string} folder holds `package/` afterwards
 * @param {(unpacked: string) => void} [finish] told the folder before it gets its name
 * @returns {Promise<string | null>}
 */
export const installPinned = async (pinned, folder, finish) => {
  const work = `${folder}.${process.pid}.partial`
  mkdirSync(work, { recursive: true })
  try {
    const reason = await fetchInto(pinned, work)
    if (reason !== null) return reason
    finish?.(work)
    mkdirSync(dirname(folder), { recursive: true })
    try {
      renameSync(work, folder)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    return null
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {unknown} error */
const isTaken = (error) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')

/**
 * @param {PinnedPackage} pinned
 * @param {string} work an empty folder
 * @returns {Promise<string | null>} why it failed, or null
 */
const fetchInto = async ({ name, version, integrity }, work) => {
  const spec = `${name}@${version}`
  const packed = await run('npm', ['pack', spec, '--ignore-scripts', '--pack-destination', work], { cwd: work })
  const archive = readdirSync(work).find((file) => file.endsWith('.tgz'))
  if (packed.code !== 0 || archive === undefined) return `npm pack ${spec}: ${reasonIn(packed.stderr)}`
  const path = join(work, archive)
  if ((await integrityOf(path)) !== integrity) return `${spec} is not the archive this project pins`
  const unpacked = await run('tar', ['-xzf', path, '-C', work])
  rmSync(path)
  return unpacked.code === 0 ? null : `tar: ${reasonIn(unpacked.stderr)}`
}

/**
 * Subresource-integrity form of a file's SHA-512, as npm writes it in a lockfile.
 * @param {string} path
 * @returns {Promise<string>}
 */
export const integrityOf = async (path) => {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return `sha512-${hash.digest('base64')}`
}
