/**
 * Secrets in files for programs that read nothing else: in memory where the OS has such a place, in a folder only the
 * user can enter, gone when the command ends. What a killed command left is removed by the next one.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../context.ts'

export interface RamFolder {
  readonly path: string
  /** False when the folder is on a disk. */
  readonly inMemory: boolean
  /** Answers the path of the new file, 0600. */
  add(name: string, bytes: Uint8Array): string
  remove(): void
}

const prefix = 'coffer-run-'

/** Removed on every end of this command but SIGKILL. */
export function createRamFolder(onEnd: Context['onEnd']): RamFolder {
  const { base, inMemory } = ramBase()
  removeLeftovers(base)
  const path = mkdtempSync(join(base, `${prefix}${process.pid}-`))
  const removeFolder = () => rmSync(path, { recursive: true, force: true })
  const forget = onEnd(removeFolder)
  return {
    path,
    inMemory,
    add(name, bytes) {
      mkdirSync(path, { recursive: true, mode: 0o700 })
      writeFileSync(join(path, name), bytes, { mode: 0o600 })
      return join(path, name)
    },
    remove() {
      forget()
      removeFolder()
    },
  }
}

/** The user's runtime folder and /dev/shm are tmpfs on Linux; swap may still write them to a disk. */
function ramBase(): { readonly base: string; readonly inMemory: boolean } {
  const runtime = process.env.XDG_RUNTIME_DIR
  if (process.platform === 'linux') {
    for (const base of [runtime, '/dev/shm'])
      if (base !== undefined && base !== '' && existsSync(base)) return { base, inMemory: true }
  }
  return { base: tmpdir(), inMemory: false }
}

/** Folders of ours whose command no longer runs. */
function removeLeftovers(base: string): void {
  for (const name of readdirSync(base)) {
    const pid = /^coffer-run-(\d+)-/.exec(name)?.[1]
    if (pid === undefined || isRunning(Number(pid)) || !isOurs(join(base, name))) continue
    rmSync(join(base, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isOurs(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isDirectory() === true && stats.uid === process.getuid?.()
}
