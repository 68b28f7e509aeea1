import { useEffect } from 'react'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Page } from '../../components/page.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { applyImport, leaveImport, openImport, stopImport, tickedRows } from '../../store/import.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { importWords as words } from '../../text-import.ts'
import { pageHeadingId } from '../../use-focus-kept.ts'
import { DoneStep } from './done-step.tsx'
import { fileName } from './file-name.ts'
import { PreviewStep } from './preview-step.tsx'
import { StartStep } from './start-step.tsx'

export { openDropped } from '../../store/import.ts'

/** Secrets of other tools: a file is chosen, looked at, taken in, and can be taken back. */
export function ImportScreen({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const { preview, report, failure, undone } = useStore((state) => state.importing)
  const isStoring = useStore((state) => state.importing.work === 'storing')
  const path = preview?.path ?? report?.path
  useFocusIn([isStoring, preview === null, report === null, undone === null].join())
  return (
    <Page
      title={words.title}
      lead={path === undefined ? words.lead : fileName(path)}
      onNavigate={onNavigate}
      actions={<Deeds />}
    >
      <div className="flex h-full flex-col">
        {failure && (
          <div className="mx-auto w-full max-w-4xl px-5 pt-5">
            <FailureAlert title={words.failed} failure={failure}>
              {preview && <Button onClick={leaveImport}>{words.gone}</Button>}
            </FailureAlert>
          </div>
        )}
        <Step />
      </div>
    </Page>
  )
}

/** What was pressed goes with its step: the keyboard then goes on at the page's heading. */
function useFocusIn(step: string): void {
  useEffect(() => {
    if (step !== '' && document.activeElement === document.body)
      document.getElementById(pageHeadingId)?.focus({ preventScroll: true })
  }, [step])
}

function Step() {
  const { preview, report, work } = useStore((state) => state.importing)
  if (work === 'storing') return <Storing />
  if (preview) return <PreviewStep preview={preview} />
  return report ? <DoneStep report={report} /> : <StartStep />
}

/** Import, or the way out; they stay where they are while the rows scroll. */
function Deeds() {
  const importing = useStore((state) => state.importing)
  const readOnly = useStore(isReadOnly)
  const { preview, work } = importing
  if (preview === null) return null
  if (work === 'storing') return <Button onClick={stopImport}>{words.stop}</Button>
  const count = tickedRows(importing).length
  return (
    <>
      <Button look="ghost" onClick={leaveImport}>
        {words.leave}
      </Button>
      <Button busy={work === 'opening'} onClick={() => void openImport('file')}>
        {words.another}
      </Button>
      <Button look="primary" disabled={count === 0 || readOnly} onClick={() => void applyImport()}>
        {words.go(count)}
      </Button>
    </>
  )
}

function Storing() {
  const progress = useStore((state) => state.importing.progress)
  return (
    <div className="mx-auto w-full max-w-lg px-5 py-16">
      <p className="mb-2 flex items-baseline gap-2">
        <span role="status" className="grow font-medium">
          {words.storing}
        </span>
        {progress && <span className="text-sm text-muted tabular">{words.of(progress.done, progress.total)}</span>}
      </p>
      <ProgressBar label={words.storing} done={progress?.done ?? 0} total={progress?.total ?? 0} />
    </div>
  )
}
