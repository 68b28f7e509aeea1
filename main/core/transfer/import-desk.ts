/**
 * The one import that is being prepared: what was read of a file waits here, sealed from view, until it is stored,
 * dropped, replaced by another, or nobody came back to it. Locking ends the process and with it everything here.
 */
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type {
  ImportOptions,
  ImportPreview,
  ImportProgress,
  ImportRange,
  ImportReport,
  UndoneImport,
} from '../../../shared/contract-transfer.ts'
import { type Failure, fail, type Result, succeed } from '../../../shared/failure.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { Actor } from '../vault/audit.ts'
import { wipe } from '../vault/redacted.ts'
import type { Vault } from '../vault/vault.ts'
import { createLastImports } from './last-import.ts'
import { firstOptions, type ReadItem, readFiles } from './read-files.ts'
import { rowsOf } from './rows.ts'
import { readSourceFiles, type SourceFile } from './source-files.ts'
import { storeItems } from './store-items.ts'
import { newestEntry, undoImport } from './undo-import.ts'

export interface ImportDesk {
  open(vault: Vault, path: string): Promise<Result<ImportPreview>>
  read(vault: Vault, options: ImportOptions): Promise<Result<ImportPreview>>
  apply(vault: Vault, actor: Actor, wanted: Wanted): Promise<Result<ImportReport>>
  cancel(): void
  last(vault: Vault): ImportReport | null
  undo(vault: Vault, actor: Actor, range: ImportRange): Promise<Result<readonly UndoneImport[]>>
  /** Of the last import, for the filter. */
  names(vault: Vault): readonly string[]
}

export interface Wanted {
  readonly token: string
  readonly rows: readonly number[]
  readonly replace: boolean
}

/** What was read and not looked at for so long is dropped. */
const dropAfterMs = 900_000
const tellEveryMs = 100

interface Held {
  readonly path: string
  readonly files: readonly SourceFile[]
  /** Of the preview that was given last. */
  token: string
  items: readonly ReadItem[]
}

const refused = (message: string) => fail<Failure>({ kind: 'refused', message })
const gone = () => refused('What was read is not here any more. Choose the file again.')
const running = () => refused('An import is running. Wait for its end.')

/** Holds one import and forgets it after a while. */
function createShelf() {
  let held: Held | null = null
  let timer: NodeJS.Timeout | undefined
  const drop = (): void => {
    clearTimeout(timer)
    for (const { value } of held?.items ?? []) wipe(value)
    for (const { content } of held?.files ?? []) wipe(content)
    if (held !== null) held.token = ''
    held = null
  }
  return {
    drop,
    put(next: Held): void {
      drop()
      held = next
    },
    /** Also begins the while anew. */
    take(): Held | null {
      clearTimeout(timer)
      timer = setTimeout(drop, dropAfterMs)
      timer.unref()
      return held
    },
  }
}

async function preview(vault: Vault, held: Held | null, options: ImportOptions): Promise<Result<ImportPreview>> {
  if (held === null) return gone()
  const token = randomUUID()
  held.token = token
  for (const { value } of held.items) wipe(value)
  const { items, ...read } = readFiles(held.files, options)
  held.items = items
  const rows = await rowsOf(vault, items, () => held.token === token)
  return rows === null ? gone() : succeed({ token, path: held.path, options, rows, ...read })
}

export function createImportDesk(emit: (progress: ImportProgress | null) => void): ImportDesk {
  const shelf = createShelf()
  let isRunning = false
  let isStopped = false
  const lastImports = createLastImports()

  async function apply(vault: Vault, actor: Actor, held: Held, { rows, replace }: Wanted): Promise<ImportReport> {
    const chosen = [...new Set(rows)].flatMap((row) => held.items[row] ?? [])
    const before = newestEntry(vault)
    const stored = await storeItems(vault, actor, chosen, {
      replace,
      note: `Imported from ${basename(held.path)}`,
      onStep: atMostEvery(
        tellEveryMs,
        () => performance.now(),
        (done: number) => emit({ done, total: chosen.length }),
      ),
      isStopped: () => isStopped,
    })
    const isStored = stored.results.some(({ outcome }) => isDone(outcome))
    const range = isStored ? { from: before + 1, to: newestEntry(vault), pid: null } : null
    return { path: held.path, finishedAt: Date.now(), ...stored, range }
  }

  return {
    async open(vault, path) {
      const read = isRunning ? running() : await readSourceFiles(path)
      if (!read.ok) return read
      shelf.put({ path, files: read.value.files, token: '', items: [] })
      return preview(vault, shelf.take(), firstOptions(read.value))
    },
    read: async (vault, options) => (isRunning ? running() : preview(vault, shelf.take(), options)),
    async apply(vault, actor, wanted) {
      const held = shelf.take()
      if (isRunning) return running()
      if (held === null || held.token !== wanted.token) return gone()
      isRunning = true
      isStopped = false
      try {
        const report = await apply(vault, actor, held, wanted)
        if (report.range !== null) lastImports.keep(vault, report)
        return succeed(report)
      } finally {
        isRunning = false
        shelf.drop()
        emit(null)
      }
    },
    cancel() {
      if (isRunning) isStopped = true
      else shelf.drop()
    },
    last: lastImports.of,
    async undo(vault, actor, range) {
      if (isRunning) return running()
      isRunning = true
      try {
        const undone = await undoImport(vault, actor, range)
        if (undone.ok && lastImports.of(vault)?.range?.from === range.from) lastImports.keep(vault, null)
        return undone
      } finally {
        isRunning = false
      }
    },
    names: (vault) =>
      lastImports
        .of(vault)
        ?.results.filter(({ outcome }) => isDone(outcome))
        .map(({ name }) => name) ?? [],
  }
}

const isDone = (outcome: ImportReport['results'][number]['outcome']): boolean =>
  outcome === 'new' || outcome === 'replaced'
