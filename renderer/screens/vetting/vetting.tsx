import { Check, CircleAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Vetting, VettingFinding } from '../../../shared/sync-model.ts'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { formatAgo } from '../../lib/format.ts'
import { isReadOnly, useStore } from '../../store/store.ts'
import { approveVersion } from '../../store/sync.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'
import { useNow } from '../../use-now.ts'

const words = text.sync.vetting

/** What the checks say of a version; asked again whenever approvals change. Null while the answer is on its way. */
export function useVetting(name: string, versionId: string | undefined) {
  const turn = useStore((state) => state.sync.turn)
  const isAsked = versionId !== undefined && turn > 0
  const { value, failure } = useCall('vet.check', { name, versionId: versionId ?? '' }, isAsked ? turn : null)
  return { vetting: value, failure }
}

interface VettingListProps {
  readonly vetting: Vetting
  readonly onDone?: () => void
}

/** The findings as a checklist: errors block, warnings want a tick, then the version can be approved. */
export function VettingList({ vetting, onDone }: VettingListProps) {
  const { name, versionId, findings, approvedAt } = vetting
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const readOnly = useStore(isReadOnly)
  /** A target waits for it; otherwise it may be approved, but nothing calls for it. */
  const isWanted = useStore((state) => state.sync.unvetted.has(name))
  const errors = findings.filter(({ level }) => level === 'error')
  const codes = new Set(findings.filter(({ level }) => level === 'warning').map(({ code }) => code))
  const canApprove = errors.length === 0 && [...codes].every((code) => ticked.has(code))
  const approve = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    const answer = await approveVersion(name, versionId, [...ticked])
    setBusy(false)
    if (answer.ok) onDone?.()
    else setFailure(answer.failure)
  }
  const tick = (code: string, on: boolean): void =>
    setTicked((before) => new Set(on ? [...before, code] : [...before].filter((each) => each !== code)))
  return (
    <>
      {findings.length > 0 && (
        <ul className="grid gap-1.5">
          {findings.map((finding) => (
            <Finding
              key={`${finding.code} ${finding.field}`}
              finding={finding}
              {...(approvedAt === null && finding.level === 'warning'
                ? { ticked: ticked.has(finding.code), onTick: (on: boolean) => tick(finding.code, on) }
                : {})}
            />
          ))}
        </ul>
      )}
      {failure && <FailureAlert failure={failure} />}
      {approvedAt !== null ? (
        <Approved at={approvedAt} />
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-40 grow basis-0 text-muted">
            {errors.length > 0 ? words.blocks : isWanted ? words.unvetted : words.unwanted}
          </p>
          <Button
            look={isWanted ? 'primary' : 'plain'}
            busy={busy}
            disabled={!canApprove || readOnly}
            onClick={() => void approve()}
          >
            {words.approve}
          </Button>
        </div>
      )}
    </>
  )
}

function Approved({ at }: { at: number }) {
  const now = useNow()
  return (
    <p className="flex items-center gap-2 text-muted">
      <Check aria-hidden="true" className="size-4 shrink-0 text-ok-ink" />
      {words.approved(formatAgo(at, now))}
    </p>
  )
}

interface FindingProps {
  readonly finding: VettingFinding
  readonly ticked?: boolean
  readonly onTick?: (on: boolean) => void
}

/** A finding; with `onTick` one to be ticked off. */
export function Finding({ finding: { level, message, field }, ticked = false, onTick }: FindingProps) {
  const Icon = level === 'error' ? CircleAlert : TriangleAlert
  const tone = level === 'error' ? 'text-danger-ink' : 'text-warn-ink'
  return (
    <li className="flex items-start gap-2.5">
      {onTick ? (
        <input
          type="checkbox"
          aria-label={words.tick(message)}
          checked={ticked}
          onChange={(event) => onTick(event.target.checked)}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
      ) : (
        <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${tone}`} />
      )}
      <span className="min-w-0 break-words selectable">
        <span className={`font-medium ${tone}`}>{level === 'error' ? words.error : words.warning}</span> {message}
        {field !== null && !message.includes(field) && <span className="font-mono text-sm text-muted"> {field}</span>}
      </span>
    </li>
  )
}
