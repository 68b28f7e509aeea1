import { Copy } from 'lucide-react'
import type { SecretDetail } from '../../../shared/model.ts'
import { IconButton } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { type FactRow, factRows } from '../../lib/facts.ts'
import { formatDay, formatMoment } from '../../lib/format.ts'
import { copyPlain } from '../../store/actions.ts'
import { text } from '../../text.ts'

/** What is public about the value, and the dates of the secret. */
export function FactsCard({ secret }: { secret: SecretDetail }) {
  const read = secret.accessedAt === null ? text.facts.never : formatDay(secret.accessedAt)
  const rows: readonly FactRow[] = [
    ...factRows(secret.facts, text.facts.titles),
    { key: 'created', title: text.facts.created, text: formatMoment(secret.createdAt), isCode: false },
    { key: 'read', title: text.facts.lastRead, text: read, isCode: false },
  ]
  return (
    <Card title={text.facts.label}>
      <dl className="border-t border-line py-1.5">
        {rows.map((row) => (
          <Fact key={row.key} row={row} />
        ))}
      </dl>
    </Card>
  )
}

const Fact = ({ row }: { row: FactRow }) => (
  <div className="group flex min-h-6 items-start gap-3 py-0.5 pr-2 pl-3.5">
    <dt className="w-2/5 max-w-32 shrink-0 text-muted">{row.title}</dt>
    {row.isCode ? (
      <dd className="flex min-w-0 grow items-start gap-2">
        <span className="min-w-0 grow pt-px font-mono text-sm leading-[18px] break-all selectable">{row.text}</span>
        <IconButton
          icon={Copy}
          label={text.facts.copy(row.title)}
          small
          className="-my-0.5 opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
          onClick={() => copyPlain(row.text, text.facts.copied(row.title))}
        />
      </dd>
    ) : (
      <dd className="min-w-0 grow break-words selectable tabular">{row.text}</dd>
    )}
  </div>
)
