import { useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { AuditEntry } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { formatMoment } from '../../lib/format.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { Quiet, Section } from './parts.tsx'

const words = text.life.audit
const pageSize = 50

interface Page {
  readonly entries: readonly AuditEntry[]
  readonly next: number | null
}

/** The audit log, newest first, a page at a time. */
export function AuditSection() {
  const secret = useRef<HTMLInputElement>(null)
  const [page, setPage] = useState<Page | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const load = async (before: number | null, shown: readonly AuditEntry[]): Promise<void> => {
    const wanted = secret.current?.value.trim() ?? ''
    const answer = await call('audit.list', {
      limit: pageSize,
      ...(wanted === '' ? {} : { secret: wanted }),
      ...(before === null ? {} : { before }),
    })
    if (!answer.ok) return setFailure(answer.failure)
    setPage({ entries: [...shown, ...answer.value.entries], next: answer.value.next })
  }
  const verify = async (): Promise<void> => {
    const answer = await call('audit.verify', {})
    if (!answer.ok) return setFailure(answer.failure)
    const { fault, entries } = answer.value
    toast(fault ?? words.sound(entries), { tone: fault === null ? 'ok' : 'danger' })
  }
  useOnOpen(() => load(null, []))
  return (
    <Section title={words.title} failure={failure}>
      <div className="flex items-end gap-2">
        <div className="grow">
          <TextField ref={secret} label={words.secret} mono hasRoom={false} onChange={() => void load(null, [])} />
        </div>
        <Button onClick={() => void verify()}>{words.verify}</Button>
      </div>
      {page !== null && page.entries.length === 0 && <Quiet>{words.none}</Quiet>}
      {page !== null && page.entries.length > 0 && <AuditTable entries={page.entries} />}
      {page !== null && page.next !== null && (
        <div>
          <Button onClick={() => void load(page.next, page.entries)}>{words.more}</Button>
        </div>
      )}
    </Section>
  )
}

const AuditTable = ({ entries }: { entries: readonly AuditEntry[] }) => (
  <table aria-label={words.title} className="w-full border-collapse text-left selectable">
    <thead className="text-sm text-faint">
      <tr>
        <th className="py-1 pr-3 font-medium">{words.when}</th>
        <th className="py-1 pr-3 font-medium">{words.who}</th>
        <th className="py-1 font-medium">{words.what}</th>
      </tr>
    </thead>
    <tbody className="divide-y divide-line border-y border-line">
      {entries.map((entry) => (
        <tr key={entry.number} className="align-top">
          <td className="py-1.5 pr-3 whitespace-nowrap tabular text-muted">{formatMoment(entry.at)}</td>
          <td className="max-w-40 truncate py-1.5 pr-3" title={entry.actor.program}>
            {entry.actor.program?.split('/').at(-1) ?? words.doors[entry.actor.door]}
          </td>
          <td className="py-1.5 break-words">
            <span className="font-mono text-sm">{entry.action}</span>
            {entry.secret !== undefined && <span className="ml-2 font-mono text-sm break-all">{entry.secret}</span>}
            {entry.detail !== undefined && <span className="ml-2 text-sm text-faint">{entry.detail}</span>}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
