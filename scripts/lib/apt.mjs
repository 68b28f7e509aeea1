import { existsSync } from 'node:fs'
import { isRoot, reasonIn, run } from './run.mjs'

/** True on Debian and what is built on it. */
export const hasApt = () => existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-query')

/**
 * Which of these wishes no installed package fulfils.
 * @param {readonly string[]} wishes a package name, or several that mean the same on different releases: `a|b`
 * @returns {Promise<string[]>} a part of wishes, in their order
 */
export const missingPackages = async (wishes) => {
  const names = wishes.flatMap((wish) => wish.split('|'))
  const asked = await run('dpkg-query', ['-W', '-f', `\${db:Status-Status} \${Package}\\n`, ...names])
  return wishesNotIn(asked.stdout, wishes)
}

/**
 * @param {string} listing lines of `status name`; a removed package may still be listed, as `config-files`
 * @param {readonly string[]} wishes
 */
export const wishesNotIn = (listing, wishes) => {
  const installed = new Set(
    listing
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length)),
  )
  return wishes.filter((wish) => !wish.split('|').some((name) => installed.has(name)))
}

let updated = false

/**
 * @param {readonly string[]} wishes as for missingPackages
 * @returns {Promise<string | null>} null when installed, else the reason with the command that helps
 */
export const installPackages = async (wishes) => {
  const command = `apt-get install -y --no-install-recommends ${wishes.map((wish) => wish.split('|')[0]).join(' ')}`
  if (!isRoot()) return `missing ${wishes.join(', ')}; run: sudo ${command}`
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  if (!updated) await run('apt-get', ['update', '-q'], { env })
  updated = true
  const names = await Promise.all(wishes.map(firstKnown))
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
  const done = await run('apt-get', ['install', ...options, ...names], { env })
  return done.code === 0 ? null : `${command}: ${reasonIn(`${done.stdout}\n${done.stderr}`)}`
}

/**
 * @param {string} wish
 * @returns {Promise<string>} the alternative this release has
 */
const firstKnown = async (wish) => {
  const names = wish.split('|')
  for (const name of names) {
    const shown = await run('apt-cache', ['show', '--no-all-versions', name])
    if (shown.code === 0 && shown.stdout !== '') return name
  }
  return /** @type {string} */ (names[0])
}
