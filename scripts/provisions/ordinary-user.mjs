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
