/** The deeds of the import page. What is read stays in the core; here are names, places and ticks. */
import type { CallInput } from '../../shared/contract.ts'
import type { ImportOptions, ImportPreview, ImportReport, ImportRow } from '../../shared/contract-transfer.ts'
import type { Result } from '../../shared/failure.ts'
import { call } from '../bridge.ts'
import { importWords as words } from '../text-import.ts'
import { type ImportState, initialImport } from './import-state.ts'
import { get, set } from './store.ts'
import { dismissToast, toast, toastFailure } from './toasts.ts'

const change = (changed: Partial<ImportState>): void =>
  set(({ importing }) => ({ importing: { ...importing, ...changed } }))

/** Whether a row can be imported at all. */
export const isTickable = ({ fate }: ImportRow, replace: boolean): boolean =>
  fate === 'new' || (replace && fate !== 'same')

export const tickedRows = ({ preview, unticked, replace }: ImportState): readonly ImportRow[] =>
  preview?.rows.filter((row) => isTickable(row, replace) && !unticked.has(row.id)) ?? []

export const isStored = ({ outcome }: ImportReport['results'][number]): boolean =>
  outcome === 'new' || outcome === 'replaced'

export const openImport = (place: CallInput<'import.open'>['place']): Promise<void> =>
  open(() => call('import.open', { place }))
export const openDropped = (file: File): Promise<void> => open(() => call('import.drop', { file }))

/** Nothing while an import runs. */
async function open(read: () => Promise<Result<ImportPreview | null>>): Promise<void> {
  const { work } = get().importing
  if (work !== null && work !== 'reading') return
  change({ work: 'opening', failure: null })
  const answer = await read()
  if (!answer.ok) change({ work: null, failure: answer.failure })
  else if (answer.value === null) change({ work: null })
  else change({ ...initialImport, preview: answer.value })
}

/** Options typed one after the other are read once. */
const settleMs = 200
let timer = 0
let turn = 0
let reading: Promise<void> = Promise.resolve()

export function changeOptions(changed: Partial<ImportOptions>): void {
  const { preview } = get().importing
  if (preview === null) return
  change({ preview: { ...preview, options: { ...preview.options, ...changed } }, work: 'reading' })
  clearTimeout(timer)
  turn += 1
  timer = window.setTimeout(() => {
    reading = readAgain(turn)
  }, settleMs)
}

async function readAgain(own: number): Promise<void> {
  timer = 0
  const { preview } = get().importing
  if (preview === null) return
  const answer = await call('import.read', { options: preview.options })
  if (own !== turn) return
  if (answer.ok) change({ preview: answer.value, work: null, unticked: keptTicks(preview, answer.value) })
  else change({ work: null, failure: answer.failure })
}

/** Ticks stay where the rows are the same ones, under other names perhaps. */
const keptTicks = (before: ImportPreview, after: ImportPreview): ReadonlySet<number> => {
  const isSame = before.rows.length === after.rows.length && before.options.source === after.options.source
  return isSame ? get().importing.unticked : new Set()
}

export function tickRows(rows: readonly ImportRow[], on: boolean): void {
  const unticked = new Set(get().importing.unticked)
  for (const { id } of rows) {
    if (on) unticked.delete(id)
    else unticked.add(id)
  }
  change({ unticked })
}

export const setReplace = (replace: boolean): void => change({ replace })

/** The message of the last import, which offers to take it back. */
let told = 0

export async function applyImport(): Promise<void> {
  if (timer !== 0) {
    clearTimeout(timer)
    reading = readAgain(turn)
  }
  await reading
  const { importing } = get()
  const rows = tickedRows(importing).map(({ id }) => id)
  if (importing.preview === null || importing.work !== null || rows.length === 0) return
  change({ work: 'storing', progress: null, failure: null })
  const { token } = importing.preview
  const answer = await call('import.apply', { token, rows, replace: importing.replace })
  if (!answer.ok) return change({ work: null, failure: answer.failure })
  change({ ...initialImport, report: answer.value })
  const { range, results } = answer.value
  if (range !== null)
    told = toast(`${words.done(results.filter(isStored).length)}.`, {
      tone: 'ok',
      undo: () => void undoImport(answer.value),
    })
}

/** Ends what is being stored. */
export const stopImport = (): void => void call('import.cancel', {})

/** Back to the beginning; what was read is dropped. */
export function leaveImport(): void {
  clearTimeout(timer)
  timer = 0
  turn += 1
  void call('import.cancel', {})
  change(initialImport)
}

/** From the page, or from the message while another file may be looked at already, which is then left alone. */
export async function undoImport(report: ImportReport): Promise<void> {
  const { work, preview } = get().importing
  if (report.range === null || work === 'storing' || work === 'undoing') return
  const isElsewhere = preview !== null || work !== null
  if (!isElsewhere) change({ work: 'undoing' })
  const answer = await call('import.undo', report.range)
  if (!isElsewhere) change({ work: null })
  if (!answer.ok) return toastFailure(answer.failure)
  dismissToast(told)
  if (!isElsewhere) change({ report: { ...report, range: null }, undone: answer.value })
  toast(`${words.undone}.`, { tone: 'ok' })
}
