import { CalendarPlus, Ellipsis, RefreshCw, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { SecretDetail } from '../../../shared/model.ts'
import type { RotationCard as CardOf, RotationRun, RotationStanding } from '../../../shared/rotation-model.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { Chip, type Tone } from '../../components/chip.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Menu, MenuItem } from '../../components/menu.tsx'
import { SnoozeMenu } from '../../components/snooze-menu.tsx'
import { formatDay, formatMoment } from '../../lib/format.ts'
import { openDialog } from '../../store/panes.ts'
import { driveRotation, removeRule } from '../../store/rotation.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'
import { RunPanel } from '../rotation/run-panel.tsx'

const words = text.rotation

/** When the secret is to be rotated, how, what is under way, and what was. */
export function RotationCard({ secret }: { secret: SecretDetail }) {
  const turn = useStore((state) => state.rotation.turn)
  const { value: card, failure } = useCall('rotation.show', { name: secret.name }, turn > 0 ? turn : null)
  if (card === null) {
    return (
      <Card title={words.label}>
        {failure && (
          <div className="border-t border-line p-3">
            <FailureAlert failure={failure} />
          </div>
        )}
      </Card>
    )
  }
  return (
    <Card
      title={words.label}
      meta={<Standing standing={card.standing} />}
      actions={<Actions secret={secret} card={card} />}
    >
      <div className="grid gap-3 border-t border-line px-3.5 py-3">
        {card.run && <RunPanel run={card.run} />}
        {card.rule === null && card.expiresAt === null && card.inAws.length === 0 && !card.run && (
          <p className="text-muted">{words.none}</p>
        )}
        <Facts card={card} />
        {card.inAws.length > 0 && <InAws inAws={card.inAws} />}
        {card.past.length > 0 && <Past past={card.past} />}
      </div>
    </Card>
  )
}

const tones: Readonly<Record<RotationStanding, Tone>> = {
  none: 'plain',
  scheduled: 'plain',
  due: 'warn',
  overdue: 'danger',
  unknown: 'warn',
}

const Standing = ({ standing }: { standing: RotationStanding }) =>
  standing === 'none' ? null : <Chip tone={tones[standing]}>{words.standings[standing]}</Chip>

function Actions({ secret, card }: { secret: SecretDetail; card: CardOf }) {
  const { name, kind } = secret
  const busy = useStore((state) => state.rotation.starting.has(name))
  const readOnly = useStore(isReadOnly)
  const isNeeded = card.standing === 'due' || card.standing === 'overdue' || card.standing === 'unknown'
  const editRule = () => openDialog({ type: 'rotation', card, kind })
  return (
    <>
      {isNeeded && <SnoozeMenu name={name} snoozedUntil={card.snoozedUntil} disabled={readOnly} />}
      {card.rotator !== null && card.run === null && (
        <Button
          icon={RefreshCw}
          busy={busy}
          disabled={readOnly}
          onClick={() => void driveRotation('rotation.run', name)}
        >
          {words.rotateNow}
        </Button>
      )}
      {card.rule === null ? (
        <Button icon={CalendarPlus} disabled={readOnly} onClick={editRule}>
          {words.setRule}
        </Button>
      ) : (
        <Menu trigger={<IconButton icon={Ellipsis} label={words.more} hint={false} />}>
          <MenuItem icon={CalendarPlus} disabled={readOnly} onSelect={editRule}>
            {words.changeRule}
          </MenuItem>
          <MenuItem icon={Trash2} danger disabled={readOnly} onSelect={() => void removeRule(name)}>
            {words.off}
          </MenuItem>
        </Menu>
      )}
    </>
  )
}

function Facts({ card }: { card: CardOf }) {
  const { rule, ruleInWords, rotator, automatic, nextAt, windowEndsAt, lastRotatedAt, expiresAt, snoozedUntil } = card
  const { facts } = words
  const how =
    rotator === null ? words.byYou : `${words.rotators[rotator.kind]}, ${automatic ? words.automatic : words.asked}`
  const rows: readonly (readonly [string, string])[] = [
    ...(rule === null ? [] : [[facts.rule, ruleInWords ?? ''] as const, [facts.how, how] as const]),
    ...(nextAt === null ? [] : [[facts.next, words.window(nextAt, windowEndsAt)] as const]),
    ...(rule === null
      ? []
      : [[facts.last, lastRotatedAt === null ? words.never : formatMoment(lastRotatedAt)] as const]),
    ...(expiresAt === null ? [] : [[facts.expires, formatMoment(expiresAt)] as const]),
    ...(snoozedUntil === null ? [] : [[facts.snoozed, formatMoment(snoozedUntil)] as const]),
  ]
  if (rows.length === 0) return null
  return (
    <dl className="grid gap-1">
      {rows.map(([title, value]) => (
        <div key={title} className="flex gap-3">
          <dt className="w-2/5 max-w-32 shrink-0 text-muted">{title}</dt>
          <dd className="min-w-0 grow break-words tabular selectable">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const InAws = ({ inAws }: { inAws: CardOf['inAws'] }) => (
  <div className="grid gap-1">
    <p className="text-muted">{words.inAws}</p>
    <ul className="grid gap-0.5">
      {inAws.map(({ target, region, schedule, nextAt }) => (
        <li key={`${target} ${region}`} className="flex flex-wrap gap-x-3">
          <span>{target}</span>
          <span className="font-mono text-sm">{region}</span>
          <span className="font-mono text-sm text-muted">{schedule}</span>
          {nextAt !== null && <span className="text-sm text-muted">{text.sync.matrix.next(formatDay(nextAt))}</span>}
        </li>
      ))}
    </ul>
  </div>
)

const shownFirst = 3

const runTones: Readonly<Record<RotationRun['state'], Tone>> = {
  running: 'accent',
  waiting: 'warn',
  failed: 'danger',
  retiring: 'ok',
  finished: 'ok',
  cancelled: 'plain',
}

function Past({ past }: { past: readonly RotationRun[] }) {
  const [showsAll, setShowsAll] = useState(false)
  const rows = showsAll ? past : past.slice(0, shownFirst)
  const left = past.length - rows.length
  return (
    <div>
      <h3 className="mb-1 text-sm text-muted">{words.past}</h3>
      <ul className="grid gap-1">
        {rows.map(
          (run): ReactNode => (
            <li key={run.id} className="flex flex-wrap items-center gap-x-2.5">
              <Chip tone={runTones[run.state]}>{words.states[run.state]}</Chip>
              <span>{words.rotators[run.rotator]}</span>
              <span className="text-sm text-muted">{words.startedBy[run.startedBy]}</span>
              <span className="grow" />
              <span className="text-sm text-faint tabular">{formatMoment(run.endedAt ?? run.startedAt)}</span>
              {run.message !== null && <span className="basis-full text-muted selectable">{run.message}</span>}
            </li>
          ),
        )}
      </ul>
      {left > 0 && (
        <Button look="ghost" className="mt-1 -ml-2.5" onClick={() => setShowsAll(true)}>
          {words.pastMore(left)}
        </Button>
      )}
    </div>
  )
}
