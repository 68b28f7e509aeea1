import { Eye } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Conflict, Resolution } from '../../../shared/sync-model.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { firstPicks, openKeys, type Picks, resolutionOf, type Side } from '../../lib/conflict.ts'
import { formatAgo } from '../../lib/format.ts'
import { showSecret } from '../../store/panes.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { resolveConflict } from '../../store/sync.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'
import { type Reveal, useReveal } from '../../use-reveal.ts'
import { ConflictTable } from './conflict-table.tsx'

const words = text.sync.conflicts

/** One conflict: the two versions and the one they came from, key by key, and which to keep. */
export function ConflictCard({ conflict }: { conflict: Conflict }) {
  const { name, target, region, foundAt, keys, mergeable } = conflict
  const [picks, setPicks] = useState<Picks>(() => firstPicks(conflict))
  const [busy, setBusy] = useState(false)
  const readOnly = useStore(isReadOnly)
  const values = useConflictValues(conflict)
  const now = useNow()
  const resolve = async (resolution: Resolution): Promise<void> => {
    setBusy(true)
    const isDone = await resolveConflict(conflict, resolution)
    if (!isDone) setBusy(false)
  }
  const pick = (key: string, side: Side): void => setPicks((before) => ({ ...before, [key]: side }))
  const open = openKeys(conflict, picks)
  return (
    <Card
      title={name}
      meta={`${target} ${region} · ${words.found(formatAgo(foundAt, now))}`}
      actions={<RevealButton values={values} />}
    >
      {values.failure && (
        <div className="border-t border-line p-3">
          <FailureAlert failure={values.failure} />
        </div>
      )}
      <ConflictTable conflict={conflict} picks={picks} values={values} onPick={pick} />
      <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-3.5 py-2.5">
        <p className="min-w-48 grow basis-full text-sm text-muted @3xl:basis-0">
          {keys === null ? words.whole : open > 0 ? words.chooseAll(open) : mergeable ? words.mergeable : ''}{' '}
          {words.versionsKept}
        </p>
        <Button look="ghost" onClick={() => showSecret(name)}>
          {text.sync.plan.open}
        </Button>
        <Button disabled={busy || readOnly} onClick={() => void resolve({ take: 'local' })}>
          {words.takeLocal}
        </Button>
        <Button disabled={busy || readOnly} onClick={() => void resolve({ take: 'remote' })}>
          {words.takeRemote}
        </Button>
        {keys !== null && (
          <Button
            look="primary"
            busy={busy}
            disabled={open > 0 || readOnly}
            onClick={() => void resolve(resolutionOf(conflict, picks))}
          >
            {words.save}
          </Button>
        )}
      </footer>
    </Card>
  )
}

export interface ConflictValues {
  readonly local: Reveal
  readonly base: Reveal
  readonly remote: Reveal
  /** All that are there are on the screen. */
  readonly isShown: boolean
  readonly busy: boolean
  readonly failure: Reveal['failure']
  readonly toggle: () => void
}

/** The three versions are shown and hidden together; each is read by its own version id. */
function useConflictValues({ name, localVersionId, baseVersionId, remoteVersionId }: Conflict): ConflictValues {
  const local = useReveal(name, localVersionId ?? undefined)
  const base = useReveal(name, baseVersionId ?? undefined)
  const remote = useReveal(name, remoteVersionId ?? undefined)
  const sides = [
    ...(localVersionId === null ? [] : [local]),
    ...(baseVersionId === null ? [] : [base]),
    ...(remoteVersionId === null ? [] : [remote]),
  ]
  const shown = sides.filter((side) => side.shown !== null)
  const busy = sides.some((side) => side.busy)
  useEffect(() => {
    if (shown.length > 0 && shown.length < sides.length && !busy && sides.every((side) => side.failure === null))
      for (const side of shown) side.hide()
  })
  const isShown = shown.length > 0
  return {
    local,
    base,
    remote,
    isShown,
    busy,
    failure: sides.find((side) => side.failure !== null)?.failure ?? null,
    toggle: () => {
      for (const side of sides) isShown ? side.hide() : side.reveal()
    },
  }
}

const RevealButton = ({ values: { isShown, busy, local, remote, toggle } }: { values: ConflictValues }) => (
  <Button look="ghost" {...(isShown ? {} : { icon: Eye })} busy={busy} onClick={toggle}>
    {isShown && <Countdown endsAt={Math.max(local.endsAt, remote.endsAt)} />}
    {isShown ? words.hide : words.reveal}
  </Button>
)
