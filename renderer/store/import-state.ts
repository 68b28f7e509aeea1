import type { ImportPreview, ImportProgress, ImportReport, UndoneImport } from '../../shared/contract-transfer.ts'
import type { Failure } from '../../shared/failure.ts'

/** The import page: from a file that is looked at to what came of it. */
export interface ImportState {
  /** Of the file that is looked at; its options are what the form shows, also while they are read. */
  readonly preview: ImportPreview | null
  /** Ids of rows the user does not want. */
  readonly unticked: ReadonlySet<number>
  readonly replace: boolean
  readonly work: 'opening' | 'reading' | 'storing' | 'undoing' | null
  readonly progress: ImportProgress | null
  /** What came of the last one. */
  readonly report: ImportReport | null
  readonly undone: readonly UndoneImport[] | null
  readonly failure: Failure | null
}

export const initialImport: ImportState = {
  preview: null,
  unticked: new Set(),
  replace: false,
  work: null,
  progress: null,
  report: null,
  undone: null,
  failure: null,
}
