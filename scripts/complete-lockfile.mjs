/**
 * `node scripts/complete-lockfile.mjs`, after a dependency changed: adds to package-lock.json the packages for other
 * platforms that the registry at hand does not carry. npm leaves such packages out when it writes the file, and then
 * refuses the file (`npm ci`: "Missing … from lock file"), here and on every other machine.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 */

/** @typedef {Record<string, LockedPackage>} Packages by their path, as the lockfile has them */

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/**
 * Optional dependencies of exact version that no entry answers, as entries of their own. Without a hash: nobody here
 * has seen the package, and npm checks it against the registry's.
 * @param {Packages} packages
 * @returns {Packages}
 */
export const missingEntries = (packages) => {
  /** @type {Packages} */
  const missing = {}
  for (const [path, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isAnswered(packages, path, name)) continue
      if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version))
        throw new Error(`${path} wants ${name} at no exact version: ${version}`)
      missing[`node_modules/${name}`] = entryFor(name, version, parent)
    }
  }
  return missing
}

/**
 * Looks where Node would: beside the dependent, then one folder up, and so on.
 * @param {Packages} packages
 * @param {string} path of the dependent; '' is the project itself
 * @param {string} name
 */
const isAnswered = (packages, path, name) => {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true
    if (folder === '') return false
  }
}

/**
 * @param {string} name its words say the platform: `…-linux-arm64-musl`
 * @param {string} version
 * @param {LockedPackage} parent
 * @returns {LockedPackage}
 */
const entryFor = (name, version, parent) => {
  const words = name.split(/[-/]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  return {
    version,
    ...(cpu.length === 0 ? {} : { cpu }),
    ...(parent.dev === true ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    ...(os.length === 0 ? {} : { os }),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(process.argv[2] ?? root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingEntries(lock.packages)
  const packages = Object.entries({ ...lock.packages, ...missing })
  packages.sort(([one], [other]) => one.localeCompare(other, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`)
  say('lockfile', `${Object.keys(missing).length} packages of other platforms added`)
}
