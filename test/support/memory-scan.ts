/**
 * Looks for values in the memory of running processes, by /proc/PID/maps and /proc/PID/mem (Linux, as the processes'
 * user or root). A core that made itself undumpable can be read by root only.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'

export interface Needle {
  readonly name: string
  readonly text: string
}

export interface Finding {
  readonly pid: number
  /** What the process is: Chromium's `--type=`, a utility's sub-type, or `shell`. */
  readonly process: string
  readonly needle: string
  readonly form: Form
  /** The mapping's name, such as `[heap]`; empty for anonymous memory. */
  readonly where: string
}

export type Form = 'utf8' | 'utf16le' | 'base64'

const chunkBytes = 8 * 1_048_576
const pageBytes = 4_096

/** `root` and everything it started, directly or not, as far as it still runs. */
export function processTree(root: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    const parent = Number.isInteger(pid) ? parentOf(pid) : null
    if (parent !== null) parents.set(pid, parent)
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid)
    return pid === root || (parent !== undefined && parent > 1 && isBelow(parent))
  }
  return [...parents.keys()].filter(isBelow)
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

/** False for one that has ended, though nobody may have asked for its exit code yet. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** What the process is, by its command line. */
export function processName(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .flatMap((word) => word.split(' '))
    const value = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
    return value('utility-sub-type') ?? value('type') ?? 'shell'
  } catch {
    return 'gone'
  }
}

/** Every needle in every form, in every mapping of each process that can hold what a program wrote. */
export function scanMemory(pids: readonly number[], needles: readonly Needle[]): readonly Finding[] {
  const patterns = needles.flatMap(({ name, text }) => formsOf(text).map(([form, bytes]) => ({ name, form, bytes })))
  const overlap = Math.max(...patterns.map(({ bytes }) => bytes.length)) - 1
  const findings: Finding[] = []
  for (const pid of pids) {
    const process = processName(pid)
    for (const { bytes, where } of readMemory(pid, overlap)) {
      for (const pattern of patterns) {
        for (let at = bytes.indexOf(pattern.bytes); at !== -1; at = bytes.indexOf(pattern.bytes, at + 1)) {
          findings.push({ pid, process, needle: pattern.name, form: pattern.form, where })
        }
      }
    }
  }
  return findings
}

/** Base64 depends on where in its group of three a text begins: the middle that does not is looked for. */
export function formsOf(text: string): readonly (readonly [Form, Buffer])[] {
  const utf8 = Buffer.from(text, 'utf8')
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64')
    const from = shift === 0 ? 0 : shift + 1
    return ['base64', Buffer.from(encoded.slice(from, Math.floor(((shift + utf8.length) * 8) / 6)))] as const
  })
  return [['utf8', utf8], ['utf16le', Buffer.from(text, 'utf16le')], ...base64]
}

/**
 * Reads the pages that are there, in runs of neighbours that overlap where a run is longer than a chunk, so that
 * nothing hides on a border. A text over two runs is not found: one of them would have to be swapped out or untouched.
 */
function* readMemory(pid: number, overlap: number): Generator<{ readonly bytes: Buffer; readonly where: string }> {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const pagemap = openSync(`/proc/${pid}/pagemap`, 'r')
  const chunk = Buffer.alloc(chunkBytes)
  try {
    for (const line of maps) {
      const [range = '', permissions = '', , , , where = ''] = line.split(/\s+/)
      const [start = 0, end = 0] = range.split('-').map((hex) => Number.parseInt(hex, 16))
      if (!holdsData(permissions, where)) continue
      for (const run of presentRuns(pagemap, start, end)) {
        for (let at = run.start; at < run.end; at += chunkBytes - overlap) {
          const read = tryRead(memory, chunk, Math.min(chunkBytes, run.end - at), at)
          if (read > 0) yield { bytes: chunk.subarray(0, read), where }
        }
      }
    }
  } finally {
    closeSync(memory)
    closeSync(pagemap)
  }
}

/** Neighbouring pages that have content, in memory or swapped out: bits 63 and 62 of their entry in the page map. */
function* presentRuns(pagemap: number, start: number, end: number): Generator<{ start: number; end: number }> {
  const entries = Buffer.alloc(Math.min((end - start) / pageBytes, 65_536) * 8)
  let from: number | null = null
  for (let block = start; block < end; block += (entries.length / 8) * pageBytes) {
    const read = tryRead(
      pagemap,
      entries,
      Math.min(entries.length, ((end - block) / pageBytes) * 8),
      (block / pageBytes) * 8,
    )
    for (let index = 0; index < read; index += 8) {
      const at = block + (index / 8) * pageBytes
      const present = (entries[index + 7] ?? 0) >= 0x40
      if (present) from ??= at
      else if (from !== null) {
        yield { start: from, end: at }
        from = null
      }
    }
  }
  if (from !== null) yield { start: from, end }
}

/** Code and data mapped from a file and not writable are as they are on the disk. */
const holdsData = (permissions: string, where: string): boolean =>
  permissions.startsWith('r') &&
  (permissions[1] === 'w' || !where.startsWith('/') || where.startsWith('/dev/shm/') || where.startsWith('/memfd:')) &&
  where !== '[vvar]' &&
  where !== '[vsyscall]'

/** A mapping may have gone since it was listed, and some device memory cannot be read. */
function tryRead(memory: number, chunk: Buffer, length: number, at: number): number {
  try {
    return readSync(memory, chunk, 0, length, at)
  } catch {
    return 0
  }
}
