/** Rotates in a process that dies at a point of the test's choice. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { RotatorDraft } from '../../../shared/rotation-model.ts'
import type { TestHome } from '../vault.ts'
import { type Point, points } from './points.ts'

export type KillPoint = Point | 'before the move'

/** In their order; the move is that of AWSCURRENT. */
export const killPoints: readonly KillPoint[] = [...points.slice(0, 6), 'before the move', ...points.slice(6)]

const worker = join(import.meta.dirname, 'kill-worker.ts')
/** Dozens of them start: what Node compiled once serves all. */
const compiled = join(import.meta.dirname, '..', '..', '..', '.cache', 'compiled')

/**
 * Starts a rotation or goes on with the one under way; the vault must be closed here. Ends when the process does:
 * SIGKILL, or the state in which the run came to rest.
 */
export function rotateAndDie(rotation: {
  home: TestHome
  name: string
  draft: RotatorDraft
  /** Or so many milliseconds after it began. */
  killAt: KillPoint | 'never' | number
}): Promise<string> {
  const { home, name, draft, killAt } = rotation
  const child = spawn(process.execPath, [worker, home.folder, name, JSON.stringify(draft), String(killAt)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_COMPILE_CACHE: compiled },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk
    if (typeof killAt === 'number') setTimeout(() => child.kill('SIGKILL'), killAt)
  })
  return new Promise((resolve) =>
    child.once('close', (_, signal) => resolve(signal ?? said.trim().split('\n').at(-1) ?? '')),
  )
}
