import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRoot, reasonIn, run } from '../lib/run.mjs'

/** @import { Provision } from './list.mjs' */

/** Mounts one as the tests will, and takes it away again. */
const mountRefused = async () => {
  if (!isRoot()) return 'only root may mount a disk of a few megabytes'
  const folder = mkdtempSync(join(tmpdir(), 'coffer-mount-'))
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
  if (mounted.code === 0) await run('umount', [folder])
  rmdirSync(folder)
  return mounted.code === 0 ? null : `mount: ${reasonIn(mounted.stderr)}`
}

/** @type {Provision} */
export const smallDisk = {
  name: 'small-disk',
  purpose: 'a disk of a few megabytes to fill',
  commands: ['test'],
  fits: () => process.platform === 'linux',
  check: mountRefused,
  install: mountRefused,
}
