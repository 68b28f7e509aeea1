import { useState } from 'react'
import type { Plan } from '../../../shared/sync-model.ts'
import { Button } from '../../components/button.tsx'
import { CheckBox } from '../../components/check-box.tsx'
import { FoldButton } from '../../components/fold-button.tsx'
import { PlanMark } from '../../components/plan-mark.tsx'
import { type Choices, countSymbols, isOpen, isTickable, isTicked, placeOf } from '../../lib/plan.ts'
import { tickSteps } from '../../store/plan.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { HaltCard } from './halt-card.tsx'
import { PlanRow } from './plan-row.tsx'
import { useRegionTitles } from './use-regions.ts'

const words = text.sync.plan

/** Rows shown of one plan before the rest is asked for, and by each asking. */
const pageRows = 100

/** Every step of every plan, grouped by target and region. */
export function PlanTable({ plans }: { plans: readonly Plan[] }) {
  const choices = useStore((state) => state.sync.choices)
  const isDone = useStore((state) => state.sync.applied !== null || state.sync.work === 'applying')
  return (
    <table aria-label={words.label} className="w-full table-fixed border-separate border-spacing-0 text-left">
      <colgroup>
        <col className="w-10" />
        <col className="w-44 @3xl:w-56" />
        <col className="w-[27%]" />
        <col />
        <col className="w-11" />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">{words.columns.tick}</th>
          <th scope="col">{words.columns.step}</th>
          <th scope="col">{words.columns.name}</th>
          <th scope="col">{isDone ? words.columns.result : words.columns.why}</th>
          <th scope="col">{words.columns.details}</th>
        </tr>
      </thead>
      {plans.map((plan) => (
        <PlanGroup key={placeOf(plan)} plan={plan} choices={choices} isDone={isDone} />
      ))}
    </table>
  )
}

interface PlanGroupProps {
  readonly plan: Plan
  readonly choices: Choices
  /** Applied, or being applied: nothing can be ticked any more. */
  readonly isDone: boolean
}

function PlanGroup({ plan, choices, isDone }: PlanGroupProps) {
  const [isFolded, setFolded] = useState(false)
  const [shown, setShown] = useState(pageRows)
  const { operations } = plan
  const rows = isFolded ? [] : operations.slice(0, shown)
  const left = isFolded ? 0 : operations.length - rows.length
  const canTick = !isDone && isOpen(plan, choices)
  return (
    <tbody className="[tbody+&]:before:block [tbody+&]:before:h-4">
      <GroupHead plan={plan} choices={choices} canTick={canTick} isFolded={isFolded} onFold={setFolded} />
      {plan.halt !== null && (
        <tr>
          <td colSpan={5} className="border-x border-b border-line bg-raised px-3.5 py-3">
            <HaltCard plan={plan} halt={plan.halt} isPassed={isOpen(plan, choices)} isDone={isDone} />
          </td>
        </tr>
      )}
      {rows.map((operation) => (
        <PlanRow key={operation.id} plan={plan} operation={operation} choices={choices} canTick={canTick} />
      ))}
      {left > 0 && (
        <tr>
          <td colSpan={5} className="border-x border-b border-line bg-raised px-3 py-1.5">
            <Button look="ghost" onClick={() => setShown(shown + pageRows)}>
              {words.more(Math.min(pageRows, left))}
            </Button>
          </td>
        </tr>
      )}
      {!isFolded && plan.notes.length > 0 && <Notes notes={plan.notes} />}
    </tbody>
  )
}

interface GroupHeadProps {
  readonly plan: Plan
  readonly choices: Choices
  readonly canTick: boolean
  readonly isFolded: boolean
  readonly onFold: (folded: boolean) => void
}

function GroupHead({ plan, choices, canTick, isFolded, onFold }: GroupHeadProps) {
  const titles = useRegionTitles()
  const { target, region, accountId, operations, unchanged } = plan
  const tickable = operations.filter(isTickable)
  const ticked = tickable.filter((operation) => isTicked(operation, choices)).length
  const place = `${target} ${region}`
  const rest = [words.unchanged(unchanged), words.calls(plan.calls), words.cost(plan.monthlyCostChangeUsd)]
  return (
    <tr className="[&>*]:border-y [&>*]:border-line [&>*]:bg-sunken [&>*]:py-2">
      <td className="rounded-tl-lg border-l pl-3.5">
        {tickable.length > 0 && (
          <CheckBox
            label={words.tickAll(place)}
            checked={ticked === tickable.length}
            mixed={ticked > 0 && ticked < tickable.length}
            disabled={!canTick}
            onChange={(on) => tickSteps(tickable, on)}
          />
        )}
      </td>
      <th scope="rowgroup" colSpan={3} className="pr-3 font-normal">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-semibold">{target}</span>
          <span>
            <span className="font-mono text-sm">{region}</span>
            <span className="ml-2 hidden text-sm text-faint @2xl:inline">{titles.get(region)}</span>
          </span>
          <span className="text-sm text-faint tabular">{words.account(accountId)}</span>
          <span className="grow" />
          <Counts plan={plan} />
          <span className="text-sm text-muted tabular">{rest.filter((part) => part !== null).join(' · ')}</span>
        </span>
      </th>
      <td className="rounded-tr-lg border-r pr-2 text-right">
        {operations.length > 0 && (
          <FoldButton label={words.fold(place)} isOpen={!isFolded} onToggle={() => onFold(!isFolded)} />
        )}
      </td>
    </tr>
  )
}

const Counts = ({ plan }: { plan: Plan }) => (
  <span className="flex gap-2.5 text-sm tabular">
    {countSymbols(plan.operations).map(([symbol, count]) => (
      <span key={symbol} title={`${count} ${words.symbolWords[symbol]}`} className="flex items-center">
        <PlanMark symbol={symbol} />
        {count}
        <span className="sr-only"> {words.symbolWords[symbol]}</span>
      </span>
    ))}
  </span>
)

/** What a person should know though nothing is planned for it. */
function Notes({ notes }: { notes: Plan['notes'] }) {
  const [isShown, setShown] = useState(notes.length <= 5)
  return (
    <tr>
      <td colSpan={5} className="border-x border-b border-line bg-raised px-3.5 py-2 text-sm text-muted">
        {isShown ? (
          <ul className="grid gap-0.5 selectable">
            {notes.map(({ name, message }) => (
              <li key={`${name} ${message}`}>
                <span className="font-mono">{name}</span> {message}
              </li>
            ))}
          </ul>
        ) : (
          <Button look="ghost" onClick={() => setShown(true)}>
            {words.notes(notes.length)}
          </Button>
        )}
      </td>
    </tr>
  )
}
