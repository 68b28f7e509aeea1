import { readyElectron, resolveElectron } from '../electron-runtime.mjs'
import { moto } from './moto.mjs'
import { sandbox, sandboxUser } from './ordinary-user.mjs'
import {
  appLibraries,
  compiler,
  groff,
  mariadb,
  openssh,
  programs,
  sessionBus,
  sshd,
  virtualDisplay,
  xclip,
} from './packages.mjs'
import { smallDisk } from './small-disk.mjs'

/**
 * Something outside the repository that a command needs.
 * @typedef {object} Provision
 * @property {string} name what tests ask for with `requires(name)`
 * @property {string} purpose
 * @property {readonly Command[]} commands which commands prepare it
 * @property {() => boolean} fits false where it means nothing, so nobody asks for it
 * @property {() => Promise<string | null>} check null when it is there, else what is missing
 * @property {() => Promise<string | null>} install null when done, else why not and what to do
 */

/** @typedef {'start' | 'test' | 'faults' | 'package'} Command */

/** @type {Provision} */
const electronRuntime = {
  name: 'electron-runtime',
  purpose: 'the Electron runtime',
  commands: ['start', 'test', 'package'],
  fits: () => true,
  check: async () => (readyElectron() === null ? 'no Electron runtime' : null),
  install: () =>
    resolveElectron().then(
      () => null,
      (error) => (error instanceof Error ? error.message : String(error)),
    ),
}

/**
 * In the order they are prepared.
 * @type {readonly Provision[]}
 */
export const provisions = [
  electronRuntime,
  appLibraries,
  sandbox,
  virtualDisplay,
  sessionBus,
  openssh,
  programs,
  mariadb,
  sshd,
  xclip,
  groff,
  sandboxUser,
  smallDisk,
  moto,
  compiler,
]
