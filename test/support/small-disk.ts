/** A disk of a few megabytes, to fill and to protect. Needs the provision `small-disk`. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface SmallDisk {
  readonly folder: string
  /** Leaves no free block. */
  readonly fill: () => void
  readonly free: () => void
  readonly makeReadOnly: () => void
  /** Whatever uses it is to be closed first. */
  readonly remove: () => void
}

export function mountSmallDisk(sizeMb: number): SmallDisk {
  const folder = mkdtempSync('/tmp/coffer-e2e-disk-')
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=755`, 'tmpfs', folder])
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: () => {
      const file = openSync(filler, 'a')
      try {
        for (const block of [Buffer.alloc(65_536, 1), Buffer.alloc(4_096, 1)]) writeUntilFull(file, block)
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler),
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', folder]),
    remove: () => {
      // Lazily: the last of an app's processes may be ending.
      execFileSync('umount', ['--lazy', folder])
      rmdirSync(folder)
    },
  }
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    for (;;) if (writeSync(file, block) < block.length) return
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}
