/**
 * Importing in the window. The core reads the file and keeps what it found for a while; the window sees what would be
 * made of it, never a value.
 */
import { z } from 'zod'
import { call, nothing, windowOnly } from './contract-call.ts'
import type { Failure } from './failure.ts'
import { type Kind, limits } from './limits.ts'
import type { Loss } from './transfer/collect.ts'
import { csvFields, type TableColumns } from './transfer/read-csv.ts'
import { importSources } from './transfer/read-source.ts'

/** Ten times what anybody has in a password manager. */
const mostRows = 200_000

export const importOptions = z.strictObject({
  source: z.enum(importSources),
  /** Before every name. */
  prefix: z.string().max(limits.nameLength),
  /** For dotenv: of the env set; the file's when empty. */
  name: z.string().max(limits.nameLength),
  /** For dotenv: a secret for each key. */
  split: z.boolean(),
  /** For csv: the title of a field's column, "" for none; a field that is not named is found by the titles. */
  map: z.partialRecord(z.enum(csvFields), z.string().max(4_096)),
})
export type ImportOptions = z.infer<typeof importOptions>

/**
 * On the page a File. `preload` puts its path in its place, which only a file that the user dropped has, so that no page
 * can name a path of its own.
 */
const droppedFile = z
  .custom<object>((value) => typeof value === 'string' && value !== '' && value.length <= 4_096)
  .transform((path) => String(path))

/** What the vault has of the name now: nothing, another value, this value, or a secret in its recovery window. */
export type ImportFate = 'new' | 'exists' | 'same' | 'scheduled'
/** What became of it; the last three were left as they are. */
export type ImportOutcome = 'new' | 'replaced' | 'same' | 'exists' | 'scheduled'

export interface ImportRow {
  /** Its place among the rows. */
  readonly id: number
  readonly name: string
  readonly kind: Kind
  /** The one public line of its facts; "" where there is none. */
  readonly summary: string
  /** Where it stood in the file. */
  readonly from: string
  readonly fate: ImportFate
}

export interface ImportPreview {
  /** Of this reading: what is applied is what was shown. */
  readonly token: string
  /** Of the file or folder. */
  readonly path: string
  readonly options: ImportOptions
  /** Of a table; null for other sources. */
  readonly columns: TableColumns | null
  readonly rows: readonly ImportRow[]
  readonly losses: readonly Loss[]
  /** Why nothing can be read with these options; then there are no rows. */
  readonly problem: string | null
}

/** The entries that an import made in the audit log, and the process that made them: null for the window. */
const importRange = z.strictObject({
  from: z.number().int().min(1),
  to: z.number().int().min(1),
  pid: z.number().int().min(1).nullable(),
})
export type ImportRange = z.infer<typeof importRange>

export interface ImportReport {
  readonly path: string
  readonly finishedAt: number
  readonly results: readonly { readonly name: string; readonly outcome: ImportOutcome }[]
  /** Null where nothing was stored. */
  readonly range: ImportRange | null
  /** What ended it before all were done; what is in `results` is stored. */
  readonly failure: Failure | null
  /** The user ended it. */
  readonly stopped: boolean
}

export interface UndoneImport {
  readonly name: string
  /** Scheduled for deletion; AWSCURRENT moved back; or left, because it was changed or removed since. */
  readonly fate: 'removed' | 'moved back' | 'changed since'
}

export interface ImportProgress {
  readonly done: number
  readonly total: number
}

export const transferCalls = {
  /**
   * Reads a file, or a folder of keys, that the user chooses in the OS's dialog, which begins at its usual place: a page
   * alone reads nothing. What was read before is dropped. Null when none was chosen.
   */
  'import.open': call<ImportPreview | null>()(
    z.strictObject({ place: z.enum(['file', 'aws-credentials', 'ssh-folder', 'ssh-key']) }),
    windowOnly,
  ),
  /** Reads a file or a folder that was dropped on the page. */
  'import.drop': call<ImportPreview>()(z.strictObject({ file: droppedFile }), windowOnly),
  /** The same file read in another way. */
  'import.read': call<ImportPreview>()(z.strictObject({ options: importOptions }), windowOnly),
  /** Stores these rows. With `replace` names that exist get a new version, and those scheduled for deletion come back. */
  'import.apply': call<ImportReport>()(
    z.strictObject({
      token: z.string().max(64),
      rows: z.array(z.number().int().min(0)).max(mostRows),
      replace: z.boolean(),
    }),
    windowOnly,
  ),
  /** Ends an import that runs, after the secret it is at; or drops what was read. */
  'import.cancel': call<null>()(nothing, windowOnly),
  /** The last import of a window that stored something, in the last 30 days, and was not taken back. */
  'import.last': call<ImportReport | null>()(nothing, windowOnly),
  /** Takes an import back, of this window or of the terminal. Later work is never undone. Empty: there is no such import. */
  'import.undo': call<readonly UndoneImport[]>()(importRange),
} as const
