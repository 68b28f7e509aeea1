import { FailureAlert } from '../../components/failure-alert.tsx'
import { formatAgo } from '../../lib/format.ts'
import { isOpen, missedBy, sumOf, toApply } from '../../lib/plan.ts'
import { makePlan, runsInWords } from '../../store/plan.ts'
import { useStore } from '../../store/store.ts'
import type { SyncState } from '../../store/sync-state.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { PlanTable } from './plan-table.tsx'
import { RunningSync } from './running-sync.tsx'
import { Standing } from './standing.tsx'

const words = text.sync.plan

/** Before there is a plan: how the targets stand. Then the plan, and after Apply what became of each step. */
export function PlanTab() {
  const sync = useStore((state) => state.sync)
  const { plan, workFailure, applied } = sync
  const missed = plan === null || applied === null ? [] : missedBy(plan, applied)
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4 p-5">
      <RunningSync />
      {workFailure && <FailureAlert failure={workFailure} onRetry={() => void makePlan()} />}
      {plan === null ? (
        <>
          <p className="text-muted">{words.none}</p>
          <Standing />
        </>
      ) : (
        <>
          <Summary sync={sync} />
          {missed.length > 0 && <Problems title={words.missed} problems={missed} />}
          {plan.problems.length > 0 && <Problems title={words.problems} problems={plan.problems} />}
          <PlanTable plans={plan.plans} />
        </>
      )}
    </div>
  )
}

/** What it comes to, in one line; after Apply, what was done. Read out when it changes. */
function Summary({ sync }: { sync: SyncState }) {
  const { plan, applied, choices, plannedAt } = sync
  const now = useNow()
  if (plan === null) return null
  const all = plan.plans.flatMap(({ operations }) => operations)
  const sum = sumOf(plan.plans.filter((each) => isOpen(each, choices)))
  const parts = [
    ...(all.length === 0 ? [] : [words.ticked(toApply(plan, choices).steps, all.length)]),
    words.unchanged(sum.unchanged),
    words.calls(sum.calls),
    words.cost(sum.monthlyCostChangeUsd) ?? words.sameCost,
  ]
  return (
    <div role="status" className="flex flex-wrap items-baseline gap-x-2">
      <span className="font-semibold">
        {applied ? runsInWords(applied) : all.length === 0 ? words.nothing : parts[0]}
      </span>
      <span className="text-muted tabular">
        {applied ? words.again : (all.length === 0 ? parts : parts.slice(1)).join(' · ')}
      </span>
      <span className="grow" />
      <span className="text-sm text-faint tabular">
        {words.old(formatAgo(plannedAt, now))} · {words.callsMade(sum.callsMade)}
      </span>
    </div>
  )
}

interface Problem {
  readonly target: string
  readonly region: string
  readonly message: string
}

const Problems = ({ title, problems }: { title: string; problems: readonly Problem[] }) => (
  <div role="alert" className="rounded-lg bg-danger-soft px-3.5 py-3">
    <p className="font-semibold">{title}</p>
    <ul className="mt-1 selectable">
      {problems.map(({ target, region, message }) => (
        <li key={`${target} ${region}`}>
          <span className="font-mono text-sm">
            {target} {region}
          </span>{' '}
          {message}
        </li>
      ))}
    </ul>
  </div>
)
