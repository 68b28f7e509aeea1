/** The window's place between two runs. The file holds nothing of the vault; whatever is wrong with it is ignored. */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowState {
  /** Null: the OS places the window. */
  readonly bounds: Bounds | null
  readonly maximized: boolean
}

export const defaultSize = { width: 1_180, height: 760 } as const
export const smallestSize = { width: 760, height: 480 } as const
const largest = 32_767
const largestFile = 4_096
/** So much of the window must be on some display, or it could not be dragged back. */
const visible = 120

const fresh: WindowState = { bounds: null, maximized: false }

/** `workAreas` are the displays of now: a window that was on a display which is gone is placed anew. */
export function readWindowState(file: string, workAreas: readonly Bounds[]): WindowState {
  try {
    if (statSync(file).size > largestFile) return fresh
    return parseWindowState(JSON.parse(readFileSync(file, 'utf8')), workAreas)
  } catch {
    return fresh
  }
}

export function parseWindowState(content: unknown, workAreas: readonly Bounds[]): WindowState {
  if (typeof content !== 'object' || content === null) return fresh
  const { x, y, width, height, maximized } = content as Record<string, unknown>
  if (!isWhole(x) || !isWhole(y) || !isWhole(width) || !isWhole(height)) return fresh
  const bounds = { x, y, width: Math.max(width, smallestSize.width), height: Math.max(height, smallestSize.height) }
  const reachable = workAreas.some((area) => overlap(bounds, area))
  return { bounds: reachable ? bounds : null, maximized: maximized === true }
}

/** Replaces the file as a whole; a failure to do so is not worth telling anybody. */
export function writeWindowState(file: string, { bounds, maximized }: WindowState): void {
  if (bounds === null) return
  const { x, y, width, height } = bounds
  try {
    writeFileSync(`${file}.new`, JSON.stringify({ x, y, width, height, maximized }), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch {
    // The window opens at its default place next time.
  }
}

const isWhole = (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) <= largest

const overlap = (bounds: Bounds, area: Bounds): boolean =>
  Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x) >= visible &&
  Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y) >= visible &&
  bounds.y >= area.y - visible
