import type { ImportPreview } from '../../../shared/contract-transfer.ts'
import { useStore } from '../../store/store.ts'
import { importWords as words } from '../../text-import.ts'
import { OptionsForm } from './options-form.tsx'
import { RowsTable } from './rows-table.tsx'

/** How the file is read, what would come of it, and what would be lost. */
export function PreviewStep({ preview }: { preview: ImportPreview }) {
  const isReading = useStore((state) => state.importing.work === 'reading')
  const { problem, columns, rows } = preview
  return (
    <div className="flex min-h-0 grow flex-col">
      <OptionsForm preview={preview} />
      {problem !== null && (
        <p role="alert" className="m-5 rounded-lg bg-warn-soft px-3.5 py-3 text-ink">
          {columns === null ? problem : words.chooseColumns}
        </p>
      )}
      {rows.length > 0 && (
        <div aria-busy={isReading} className="flex min-h-56 grow flex-col">
          <RowsTable preview={preview} />
        </div>
      )}
      {problem === null && <Losses preview={preview} />}
    </div>
  )
}

/** Everything of the file that does not come along: folded while it is much. */
function Losses({ preview: { losses } }: { preview: ImportPreview }) {
  const summary = losses.length === 0 ? words.lossesNone : words.losses(losses.length)
  if (losses.length === 0)
    return <p className="shrink-0 border-t border-line bg-surface px-5 py-2 text-sm text-muted">{summary}</p>
  return (
    <details className="shrink-0 border-t border-line bg-surface px-5 py-2 text-sm" open={losses.length < 4}>
      <summary className="w-fit rounded-sm font-medium">{summary}</summary>
      <ul aria-label={summary} className="mt-1 grid max-h-28 gap-0.5 overflow-y-auto text-muted selectable">
        {losses.map(({ where, what }) => (
          <li key={`${where} ${what}`} className="break-words">
            <span className="font-mono text-ink">{where}</span> {what}
          </li>
        ))}
      </ul>
    </details>
  )
}
