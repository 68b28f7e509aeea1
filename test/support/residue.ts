/**
 * Looks for many planted texts at once, in every byte of files and of the memory of processes, in the forms of
 * memory-scan.ts. Texts are looked for in pieces, so that a value which is there in part is found as well.
 */
import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs'
import { join, relative } from 'node:path'
import { entriesBelow, isGone } from './file-scan.ts'
import { type Form, formsOf, type Needle, processName, processTree } from './memory-scan.ts'

export interface Trace {
  /** The needle's name. */
  readonly what: string
  readonly form: Form
  /** A file's path, or a process and the kind of mapping: `shell [heap]`. */
  readonly where: string
}

interface Pattern {
  readonly what: string
  readonly form: Form
  readonly bytes: Buffer
}

export interface Finder {
  /** Bytes that two neighbouring chunks must share so that nothing hides between them. */
  readonly overlapBytes: number
  /** Calls back for every occurrence. */
  readonly find: (bytes: Buffer, onFound: (pattern: Pattern) => void) => void
}

const chunkBytes = 8 * 1_048_576

/**
 * The algorithm of Wu and Manber: two bytes say how far no needle can end, so the hundreds of patterns cost little more
 * than one.
 */
export function createFinder(needles: readonly Needle[]): Finder {
  const patterns = needles.flatMap(({ name, text }) =>
    formsOf(text).map(([form, bytes]): Pattern => ({ what: name, form, bytes })),
  )
  const window = Math.min(...patterns.map(({ bytes }) => bytes.length))
  if (!(window >= 8)) throw new Error('a needle of fewer than 8 bytes would be found anywhere')
  const shifts = new Uint8Array(65_536).fill(Math.min(window - 1, 255))
  const candidates = new Map<number, Pattern[]>()
  for (const pattern of patterns) {
    for (let at = 0; at <= window - 2; at++) {
      const block = pattern.bytes.readUInt16LE(at)
      shifts[block] = Math.min(shifts[block] ?? 0, window - 2 - at)
    }
    const last = pattern.bytes.readUInt16LE(window - 2)
    candidates.set(last, [...(candidates.get(last) ?? []), pattern])
  }
  return {
    overlapBytes: Math.max(...patterns.map(({ bytes }) => bytes.length)) - 1,
    find: (bytes, onFound) => {
      const end = bytes.length - 1
      for (let at = window - 2; at < end; ) {
        const block = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
        const shift = shifts[block] ?? 0
        if (shift > 0) {
          at += shift
          continue
        }
        const from = at - (window - 2)
        for (const pattern of candidates.get(block) ?? []) {
          const until = from + pattern.bytes.length
          if (until <= bytes.length && pattern.bytes.compare(bytes, from, until) === 0) onFound(pattern)
        }
        at++
      }
    },
  }
}

/** Every trace in the memory of an app's processes: the shell's pid and all below it. */
export function tracesInMemory(shellPid: number, finder: Finder): readonly Trace[] {
  return processTree(shellPid).flatMap((pid) => tracesInProcess(pid, finder))
}

/** A process may end while it is read. */
export function tracesInProcess(pid: number, finder: Finder): readonly Trace[] {
  const process = processName(pid)
  const traces: Trace[] = []
  const open: number[] = []
  try {
    const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n')
    const memory = openSync(`/proc/${pid}/mem`, 'r')
    open.push(memory)
    const pagemap = openSync(`/proc/${pid}/pagemap`, 'r')
    open.push(pagemap)
    for (const { name, isShared, ...range } of maps.flatMap(mappingOf)) {
      for (const used of isShared ? [range] : usedRanges(pagemap, range)) {
        for (const chunk of chunksOf(memory, used, finder.overlapBytes))
          finder.find(chunk, ({ what, form }) => traces.push({ what, form, where: `${process} ${name}` }))
      }
    }
  } catch (error) {
    if (!isGone(error)) throw error
  } finally {
    for (const descriptor of open) closeSync(descriptor)
  }
  return traces
}

interface Range {
  readonly start: number
  readonly end: number
}

interface Mapping extends Range {
  readonly name: string
  readonly isShared: boolean
}

/** What may hold a value: everything readable but the unwritable pages of files that are on the disk. */
function mappingOf(line: string): readonly Mapping[] {
  const [range = '', permissions = '', , , inode = '0', ...path] = line.split(/\s+/)
  const name = path.join(' ')
  const isOfFile = inode !== '0' && !name.startsWith('/memfd:') && !name.endsWith('(deleted)')
  if (!permissions.startsWith('r') || name === '[vvar]' || name === '[vsyscall]') return []
  if (isOfFile && !permissions.includes('w')) return []
  const [start = 0, end = 0] = range.split('-').map((hex) => Number.parseInt(hex, 16))
  const shown = isOfFile ? 'data of a file' : name.startsWith('/') ? 'shared memory' : name || 'anonymous'
  return [{ start, end, name: shown, isShared: permissions.endsWith('s') }]
}

const pageBytes = 4_096
const pageEntryBytes = 8

/** The pages that exist, in memory or swapped out: half a gigabyte of a heap may be reserved and never touched. */
function* usedRanges(pagemap: number, { start, end }: Range): Generator<Range> {
  const entries = Buffer.alloc(((end - start) / pageBytes) * pageEntryBytes)
  const read = readSync(pagemap, entries, 0, entries.length, (start / pageBytes) * pageEntryBytes)
  const isUsed = (page: number) => ((entries[page * pageEntryBytes + 7] ?? 0) & 0xc0) !== 0
  const pages = read / pageEntryBytes
  for (let page = 0; page < pages; page++) {
    if (!isUsed(page)) continue
    const first = page
    while (page < pages && isUsed(page)) page++
    yield { start: start + first * pageBytes, end: start + page * pageBytes }
  }
}

function* chunksOf(memory: number, { start, end }: Range, overlap: number): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - start))
  for (let at = start; at < end; at += chunkBytes - overlap) {
    const read = tryRead(memory, chunk, Math.min(chunkBytes, end - at), at)
    if (read > 0) yield chunk.subarray(0, read)
  }
  chunk.fill(0)
}

/** A mapping may have gone since it was listed, and some device memory cannot be read. */
function tryRead(memory: number, chunk: Buffer, length: number, at: number): number {
  try {
    return readSync(memory, chunk, 0, length, at)
  } catch {
    return 0
  }
}

/** Every trace in the files below `folder`: in their bytes, their names, and where links lead. */
export function tracesInFiles(folder: string, finder: Finder): readonly Trace[] {
  const traces: Trace[] = []
  const look = (bytes: Buffer, where: string) =>
    finder.find(bytes, ({ what, form }) => traces.push({ what, form, where }))
  for (const entry of entriesBelow(folder)) {
    const path = join(entry.parentPath, entry.name)
    look(Buffer.from(relative(folder, path)), `name of ${path}`)
    if (entry.isSymbolicLink())
      look(
        whatIsThere(() => Buffer.from(readlinkSync(path))),
        `target of ${path}`,
      )
    if (entry.isFile())
      look(
        whatIsThere(() => readFileSync(path)),
        path,
      )
  }
  return traces
}

/** A running program replaces and removes files between their listing and their reading. */
function whatIsThere(read: () => Buffer): Buffer {
  try {
    return read()
  } catch (error) {
    if (isGone(error)) return Buffer.alloc(0)
    throw error
  }
}

/** How often each thing was found, by where: for a person to read when a test fails. */
export function tally(traces: readonly Trace[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { what, form, where } of traces) {
    const key = `${what} as ${form} in ${where}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
