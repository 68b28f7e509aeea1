import { useState } from 'react'
import { symbolOf } from '../../../shared/plan-symbols.ts'
import type { Operation, OperationResult, Plan } from '../../../shared/sync-model.ts'
import { Button } from '../../components/button.tsx'
import { CheckBox } from '../../components/check-box.tsx'
import { Chip, type Tone } from '../../components/chip.tsx'
import { FoldButton } from '../../components/fold-button.tsx'
import { PlanMark } from '../../components/plan-mark.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { type Choices, isTickable, isTicked, resultKey } from '../../lib/plan.ts'
import { openDialog, showPage } from '../../store/panes.ts'
import { tickSteps } from '../../store/plan.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { PlanRowDetail } from './plan-row-detail.tsx'

const words = text.sync.plan

interface PlanRowProps {
  readonly plan: Plan
  readonly operation: Operation
  readonly choices: Choices
  readonly canTick: boolean
}

/** One step: whether it is to be done, what it does, to which secret, and why. It opens to everything known of it. */
export function PlanRow({ plan, operation, choices, canTick }: PlanRowProps) {
  const [isOpen, setOpen] = useState(false)
  const result = useStore((state) => state.sync.results.get(resultKey(plan, operation.id)))
  const { action, name, waitsFor } = operation
  const symbol = symbolOf(operation)
  const ticked = isTicked(operation, choices)
  return (
    <>
      <tr className="align-top [&>*]:border-b [&>*]:border-line [&>*]:bg-raised [&>*]:py-1.5">
        <td className="border-l pt-2! pl-3.5">
          {isTickable(operation) && (
            <CheckBox
              label={words.tick(words.actions[action], name)}
              checked={ticked}
              disabled={!canTick}
              onChange={(on) => tickSteps([operation], on)}
            />
          )}
        </td>
        <td className={`pr-3 ${ticked || waitsFor !== null || result ? '' : 'opacity-60'}`}>
          <span className="flex gap-2">
            <PlanMark symbol={symbol} />
            <span>
              {words.actions[action]}
              {operation.detail.stage !== undefined && action.endsWith('label') && (
                <span className="font-mono text-sm text-muted"> {operation.detail.stage}</span>
              )}
            </span>
          </span>
        </td>
        <th scope="row" aria-label={name} className="pt-2! pr-3 font-normal">
          <SecretName name={name} />
          {operation.remoteName !== name && operation.remoteName !== '' && (
            <span className="block truncate font-mono text-xs text-faint">{operation.remoteName}</span>
          )}
        </th>
        <td className="pr-2">
          {result ? <Outcome result={result} /> : <Waiting operation={operation} isOpen={isOpen} />}
        </td>
        <td className="border-r pr-2 text-right">
          <FoldButton label={words.expand(name)} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={5} className="border-x border-b border-line bg-sunken px-3.5 py-3">
            <PlanRowDetail operation={operation} />
          </td>
        </tr>
      )}
    </>
  )
}

interface WaitingProps {
  readonly operation: Operation
  readonly isOpen: boolean
}

/** Why the step is there, and what a person can do about one that waits. */
function Waiting({ operation, isOpen }: WaitingProps) {
  const { name, versionId, waitsFor, action, why } = operation
  const isKnown = useStore((state) => state.sync.conflicting.has(name))
  const reason = <span className={`text-muted ${isOpen ? '' : 'line-clamp-2'}`}>{why}</span>
  if (waitsFor === 'approval' && versionId !== null) {
    return (
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {reason}
        <Button onClick={() => openDialog({ type: 'vet', name, versionId })}>{words.approve}</Button>
      </span>
    )
  }
  if (action === 'conflict') {
    if (!isKnown) return <span className="text-muted">{`${why} ${words.keepsBoth}`}</span>
    return (
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {reason}
        <Button onClick={() => showPage({ type: 'sync', tab: 'conflicts' })}>{words.resolve}</Button>
      </span>
    )
  }
  return reason
}

const tones: Readonly<Record<OperationResult['outcome'], Tone>> = {
  done: 'ok',
  skipped: 'plain',
  problem: 'danger',
  conflict: 'warn',
}

const Outcome = ({ result: { outcome, code, message } }: { result: OperationResult }) => (
  <span className="flex flex-wrap items-baseline gap-x-2 selectable">
    <Chip tone={tones[outcome]}>{words.outcomes[outcome]}</Chip>
    {message !== null && <span className="text-muted">{message}</span>}
    {outcome === 'problem' && code !== null && <span className="font-mono text-xs text-faint">{code}</span>}
  </span>
)
