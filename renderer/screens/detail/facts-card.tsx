import type { SecretDetail } from '../../../shared/model.ts'
import { Card } from '../../components/card.tsx'
import { factRows } from '../../lib/facts.ts'
import { formatDay, formatMoment } from '../../lib/format.ts'
import { text } from '../../text.ts'

/** What is public about the value, and the dates of the secret. */
export function FactsCard({ secret }: { secret: SecretDetail }) {
  const rows: readonly (readonly [string, string])[] = [
    ...factRows(secret.facts, text.facts.titles),
    [text.facts.created, formatMoment(secret.createdAt)],
    [text.facts.lastRead, secret.accessedAt === null ? text.facts.never : formatDay(secret.accessedAt)],
  ]
  return (
    <Card title={text.facts.label}>
      <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-4 gap-y-1 border-t border-line px-3.5 py-2.5">
        {rows.map(([title, value]) => (
          <div key={title} className="contents">
            <dt className="max-w-40 text-muted">{title}</dt>
            <dd className="min-w-0 break-words selectable tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
