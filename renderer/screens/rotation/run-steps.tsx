import { Check, CircleAlert, CircleDashed, Hand } from 'lucide-react'
import { rotationSteps } from '../../../shared/rotation-kinds.ts'
import type { RotationRun, RotationStep } from '../../../shared/rotation-model.ts'
import { Spinner } from '../../components/spinner.tsx'
import { formatMoment } from '../../lib/format.ts'
import { text } from '../../text.ts'

const words = text.rotation

type Mark = keyof typeof words.stepMarks

/** The four steps of a rotation: which are done, which one waits or failed, which are to come. */
export const RunSteps = ({ run }: { run: RotationRun }) => (
  <ol className="grid gap-1.5">
    {rotationSteps.map((step) => (
      <Step key={step} run={run} step={step} />
    ))}
  </ol>
)

function markOf(run: RotationRun, step: RotationStep): Mark {
  const last = run.steps.findLast((each) => each.step === step)
  if (last?.outcome === 'done') return 'done'
  if (run.step !== step || run.state === 'cancelled') return 'open'
  if (run.state === 'failed') return 'failed'
  return run.state === 'waiting' ? 'waiting' : 'running'
}

function Step({ run, step }: { run: RotationRun; step: RotationStep }) {
  const mark = markOf(run, step)
  const last = run.steps.findLast((each) => each.step === step)
  return (
    <li className={`flex items-center gap-2.5 ${mark === 'open' ? 'text-faint' : ''}`}>
      <span className="grid w-4 shrink-0 place-items-center">
        <Icon mark={mark} />
      </span>
      <span>{words.steps[step]}</span>
      <span className={mark === 'open' ? 'sr-only' : 'text-sm text-muted'}>{words.stepMarks[mark]}</span>
      <span className="grow" />
      {last?.outcome === 'done' && (
        <span className="hidden text-sm whitespace-nowrap text-muted tabular @md:inline">{formatMoment(last.at)}</span>
      )}
    </li>
  )
}

function Icon({ mark }: { mark: Mark }) {
  switch (mark) {
    case 'done':
      return <Check aria-hidden="true" className="size-4 text-ok-ink" />
    case 'failed':
      return <CircleAlert aria-hidden="true" className="size-4 text-danger-ink" />
    case 'waiting':
      return <Hand aria-hidden="true" className="size-4 text-warn-ink" />
    case 'running':
      return <Spinner />
    case 'open':
      return <CircleDashed aria-hidden="true" className="size-4" />
  }
}
