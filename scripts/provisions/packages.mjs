import { readyElectron } from '../electron-runtime.mjs'
import { hasApt, installPackages, missingPackages } from '../lib/apt.mjs'
import { run } from '../lib/run.mjs'

/** @import { Provision } from './list.mjs' */

/** Shared libraries Electron links to. The names with t64 are those of Debian 13 and Ubuntu 24.04. */
const appPackages = [
  'libgtk-3-0|libgtk-3-0t64',
  'libnss3',
  'libasound2|libasound2t64',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0|libatk-bridge2.0-0t64',
]

/**
 * @param {readonly string[]} wishes
 * @returns {Pick<Provision, 'check' | 'install'>}
 */
const packages = (wishes) => ({
  check: async () => {
    const missing = await missingPackages(wishes)
    return missing.length === 0 ? null : `missing ${missing.join(', ')}`
  },
  install: async () => installPackages(await missingPackages(wishes)),
})

/**
 * For systems without apt: looks for what the packages would bring and leaves installing to the person.
 * @param {() => Promise<string | null>} check
 * @returns {Pick<Provision, 'check' | 'install'>}
 */
const byHand = (check) => ({ check, install: check })

const unlinkedLibraries = async () => {
  const runtime = readyElectron()
  if (runtime === null) return 'no Electron runtime to look at'
  const listing = await run('ldd', [runtime.executable])
  const missing = missingLibraries(listing.stdout)
  return missing.length === 0 ? null : `install the packages that hold ${missing.join(', ')}`
}

/**
 * @param {string} listing what ldd prints
 * @returns {string[]} names of libraries the loader does not find
 */
export const missingLibraries = (listing) =>
  [...listing.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '')

/**
 * @param {string} command
 * @param {readonly string[]} args something harmless that ends at once
 */
const commandRuns = (command, args) => async () => {
  const tried = await run(command, args)
  return tried.code === null ? `install ${command}` : null
}

/** @type {Provision} */
export const appLibraries = {
  name: 'app-libraries',
  purpose: 'system libraries Electron needs',
  commands: ['start', 'test'],
  fits: () => process.platform === 'linux',
  ...(hasApt() ? packages(appPackages) : byHand(unlinkedLibraries)),
}

/** @type {Provision} */
export const virtualDisplay = {
  name: 'virtual-display',
  purpose: 'a display of their own for the end-to-end tests',
  commands: ['test'],
  fits: () => process.platform === 'linux',
  ...(hasApt() ? packages(['xvfb', 'xauth']) : byHand(commandRuns('xvfb-run', ['--help']))),
}

/** @type {Provision} */
export const sessionBus = {
  name: 'session-bus',
  purpose: 'a D-Bus session for the tests',
  commands: ['test'],
  fits: () => process.platform === 'linux',
  ...(hasApt() ? packages(['dbus', 'dbus-x11']) : byHand(commandRuns('dbus-run-session', ['--version']))),
}

/** @type {Provision} */
export const openssh = {
  name: 'openssh',
  purpose: 'ssh-keygen, to test with real keys',
  commands: ['test'],
  fits: () => true,
  ...(hasApt() ? packages(['openssh-client']) : byHand(commandRuns('ssh-keygen', ['-?']))),
}

/** @type {Provision} */
export const compiler = {
  name: 'compiler',
  purpose: 'gcc, for the library that makes writes fail in the fault tests',
  commands: ['faults'],
  fits: () => process.platform === 'linux',
  ...(hasApt() ? packages(['gcc', 'libc6-dev']) : byHand(commandRuns('gcc', ['--version']))),
}

/** @type {Provision} */
export const xclip = {
  name: 'xclip',
  purpose: 'the clipboard as another program sees it',
  commands: ['test'],
  fits: () => process.platform === 'linux',
  ...(hasApt() ? packages(['xclip']) : byHand(commandRuns('xclip', ['-version']))),
}

/** @type {Provision} */
export const programs = {
  name: 'programs',
  purpose: 'git, openssl and a PostgreSQL server, which the terminal recipes are tested with',
  commands: ['test'],
  fits: () => process.platform !== 'win32',
  ...(hasApt() ? packages(['git', 'openssl', 'postgresql']) : byHand(commandRuns('psql', ['--version']))),
}

/** @type {Provision} */
export const groff = {
  name: 'groff',
  purpose: 'to read the manual page as `man` does',
  commands: ['test'],
  fits: () => process.platform !== 'win32',
  ...(hasApt() ? packages(['groff-base']) : byHand(commandRuns('groff', ['--version']))),
}

/**
 * The packages that hold the programs alone: they start no service and make no database.
 * @type {Provision}
 */
export const mariadb = {
  name: 'mariadb',
  purpose: 'a MariaDB server, which rotations are tested with',
  commands: ['test'],
  fits: () => process.platform !== 'win32',
  ...(hasApt()
    ? packages(['mariadb-server-core', 'mariadb-client-core'])
    : byHand(commandRuns('mariadbd', ['--version']))),
}

/** @type {Provision} */
export const sshd = {
  name: 'sshd',
  purpose: "OpenSSH's server, to log in to with rotated keys",
  commands: ['test'],
  fits: () => process.platform !== 'win32',
  ...(hasApt() ? packages(['openssh-server']) : byHand(commandRuns('/usr/sbin/sshd', ['-?']))),
}
