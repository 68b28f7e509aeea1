import { useRef, useState } from 'react'
import type { CallInput } from '../../../shared/contract.ts'
import type { Failure } from '../../../shared/failure.ts'
import { type AuditAction, auditActions } from '../../../shared/limits.ts'
import type { AuditActor, AuditEntry } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Field, TextField } from '../../components/field.tsx'
import { Breakable } from '../../components/secret-name.tsx'
import { Select } from '../../components/select.tsx'
import { sayEntry } from '../../lib/audit-words.ts'
import { DAY, formatMoment } from '../../lib/format.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { Quiet, Section } from './parts.tsx'

const words = text.life.audit
const did = text.activity.did
const pageSize = 50

interface Page {
  readonly entries: readonly AuditEntry[]
  readonly next: number | null
}

type Filter = CallInput<'audit.save'>

/** What is chosen above the table. */
interface Chosen {
  readonly door: AuditActor['door'] | ''
  readonly action: AuditAction | ''
  readonly time: keyof typeof words.times
}

const days: Readonly<Record<Chosen['time'], number>> = { any: 0, day: 1, week: 7, month: 30 }

const filterOf = (secret: string, { door, action, time }: Chosen): Filter => ({
  ...(secret === '' ? {} : { secret }),
  ...(door === '' ? {} : { door }),
  ...(action === '' ? {} : { action }),
  ...(time === 'any' ? {} : { fromAt: Date.now() - days[time] * DAY }),
})

/** The audit log, newest first, a page at a time, by secret, actor, action and time. */
export function AuditSection() {
  const secret = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<Chosen>({ door: '', action: '', time: 'any' })
  const [page, setPage] = useState<Page | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  /** Rises with every question, so that an answer that comes late is dropped. */
  const turn = useRef(0)
  const filter = (of = chosen): Filter => filterOf(secret.current?.value.trim() ?? '', of)

  const load = async (wanted: Filter, before: number | null, shown: readonly AuditEntry[]): Promise<void> => {
    turn.current += 1
    const asked = turn.current
    const answer = await call('audit.list', { limit: pageSize, ...wanted, ...(before === null ? {} : { before }) })
    if (turn.current !== asked) return
    if (!answer.ok) return setFailure(answer.failure)
    setPage({ entries: [...shown, ...answer.value.entries], next: answer.value.next })
  }
  const choose = (change: Partial<Chosen>): void => {
    const next = { ...chosen, ...change }
    setChosen(next)
    void load(filter(next), null, [])
  }
  const verify = async (): Promise<void> => {
    const answer = await call('audit.verify', {})
    if (!answer.ok) return setFailure(answer.failure)
    const { fault, entries } = answer.value
    toast(fault ?? words.sound(entries), { tone: fault === null ? 'ok' : 'danger' })
  }
  const save = async (): Promise<void> => {
    const answer = await call('audit.save', filter())
    if (!answer.ok) setFailure(answer.failure)
    else if (answer.value.path !== null) toast(words.exported(answer.value.path), { tone: 'ok' })
  }
  useOnOpen(() => load({}, null, []))
  return (
    <Section title={words.title} failure={failure}>
      <div className="grid grid-cols-[1.3fr_1fr_1fr_1fr] items-end gap-2">
        <TextField
          ref={secret}
          label={words.secret}
          mono
          hasRoom={false}
          onChange={() => void load(filter(), null, [])}
        />
        <Choice label={words.who} value={chosen.door} options={doors} onChange={(door) => choose({ door })} />
        <Choice label={words.what} value={chosen.action} options={actions} onChange={(action) => choose({ action })} />
        <Choice label={words.when} value={chosen.time} options={times} onChange={(time) => choose({ time })} />
      </div>
      <div className="flex gap-2">
        <Button onClick={() => void verify()}>{words.verify}</Button>
        <Button onClick={() => void save()}>{words.export}</Button>
      </div>
      {page !== null && page.entries.length === 0 && <Quiet>{words.none}</Quiet>}
      {page !== null && page.entries.length > 0 && <AuditTable entries={page.entries} />}
      {page !== null && page.next !== null && (
        <div>
          <Button onClick={() => void load(filter(), page.next, page.entries)}>{words.more}</Button>
        </div>
      )}
    </Section>
  )
}

type Options<T extends string> = readonly (readonly [T, string])[]
const doors: Options<Chosen['door']> = [
  ['', words.anyone],
  ...(Object.entries(words.doors) as Options<AuditActor['door']>),
]
const actions: Options<Chosen['action']> = [
  ['', words.anything],
  ...auditActions.map((action) => [action, did[action]] as const),
]
const times = Object.entries(words.times) as Options<Chosen['time']>

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: Options<T>
  readonly onChange: (value: T) => void
}

const Choice = <T extends string>({ label, value, options, onChange }: ChoiceProps<T>) => (
  <Field label={label} hasRoom={false}>
    {({ id }) => <Select id={id} value={value} options={options} onChange={onChange} className="w-full" />}
  </Field>
)

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
        <AuditRow key={entry.number} entry={entry} />
      ))}
    </tbody>
  </table>
)

function AuditRow({ entry }: { entry: AuditEntry }) {
  const { at, actor, action, secret } = entry
  const [what, code] = sayEntry(entry)
  return (
    <tr className="align-top">
      <td className="py-1.5 pr-3 whitespace-nowrap tabular text-muted">{formatMoment(at)}</td>
      <td className="max-w-40 truncate py-1.5 pr-3" title={actor.program}>
        {actor.program?.split('/').at(-1) ?? words.doors[actor.door]}
      </td>
      <td className="py-1.5 break-words" title={action}>
        {what}
        {secret !== undefined && (
          <span className="ml-2 font-mono text-sm">
            <Breakable text={secret} />
          </span>
        )}
        {code !== '' && <span className="ml-2 text-sm text-faint">{code}</span>}
      </td>
    </tr>
  )
}
