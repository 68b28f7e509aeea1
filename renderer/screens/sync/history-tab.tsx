import { Fragment, useState } from 'react'
import type { SyncRun } from '../../../shared/sync-model.ts'
import { Chip, type Tone } from '../../components/chip.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { FoldButton } from '../../components/fold-button.tsx'
import { EmptyPage } from '../../components/page.tsx'
import { formatMoment } from '../../lib/format.ts'
import { countResults } from '../../lib/plan.ts'
import { useStore } from '../../store/store.ts'
import { loadSync } from '../../store/sync.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'

const words = text.sync.history

const tones: Readonly<Record<SyncRun['outcome'], Tone>> = {
  done: 'ok',
  partly: 'warn',
  failed: 'danger',
  halted: 'warn',
  cancelled: 'plain',
}

/** Runs, newest first; each opens to what became of its steps. */
export function HistoryTab() {
  const turn = useStore((state) => state.sync.turn)
  const { value: runs, failure } = useCall('sync.history', { limit: 100 }, turn)
  if (failure) {
    return (
      <div className="p-5">
        <FailureAlert failure={failure} onRetry={() => void loadSync()} />
      </div>
    )
  }
  if (runs === null) return null
  if (runs.length === 0) return <EmptyPage title={words.none} />
  const { columns } = words
  return (
    <div className="mx-auto max-w-6xl p-5">
      <table
        aria-label={words.label}
        className="w-full border-separate border-spacing-0 overflow-hidden rounded-lg border border-line bg-raised text-left shadow-raised"
      >
        <thead>
          <tr className="bg-sunken text-sm text-muted [&>*]:border-b [&>*]:border-line [&>*]:px-2.5 [&>*]:py-1.5 [&>*]:font-medium @3xl:[&>*]:px-3.5">
            <th scope="col">{columns.when}</th>
            <th scope="col">{columns.where}</th>
            <th scope="col">{columns.by}</th>
            <th scope="col">{columns.outcome}</th>
            <th scope="col" className="text-right">
              {columns.steps}
            </th>
            <th scope="col" className="text-right">
              {columns.calls}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Run key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Run({ run }: { run: SyncRun }) {
  const [isOpen, setOpen] = useState(false)
  const { done } = countResults(run.results)
  const when = formatMoment(run.startedAt)
  return (
    <Fragment>
      <tr className="[&>*]:border-b [&>*]:border-line [&>*]:px-2.5 [&>*]:py-1.5 @3xl:[&>*]:px-3.5">
        <th scope="row" className="font-normal whitespace-nowrap tabular">
          {when}
          <span className="ml-2.5 hidden text-sm text-faint @3xl:inline">
            {words.took(run.endedAt - run.startedAt)}
          </span>
        </th>
        <td>
          {run.target} <span className="font-mono text-sm whitespace-nowrap text-muted">{run.region}</span>
        </td>
        <td className="whitespace-nowrap text-muted">{words.by[run.by]}</td>
        <td>
          <Chip tone={tones[run.outcome]}>{words.outcomes[run.outcome]}</Chip>
        </td>
        <td className="text-right whitespace-nowrap tabular">{words.steps(done, run.results.length)}</td>
        <td className="text-right tabular">{run.calls}</td>
        <td className="w-10 text-right">
          <FoldButton label={words.details(when)} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={7} className="border-b border-line bg-sunken px-3 py-2">
            <RunDetail run={run} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}

const RunDetail = ({ run: { halt, results, message, outcome } }: { run: SyncRun }) => (
  <div className="grid gap-1 selectable">
    {halt !== null && (
      <p>
        <span className="font-medium">{text.sync.halt.title(halt.guard)}.</span> {halt.reason}{' '}
        <span className="text-muted">{halt.fix}</span>
      </p>
    )}
    {message !== undefined && results.every((result) => result.message !== message) && <p>{message}</p>}
    {results.length === 0 && outcome === 'done' && <p className="text-muted">{words.noSteps}</p>}
    <ul className="grid gap-0.5">
      {results.map(({ id, action, name, outcome, message, code }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-2">
          <span className="w-16 shrink-0 text-sm text-muted">{text.sync.plan.outcomes[outcome]}</span>
          <span>{text.sync.plan.actions[action]}</span>
          <span className="font-mono text-sm break-all">{name}</span>
          {message !== null && <span className="text-muted">{message}</span>}
          {outcome === 'problem' && code !== null && <span className="font-mono text-xs text-faint">{code}</span>}
        </li>
      ))}
    </ul>
  </div>
)
