import { useCallback, useEffect, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { AuditEntry, SecretDetail } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { sayEntry } from '../../lib/audit-words.ts'
import { formatAgo, formatMoment, shortId } from '../../lib/format.ts'
import { type LogPage, renewPage } from '../../lib/log-pages.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { useNow } from '../../use-now.ts'

const words = text.activity

/** Entries asked for at first, and by each "Show older". */
const firstEntries = 5
const moreEntries = 25

/** Who did what with the secret, from the audit log, newest first. */
export function ActivityCard({ secret }: { secret: SecretDetail }) {
  const { entries, next, failure, load } = useActivity(secret)
  const now = useNow()
  return (
    <Card title={words.label}>
      {failure && (
        <div className="border-t border-line p-3">
          <FailureAlert title={words.failed} failure={failure} />
        </div>
      )}
      {entries.length > 0 && (
        <ol className="border-t border-line py-1.5">
          {entries.map((entry) => (
            <Entry key={entry.number} entry={entry} now={now} />
          ))}
        </ol>
      )}
      {entries.length === 0 && !failure && <p className="border-t border-line px-3.5 py-3 text-muted">{words.none}</p>}
      {next !== null && (
        <div className="px-2 pb-2">
          <Button look="ghost" onClick={() => load(next)}>
            {words.more}
          </Button>
        </div>
      )}
    </Card>
  )
}

function Entry({ entry, now }: { entry: AuditEntry; now: number }) {
  const { actor, at, versionId } = entry
  const [what, code] = sayEntry(entry)
  const program = actor.program?.split('/').at(-1)
  return (
    <li className="flex min-h-6 items-baseline gap-3 px-3.5 py-0.5">
      <span className="min-w-0 grow break-words">
        {what}
        {code !== '' && <span className="font-mono text-sm text-muted"> {code}</span>}
        {versionId !== undefined && <span className="font-mono text-sm text-faint"> {shortId(versionId)}</span>}
        <span className="text-faint" title={actor.program}>
          {' '}
          {program ? words.by(program) : words.who[actor.door]}
        </span>
      </span>
      <time
        dateTime={new Date(at).toISOString()}
        title={formatMoment(at)}
        className="shrink-0 text-sm text-faint tabular"
      >
        {formatAgo(at, now)}
      </time>
    </li>
  )
}

const nothing: LogPage = { entries: [], next: null }

function useActivity({ name, changedAt }: SecretDetail) {
  /** Rises with what adds entries and leaves the secret's date alone: reads, steps of a rotation and of a sync. */
  const turn = useStore((state) => state.reads + state.rotation.turn + state.sync.turn)
  const [page, setPage] = useState(nothing)
  const [failure, setFailure] = useState<Failure | null>(null)
  const ask = useCallback(
    async (before: number | null): Promise<void> => {
      const limit = before === null ? firstEntries : moreEntries
      const answer = await call('audit.list', { secret: name, limit, ...(before === null ? {} : { before }) })
      setFailure(answer.ok ? null : answer.failure)
      if (!answer.ok) return
      const { entries, next } = answer.value
      setPage((shown) => {
        if (before === null) return renewPage(shown, answer.value)
        return shown.next === before ? { entries: [...shown.entries, ...entries], next } : shown
      })
    },
    [name],
  )
  /** The log has no event of its own. */
  useEffect(() => void ask(null), [ask, changedAt, turn])
  return { ...page, failure, load: (before: number) => void ask(before) }
}
