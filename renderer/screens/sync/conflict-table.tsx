import type { ReactNode } from 'react'
import type { Conflict, KeyChange } from '../../../shared/sync-model.ts'
import { Chip, type Tone } from '../../components/chip.tsx'
import { Mask, ValueText } from '../../components/value-text.tsx'
import { isContested, type Picks, type Side } from '../../lib/conflict.ts'
import { shortId } from '../../lib/format.ts'
import { text } from '../../text.ts'
import type { Reveal } from '../../use-reveal.ts'
import type { ConflictValues } from './conflict-card.tsx'

const words = text.sync.conflicts

interface ConflictTableProps {
  readonly conflict: Conflict
  readonly picks: Picks
  readonly values: ConflictValues
  readonly onPick: (key: string, side: Side) => void
}

/** A row a key, or one row where the values have none: ours, what was last agreed, theirs. Masked until revealed. */
export function ConflictTable({ conflict, picks, values, onPick }: ConflictTableProps) {
  const { keys, name, localVersionId, baseVersionId, remoteVersionId } = conflict
  return (
    <table
      aria-label={name}
      className="w-full table-fixed border-separate border-spacing-0 border-t border-line text-left"
    >
      <thead>
        <tr className="bg-sunken text-sm text-muted [&>*]:border-b [&>*]:border-line [&>*]:px-3.5 [&>*]:py-1.5 [&>*]:font-medium">
          <th scope="col" className="w-1/5">
            {words.key}
          </th>
          <Head title={words.local} versionId={localVersionId} />
          <Head title={words.base} versionId={baseVersionId} />
          <Head title={words.remote} versionId={remoteVersionId} />
        </tr>
      </thead>
      <tbody>
        {keys === null ? (
          <tr className={rowLook}>
            <th scope="row" className="font-normal text-muted">
              {words.wholeValue}
            </th>
            <td>
              <Shown reveal={values.local} versionId={localVersionId} />
            </td>
            <td>
              <Shown reveal={values.base} versionId={baseVersionId} />
            </td>
            <td>
              <Shown reveal={values.remote} versionId={remoteVersionId} />
            </td>
          </tr>
        ) : (
          keys.map((row) => (
            <KeyRow
              key={row.key}
              row={row}
              conflict={conflict}
              picked={picks[row.key]}
              values={values}
              onPick={(side) => onPick(row.key, side)}
            />
          ))
        )}
      </tbody>
    </table>
  )
}

const rowLook = 'align-top [&>*]:border-b [&>*]:border-line [&>*]:px-3.5 [&>*]:py-2 last:[&>*]:border-b-0'

const Head = ({ title, versionId }: { title: string; versionId: string | null }) => (
  <th scope="col">
    {title}{' '}
    <span className="font-mono text-xs text-faint">{versionId === null ? words.noVersion : shortId(versionId)}</span>
  </th>
)

interface KeyRowProps {
  readonly row: NonNullable<Conflict['keys']>[number]
  readonly conflict: Conflict
  readonly picked: Side | undefined
  readonly values: ConflictValues
  readonly onPick: (side: Side) => void
}

function KeyRow({ row, conflict, picked, values, onPick }: KeyRowProps) {
  const { key, local, remote } = row
  const isSame = local === 'same' && remote === 'same'
  const group = `${conflict.target} ${conflict.region} ${conflict.name} ${key}`
  const choice = (side: Side, change: KeyChange, shown: ReactNode): ReactNode => (
    <Choice
      group={group}
      label={`${words.take(key)}: ${side === 'local' ? words.local : words.remote}`}
      change={change}
      checked={picked === side}
      isFixed={isSame}
      onPick={() => onPick(side)}
    >
      {shown}
    </Choice>
  )
  return (
    <tr className={rowLook}>
      <th scope="row" className="font-normal">
        <span className="font-mono text-sm break-all">{key}</span>
        {isContested(row) && <span className="block text-sm text-warn-ink">{words.both}</span>}
      </th>
      <td className={picked === 'local' && !isSame ? 'bg-accent-soft' : ''}>
        {choice('local', local, <Shown reveal={values.local} versionId={conflict.localVersionId} field={key} />)}
      </td>
      <td>
        <Shown reveal={values.base} versionId={conflict.baseVersionId} field={key} />
      </td>
      <td className={picked === 'remote' && !isSame ? 'bg-accent-soft' : ''}>
        {choice('remote', remote, <Shown reveal={values.remote} versionId={conflict.remoteVersionId} field={key} />)}
      </td>
    </tr>
  )
}

const tones: Readonly<Record<KeyChange, Tone>> = {
  same: 'plain',
  changed: 'warn',
  added: 'ok',
  removed: 'danger',
  absent: 'plain',
}

interface ChoiceProps {
  readonly group: string
  readonly label: string
  readonly change: KeyChange
  readonly checked: boolean
  /** Both sides hold the same: there is nothing to choose. */
  readonly isFixed: boolean
  readonly onPick: () => void
  readonly children: ReactNode
}

function Choice({ group, label, change, checked, isFixed, onPick, children }: ChoiceProps) {
  const content = (
    <span className="min-w-0 grow">
      {change !== 'removed' && change !== 'absent' && <span className="block">{children}</span>}
      {change === 'same' ? (
        <span className="text-sm text-faint">{words.changes.same}</span>
      ) : (
        <Chip tone={tones[change]}>{words.changes[change]}</Chip>
      )}
    </span>
  )
  if (isFixed) return content
  return (
    <label className="flex items-start gap-2.5">
      <input
        type="radio"
        name={group}
        aria-label={label}
        checked={checked}
        onChange={onPick}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      {content}
    </label>
  )
}

interface ShownProps {
  readonly reveal: Reveal
  readonly versionId: string | null
  /** Which key; all of the value when absent. */
  readonly field?: string
}

/** A value where it is shown, its mask where it is hidden, a dash where there is none. */
function Shown({ reveal: { shown }, versionId, field }: ShownProps) {
  if (versionId === null) return <span className="text-faint">–</span>
  if (shown === null) return <Mask />
  if (field === undefined) return <ValueText shown={shown} />
  const at = shown.fields?.findIndex(({ key }) => key === field) ?? -1
  return at < 0 ? <span className="text-faint">–</span> : <ValueText shown={shown} field={at} />
}
