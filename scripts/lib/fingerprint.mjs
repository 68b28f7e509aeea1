import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Names a state of some files by path, size and modification time: cheap enough to ask on every start, and it notices
 * deletions too. A fresh checkout has other times, which costs one needless build and never a missed one.
 * @param {string} root
 * @param {readonly string[]} inputs files or folders, relative to root; missing ones are part of the state
 * @returns {string} hexadecimal
 */
export const fingerprint = (root, inputs) => {
  const hash = createHash('sha256')
  for (const input of inputs) for (const line of statesOf(root, input)) hash.update(line)
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
const statesOf = (root, path) => {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined) return [`${path} missing\n`]
  if (!stat.isDirectory()) return [`${path} ${stat.size} ${stat.mtimeMs}\n`]
  const names = readdirSync(join(root, path)).sort()
  return names.flatMap((name) => statesOf(root, `${path}/${name}`))
}
