import { Eye } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { VersionSummary } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Chip, type Tone } from '../../components/chip.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Select } from '../../components/select.tsx'
import { Mask, ValueText } from '../../components/value-text.tsx'
import { type ComparedKey, compareValues, type Mark } from '../../lib/compare.ts'
import { shortId } from '../../lib/format.ts'
import { closeDialog } from '../../store/panes.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { type Reveal, type ShownValue, useReveal } from '../../use-reveal.ts'

const words = text.compare

interface CompareDialogProps {
  readonly name: string
  readonly older: string
  readonly newer: string
}

/** Two versions side by side, key by key: what differs at once, the values themselves only when asked for. */
export function CompareDialog({ name, ...asked }: CompareDialogProps) {
  const [{ older, newer }, setPair] = useState(asked)
  const left = useReveal(name, older)
  const right = useReveal(name, newer)
  const comparison = useComparison(name, older, newer)
  const both = left.shown && right.shown ? { left: left.shown, right: right.shown } : null
  const failure = comparison.failure ?? left.failure ?? right.failure
  const each = (run: (side: Reveal) => void): void => [left, right].forEach(run)
  useEffect(() => {
    if (left.shown === null && right.shown !== null && !left.busy) right.hide()
    if (right.shown === null && left.shown !== null && !right.busy) left.hide()
  })
  return (
    <Dialog title={words.title} onClose={closeDialog} width="w-3xl">
      <div className="flex min-h-9 items-center gap-3">
        <p className="grow text-muted">{comparison.rows ? summaryOf(comparison.rows) : ''}</p>
        <Button
          {...(both ? {} : { icon: Eye })}
          busy={left.busy || right.busy}
          onClick={() => each((side) => (both ? side.hide() : side.reveal()))}
        >
          {both && <Countdown endsAt={left.endsAt} />}
          {both ? words.hide : words.reveal}
        </Button>
      </div>
      {failure && <FailureAlert title={words.failed} failure={failure} />}
      <table className="mt-3 w-full table-fixed border-collapse text-left">
        <thead>
          <tr className="text-sm text-faint [&>th]:px-2 [&>th]:py-1.5 [&>th]:font-medium">
            <th scope="col" className="w-1/4">
              {words.key}
            </th>
            <VersionHead title={words.from} chosen={older} onChoose={(id) => setPair({ older: id, newer })} />
            <VersionHead title={words.to} chosen={newer} onChoose={(id) => setPair({ older, newer: id })} />
          </tr>
        </thead>
        <tbody>
          {comparison.rows?.map((row) => (
            <ComparedRow key={row.key ?? ''} row={row} both={both} />
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}

function summaryOf(rows: readonly ComparedKey[]): string {
  const count = (mark: Mark): number => rows.filter((row) => row.mark === mark).length
  const [changed, added, removed] = [count('changed'), count('added'), count('removed')]
  return changed + added + removed === 0 ? words.same : words.counts(changed, added, removed)
}

/** Reads both values once to find what differs, and keeps nothing of them but the keys and the marks. */
function useComparison(name: string, older: string, newer: string) {
  const [rows, setRows] = useState<readonly ComparedKey[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let isWanted = true
    const compare = async (): Promise<void> => {
      const [a, b] = await Promise.all([
        call('secrets.reveal', { name, versionId: older }),
        call('secrets.reveal', { name, versionId: newer }),
      ])
      if (!isWanted) return
      if (a.ok && b.ok) setRows(compareValues(a.value, b.value))
      else if (!a.ok) setFailure(a.failure)
      else if (!b.ok) setFailure(b.failure)
    }
    void compare()
    return () => {
      isWanted = false
      setRows(null)
      setFailure(null)
    }
  }, [name, older, newer])
  return { rows, failure }
}

interface VersionHeadProps {
  readonly title: string
  readonly chosen: string
  readonly onChoose: (versionId: string) => void
}

const noVersions: readonly VersionSummary[] = []

function VersionHead({ title, chosen, onChoose }: VersionHeadProps) {
  const versions = useStore(({ detail }) => (detail.status === 'ready' ? detail.versions : noVersions))
  const options = versions.map(
    ({ versionId, createdAt }) => [versionId, words.versionOf(shortId(versionId), createdAt)] as const,
  )
  return (
    <th scope="col">
      {title}
      <Select label={title} value={chosen} options={options} onChange={onChoose} className="mt-0.5 flex w-full" />
    </th>
  )
}

const tones: Readonly<Record<Exclude<Mark, 'same'>, Tone>> = { changed: 'warn', added: 'ok', removed: 'danger' }

interface ComparedRowProps {
  readonly row: ComparedKey
  readonly both: { readonly left: ShownValue; readonly right: ShownValue } | null
}

function ComparedRow({ row, both }: ComparedRowProps) {
  const cell = (at: number | null, shown: ShownValue | undefined): ReactNode => {
    if (at === null) return <span className="text-faint">–</span>
    if (!shown) return <Mask />
    return row.key === null ? <ValueText shown={shown} /> : <ValueText shown={shown} field={at} />
  }
  return (
    <tr className="border-t border-line align-top [&>*]:px-2 [&>*]:py-2">
      <th scope="row" className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-normal">
        <span className="font-mono text-sm break-all">{row.key ?? words.whole}</span>
        {row.mark === 'same' ? (
          <span className="text-sm text-faint">{words.marks.same}</span>
        ) : (
          <Chip tone={tones[row.mark]}>{words.marks[row.mark]}</Chip>
        )}
      </th>
      <td>{cell(row.older, both?.left)}</td>
      <td>{cell(row.newer, both?.right)}</td>
    </tr>
  )
}
