import { ProgressBar } from '../../components/progress-bar.tsx'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

const words = text.sync.progress

/** What runs now, how far it is and how long it takes; nothing where nothing runs. */
export function RunningSync() {
  const progress = useStore((state) => state.sync.progress)
  const work = useStore((state) => state.sync.work)
  if (work === null && progress === null) return null
  const phase = progress ? words.phases[progress.phase] : words.start
  return (
    <section aria-label={words.label} className="rounded-lg border border-line bg-raised px-3.5 py-3 shadow-raised">
      <p className="mb-2 flex flex-wrap items-baseline gap-x-2">
        <span role="status" className="font-medium">
          {phase}
        </span>
        {progress && (
          <span className="font-mono text-sm text-muted">
            {progress.target} {progress.region}
          </span>
        )}
        <span className="grow" />
        {progress && (
          <span className="text-sm text-muted tabular">
            {words.of(progress.done, progress.total)}
            {progress.remainingMs !== null && ` · ${words.remaining(progress.remainingMs)}`}
          </span>
        )}
      </p>
      <ProgressBar label={phase} done={progress?.done ?? 0} total={progress?.total ?? 0} />
    </section>
  )
}
