import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readyElectron } from '../electron-runtime.mjs'
import { isRoot, reasonIn, run } from '../lib/run.mjs'

/** @import { Provision } from './list.mjs' */

/** The account the sandbox tests run as when the tests themselves run as root. */
export const ordinaryUser = 'coffer-test'

const accountMissing = async () => (await run('id', ['-u', ordinaryUser])).code !== 0

/** Chromium's sandbox is built on user namespaces, which some machines refuse to ordinary users. */
const namespacesRefused = async () => {
  const probe = ['unshare', '--user', '--map-root-user', 'true']
  const asUser = ['-s', '/bin/sh', '-c', probe.join(' '), ordinaryUser]
  const tried = isRoot() ? await run('su', asUser) : await run('unshare', probe.slice(1))
  return tried.code === 0 ? null : `user namespaces are refused to ordinary users: ${reasonIn(tried.stderr)}`
}

/** @type {Provision} */
export const sandboxUser = {
  name: 'sandbox-user',
  purpose: "an ordinary user who may use Chromium's sandbox",
  commands: ['test'],
  fits: () => process.platform === 'linux',
  check: async () => {
    if (isRoot() && (await accountMissing())) return `no account ${ordinaryUser}`
    return namespacesRefused()
  },
  install: async () => {
    if (!isRoot() || !(await accountMissing())) return namespacesRefused()
    const added = await run('useradd', ['--create-home', '--shell', '/bin/bash', ordinaryUser])
    return added.code === 0 ? null : `useradd: ${reasonIn(added.stderr)}`
  },
}

/** @param {string} helper the program Chromium falls back to without user namespaces; it must belong to root, setuid */
const isSetUp = (helper) => {
  const stat = statSync(helper, { throwIfNoEntry: false })
  return stat?.uid === 0 && (stat.mode & 0o4111) === 0o4111
}

/**
 * Without either, Chromium ends at once with a message few understand. Both ways out change the machine, so they are
 * told and not taken.
 */
const sandboxRefused = async () => {
  const reason = await namespacesRefused()
  const helper = join(readyElectron()?.distDir ?? '', 'chrome-sandbox')
  if (reason === null || isSetUp(helper)) return null
  return [
    `${reason}, and Chromium's sandbox needs them. Allow them, on Ubuntu with`,
    '  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    'or set up the helper that does without:',
    `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  ].join('\n')
}

/** @type {Provision} */
export const sandbox = {
  name: 'sandbox',
  purpose: "Chromium's sandbox",
  commands: ['start'],
  fits: () => process.platform === 'linux' && !isRoot(),
  check: sandboxRefused,
  install: sandboxRefused,
}
