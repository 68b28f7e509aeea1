import { CircleCheck, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ImportReport, UndoneImport } from '../../../shared/contract-transfer.ts'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { formatCount } from '../../lib/format.ts'
import { copyPlain } from '../../store/actions.ts'
import { isStored, leaveImport, undoImport } from '../../store/import.ts'
import { showQuery } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { importWords as words } from '../../text-import.ts'

/** What came of the import, the way back, and what to do with the file. */
export function DoneStep({ report }: { report: ImportReport }) {
  const undone = useStore((state) => state.importing.undone)
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col gap-4 px-5 py-10">
      {undone ? <Undone undone={undone} /> : <Imported report={report} />}
    </div>
  )
}

function Imported({ report }: { report: ImportReport }) {
  const isUndoing = useStore((state) => state.importing.work === 'undoing')
  const { results, range, failure, stopped, path } = report
  const left = results.filter((result) => !isStored(result))
  return (
    <>
      <Headline
        title={words.done(results.length - left.length)}
        icon={<CircleCheck className="size-6 text-ok-ink" />}
      />
      {failure && <FailureAlert title={words.endedEarly} failure={failure} />}
      {stopped && <p className="text-muted">{words.stopped}</p>}
      <Counts counts={countsOf(results.map(({ outcome }) => words.outcomes[outcome]))} />
      <div className="flex flex-wrap gap-2">
        {range && (
          <>
            <Button look="primary" onClick={() => showQuery('is:imported')}>
              {words.show}
            </Button>
            <Button icon={Undo2} busy={isUndoing} onClick={() => void undoImport(report)}>
              {words.undo}
            </Button>
          </>
        )}
        <Button look={range ? 'ghost' : 'plain'} onClick={leaveImport}>
          {words.more}
        </Button>
      </div>
      <Left names={left.map(({ name }) => name)} />
      {range && <Advice path={path} />}
    </>
  )
}

function Undone({ undone }: { undone: readonly UndoneImport[] }) {
  return (
    <>
      <Headline title={words.undone} icon={<Undo2 className="size-6 text-muted" />} />
      <Counts counts={countsOf(undone.map(({ fate }) => words.undoneFates[fate]))} />
      <div>
        <Button onClick={leaveImport}>{words.more}</Button>
      </div>
      <Left names={undone.filter(({ fate }) => fate === 'changed since').map(({ name }) => name)} />
    </>
  )
}

const Headline = ({ title, icon }: { title: string; icon: ReactNode }) => (
  <h2 className="flex items-center gap-2.5 text-lg font-semibold">
    {icon}
    {title}
  </h2>
)

function countsOf(sayings: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const saying of sayings) counts.set(saying, (counts.get(saying) ?? 0) + 1)
  return [...counts]
}

const Counts = ({ counts }: { counts: readonly (readonly [string, number])[] }) => (
  <ul className="grid gap-1">
    {counts.map(([saying, count]) => (
      <li key={saying} className="flex gap-2">
        <span className="min-w-8 text-right font-medium tabular">{formatCount(count)}</span>
        <span className="text-muted">{saying}</span>
      </li>
    ))}
  </ul>
)

/** Names shown of those that were left. */
const mostShown = 200

const Left = ({ names }: { names: readonly string[] }) =>
  names.length > 0 && (
    <section aria-label={words.left} className="rounded-lg border border-line bg-raised px-3.5 py-2.5 shadow-raised">
      <h3 className="mb-1 font-medium">{words.left}</h3>
      <ul className="grid max-h-48 gap-0.5 overflow-y-auto">
        {names.slice(0, mostShown).map((name) => (
          <li key={name}>
            <SecretName name={name} />
          </li>
        ))}
      </ul>
    </section>
  )

/** Where programs expect their file it stays; an export lies there for nobody. */
const isKept = (path: string): boolean => /[\\/]\.(ssh|aws)([\\/]|$)/.test(path)

const Advice = ({ path }: { path: string }) => (
  <div className="flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft px-3.5 py-3 text-ink">
    <p className="min-w-0 grow basis-64">
      {isKept(path) ? words.adviceKept : words.advice}
      <span className="block font-mono text-sm break-all text-muted selectable">{path}</span>
    </p>
    <Button onClick={() => copyPlain(path, words.pathCopied)}>{words.copyPath}</Button>
  </div>
)
