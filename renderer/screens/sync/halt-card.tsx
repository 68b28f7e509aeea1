import { OctagonPause } from 'lucide-react'
import type { Halt, Plan } from '../../../shared/sync-model.ts'
import { Tick } from '../../components/check-box.tsx'
import { passHalt } from '../../store/plan.ts'
import { text } from '../../text.ts'

const words = text.sync.halt

interface HaltCardProps {
  readonly plan: Plan
  readonly halt: Halt
  readonly isPassed: boolean
  readonly isDone: boolean
}

/** Why a guard refused the plan, the way on, and where it is allowed a tick to go on all the same. */
export const HaltCard = ({ plan, halt: { guard, reason, fix, overridable }, isPassed, isDone }: HaltCardProps) => (
  <div className="flex gap-3 rounded-lg bg-warn-soft px-3.5 py-3">
    <OctagonPause aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn-ink" />
    <div className="min-w-0 grow selectable">
      <p className="font-semibold">{words.title(guard)}</p>
      <p>{reason}</p>
      <p className="text-muted">{fix}</p>
      {overridable && !isDone ? (
        <Tick label={words.pass} checked={isPassed} onChange={(on) => passHalt(plan, on)} className="mt-2" />
      ) : (
        <p className="mt-1 text-sm text-muted">{isPassed ? words.passed : words.halted}</p>
      )}
    </div>
  </div>
)
