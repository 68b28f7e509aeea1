/**
 * The newest generation this machine saw, kept outside the vault file. An older copy of the file verifies in itself;
 * only the anchor shows that it went back. Written after the commit: a crash between leaves the file ahead, which is safe.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

export interface Anchor {
  readonly generation: number
  /** BLAKE2b-256 of the sealed state row, hex. */
  readonly stateHash: string
}

const anchorFile = z.record(
  z.string().regex(/^[0-9a-f]{32}$/),
  z.object({ generation: z.number().int().min(0), stateHash: z.string().regex(/^[0-9a-f]{64}$/) }),
)

export interface AnchorStore {
  /** Null when this machine never saw the vault, or the file is unreadable: then nothing can be said. */
  read(vaultId: string): Anchor | null
  /** Best effort: a full disk must not stop the vault. */
  write(vaultId: string, anchor: Anchor): void
}

export function createFileAnchor(path: string): AnchorStore {
  const load = (): z.infer<typeof anchorFile> => {
    try {
      return anchorFile.parse(JSON.parse(readFileSync(path, 'utf8')))
    } catch {
      return {}
    }
  }
  return {
    read: (vaultId) => load()[vaultId] ?? null,
    write(vaultId, anchor) {
      try {
        writeFileSync(`${path}.new`, JSON.stringify({ ...load(), [vaultId]: anchor }), { mode: 0o600 })
        renameSync(`${path}.new`, path)
      } catch {
        return
      }
    },
  }
}

/** How many saves the file is behind the anchor; 0 when it is not. The same generation with other content is 1 behind. */
export function savesBehind(anchor: Anchor | null, seen: Anchor): number {
  if (anchor === null || seen.generation > anchor.generation) return 0
  if (seen.generation === anchor.generation) return seen.stateHash === anchor.stateHash ? 0 : 1
  return anchor.generation - seen.generation
}
