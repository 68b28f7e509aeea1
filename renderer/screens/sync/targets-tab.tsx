import { Ellipsis, ListChecks, Plus, Trash2 } from 'lucide-react'
import type { Target, TargetStatus } from '../../../shared/sync-model.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Menu, MenuItem } from '../../components/menu.tsx'
import { StateDot } from '../../components/state-dot.tsx'
import { formatAgoShort } from '../../lib/format.ts'
import { dotOfTarget } from '../../lib/target-state.ts'
import { openDialog } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { useRegionTitles } from './use-regions.ts'

const words = text.sync.targets

/** The targets with their rules, and how each of their regions stands. */
export function TargetsTab() {
  const targets = useStore((state) => state.sync.targets)
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-4 p-5">
      <div className="flex justify-end">
        <Button icon={Plus} onClick={() => openDialog({ type: 'target', target: null })}>
          {words.add}
        </Button>
      </div>
      {targets.map((target) => (
        <TargetCard key={target.name} target={target} />
      ))}
    </div>
  )
}

const noStatuses: readonly TargetStatus[] = []

function TargetCard({ target }: { target: Target }) {
  const statuses = useStore((state) => state.sync.standing?.targets ?? noStatuses)
  const { name, accountId, partition } = target
  const byRegion = new Map(
    statuses.filter((status) => status.target === name).map((status) => [status.region, status] as const),
  )
  return (
    <Card
      title={name}
      meta={`${text.sync.plan.account(accountId)}${partition === 'aws' ? '' : ` · ${partition}`}`}
      actions={<Actions target={target} />}
    >
      <p className="border-t border-line px-3.5 py-2 text-muted">{rulesInWords(target)}</p>
      <ul className="divide-y divide-line border-t border-line">
        {target.regions.map((region) => (
          <RegionRow key={region} region={region} status={byRegion.get(region)} />
        ))}
      </ul>
    </Card>
  )
}

/** "profile prod · only from the vault to AWS · prod/ · deletions with 30 days to restore". */
function rulesInWords({ credentials, direction, deletion, localPrefix, remotePrefix, include, tags }: Target): string {
  const names = localPrefix === remotePrefix ? localPrefix : `${localPrefix}… → ${remotePrefix}…`
  const isAll = names === '' && include.length === 0 && Object.keys(tags).length === 0
  return [
    credentials.from === 'profile' ? words.profile(credentials.profile) : words.vaultKeys(credentials.secret),
    text.sync.form.directions[direction],
    ...(isAll ? [words.everything] : [names, ...include].filter((part) => part !== '')),
    ...Object.entries(tags).map(([key, value]) => `${key}=${value}`),
    deletion.kind === 'never' ? words.deletionNever : words.deletionAfter(deletion.days),
  ].join(' · ')
}

function RegionRow({ region, status }: { region: string; status: TargetStatus | undefined }) {
  const titles = useRegionTitles()
  const now = useNow()
  const state = status?.state ?? 'never'
  const syncedAt = status?.syncedAt ?? null
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 px-3.5 py-1.5">
      <StateDot look={dotOfTarget(state)} />
      <span className="font-mono text-sm">{region}</span>
      <span className="text-sm text-faint">{titles.get(region)}</span>
      <span>{text.sync.states[state]}</span>
      {status !== undefined && status.waiting > 0 && (
        <span className="text-sm text-muted">{text.sync.waiting(status.waiting)}</span>
      )}
      <span className="grow" />
      <span className="text-sm text-faint tabular">
        {syncedAt === null ? text.sync.never : text.sync.synced(formatAgoShort(syncedAt, now))}
      </span>
      {status?.message && <span className="basis-full pl-5 text-sm text-muted selectable">{status.message}</span>}
    </li>
  )
}

function Actions({ target }: { target: Target }) {
  const { name } = target
  return (
    <>
      <Button icon={ListChecks} look="ghost" onClick={() => openDialog({ type: 'target-check', name })}>
        {words.check}
      </Button>
      <Button onClick={() => openDialog({ type: 'target', target })}>{words.change}</Button>
      <Menu trigger={<IconButton icon={Ellipsis} label={words.more(name)} hint={false} />}>
        <MenuItem icon={Trash2} danger onSelect={() => openDialog({ type: 'target-remove', name })}>
          {words.remove}
        </MenuItem>
      </Menu>
    </>
  )
}
