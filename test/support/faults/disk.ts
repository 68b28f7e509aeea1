/**
 * A disk that loses power: replays the changes the shim logged and answers what could be on the disk at any point. What
 * was written since the last sync of a file may be there, missing, torn in sectors or out of order; names (creating,
 * renaming, linking, removing) are taken as durable at once.
 */
const sectorBytes = 512

export interface Change {
  /** W write, T truncate (offset is the length), S sync, R rename, L link, U unlink (data is the other path). */
  readonly kind: string
  readonly path: string
  readonly offset: number
  readonly data: Buffer
}

export function parseChanges(log: Buffer): readonly Change[] {
  const changes: Change[] = []
  for (let at = 0; at < log.length; ) {
    const kind = String.fromCharCode(log.readUInt8(at))
    const pathEnd = at + 5 + log.readUInt32LE(at + 1)
    const path = log.toString('utf8', at + 5, pathEnd)
    const offset = Number(log.readBigUInt64LE(pathEnd))
    const end = pathEnd + 12 + log.readUInt32LE(pathEnd + 8)
    changes.push({ kind, path, offset, data: log.subarray(pathEnd + 12, end) })
    at = end
  }
  return changes
}

interface File {
  durable: Buffer
  pending: Change[]
}

/** `all`: everything arrived; `none`: nothing unsynced did; `torn`: sectors by chance, in any order. */
export type Loss = 'all' | 'none' | 'torn'

export interface Disk {
  apply(change: Change): void
  /** The files by path as they could be after the power came back. */
  afterLoss(loss: Loss, random: (below: number) => number): ReadonlyMap<string, Buffer>
}

export function createDisk(files: ReadonlyMap<string, Buffer>): Disk {
  const byPath = new Map<string, File>([...files].map(([path, content]) => [path, { durable: content, pending: [] }]))
  const fileOf = (path: string): File => {
    const file = byPath.get(path) ?? { durable: Buffer.alloc(0), pending: [] }
    byPath.set(path, file)
    return file
  }
  return {
    apply(change) {
      const { kind, path, data } = change
      if (kind === 'W' || kind === 'T') fileOf(path).pending.push(change)
      else if (kind === 'U') byPath.delete(path)
      else if (kind === 'R' || kind === 'L') {
        const file = byPath.get(path)
        if (file !== undefined) byPath.set(data.toString(), file)
        if (kind === 'R') byPath.delete(path)
      } else {
        const file = byPath.get(path)
        if (file === undefined) return
        file.durable = file.pending.reduce(written, file.durable)
        file.pending = []
      }
    },
    afterLoss: (loss, random) =>
      new Map([...byPath].map(([path, file]) => [path, arrived(file, loss, random).reduce(written, file.durable)])),
  }
}

function written(content: Buffer, { kind, offset, data }: Change): Buffer {
  if (kind === 'T') {
    const cut = Buffer.alloc(offset)
    content.copy(cut, 0, 0, Math.min(offset, content.length))
    return cut
  }
  const grown = Buffer.alloc(Math.max(content.length, offset + data.length))
  content.copy(grown)
  data.copy(grown, offset)
  return grown
}

function arrived({ pending }: File, loss: Loss, random: (below: number) => number): readonly Change[] {
  if (loss === 'none') return []
  if (loss === 'all') return pending
  const pieces = pending.flatMap((change) => (change.kind === 'T' ? [change] : sectorsOf(change)))
  const kept = pieces.filter(() => random(2) === 0)
  for (let at = kept.length - 1; at > 0; at -= 1) {
    const other = random(at + 1)
    const [a, b] = [kept[at], kept[other]]
    if (a !== undefined && b !== undefined) {
      kept[at] = b
      kept[other] = a
    }
  }
  return kept
}

function sectorsOf(change: Change): readonly Change[] {
  const sectors: Change[] = []
  for (let at = 0; at < change.data.length; ) {
    const end = Math.min(change.data.length, at + sectorBytes - ((change.offset + at) % sectorBytes))
    sectors.push({ ...change, offset: change.offset + at, data: change.data.subarray(at, end) })
    at = end
  }
  return sectors
}
