import { Tabs } from 'radix-ui'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { EmptyPage, Page } from '../../components/page.tsx'
import { TabBar, TabPage } from '../../components/tab-bar.tsx'
import { toApply } from '../../lib/plan.ts'
import { openDialog, showPage } from '../../store/panes.ts'
import { applyPlan, cancelSync, makePlan } from '../../store/plan.ts'
import type { SyncTab } from '../../store/state.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { loadSync } from '../../store/sync.ts'
import { text } from '../../text.ts'
import { ConflictsTab } from './conflicts-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import { PlanTab } from './plan-tab.tsx'
import { TargetsTab } from './targets-tab.tsx'

const words = text.sync
const tabIds = ['plan', 'targets', 'conflicts', 'history'] as const satisfies readonly SyncTab[]

/** Two-way sync: what would happen, where it goes, what needs a decision, and what happened. */
export function SyncScreen({ tab, onNavigate }: { tab: SyncTab; onNavigate?: (() => void) | undefined }) {
  const conflicts = useStore((state) => state.sync.conflicts.length)
  const targets = useStore((state) => state.sync.targets.length)
  const counts: Partial<Record<SyncTab, number>> = { conflicts, targets }
  const show = (chosen: string): void => {
    const found = tabIds.find((each) => each === chosen)
    if (found) showPage({ type: 'sync', tab: found })
  }
  return (
    <Tabs.Root value={tab} onValueChange={show} className="h-full">
      <Page
        title={words.title}
        onNavigate={onNavigate}
        actions={<Deeds />}
        bar={
          <TabBar
            label={words.tabsLabel}
            tabs={tabIds.map((id) => ({ id, title: words.tabs[id], count: counts[id] ?? 0 }))}
          />
        }
      >
        <Body />
      </Page>
    </Tabs.Root>
  )
}

function Body() {
  const status = useStore((state) => state.sync.status)
  const failure = useStore((state) => state.sync.failure)
  const hasTargets = useStore((state) => state.sync.targets.length > 0)
  if (failure) {
    return (
      <div className="p-5">
        <FailureAlert title={words.failed} failure={failure} onRetry={() => void loadSync()} />
      </div>
    )
  }
  if (status === 'loading') return <p role="status" aria-label={text.common.loading} className="h-40 animate-late" />
  return (
    <>
      <TabPage value="plan">{hasTargets ? <PlanTab /> : <NoTarget />}</TabPage>
      <TabPage value="targets">{hasTargets ? <TargetsTab /> : <NoTarget />}</TabPage>
      <TabPage value="conflicts">
        <ConflictsTab />
      </TabPage>
      <TabPage value="history">
        <HistoryTab />
      </TabPage>
    </>
  )
}

const NoTarget = () => (
  <EmptyPage title={words.empty.title} lead={words.empty.lead}>
    <Button look="primary" size="lg" onClick={() => openDialog({ type: 'target', target: null })}>
      {words.empty.action}
    </Button>
  </EmptyPage>
)

/** Plan and Apply, or Cancel while something runs. They stay where they are on every tab. */
function Deeds() {
  const { plan, choices, applied, work, progress, cancelling, targets } = useStore((state) => state.sync)
  const readOnly = useStore(isReadOnly)
  const isBusy = work !== null || progress !== null
  const steps = plan === null || applied !== null ? 0 : toApply(plan, choices).steps
  const show = (run: () => Promise<void>): void => {
    showPage({ type: 'sync', tab: 'plan' })
    void run()
  }
  return (
    <>
      {isBusy && (
        <Button disabled={cancelling} onClick={() => void cancelSync()}>
          {cancelling ? words.plan.cancelling : words.plan.cancel}
        </Button>
      )}
      <Button
        look={steps > 0 ? 'plain' : 'primary'}
        busy={work === 'planning'}
        disabled={targets.length === 0 || isBusy}
        onClick={() => show(makePlan)}
      >
        {words.plan.action}
      </Button>
      <Button
        look={steps > 0 ? 'primary' : 'plain'}
        busy={work === 'applying'}
        disabled={steps === 0 || isBusy || readOnly}
        title={words.plan.applyCount(steps)}
        onClick={() => show(applyPlan)}
      >
        {words.plan.apply}
      </Button>
    </>
  )
}
