import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { KindIcon } from '../../components/kind-icon.tsx'
import { SecretLink } from '../../components/secret-link.tsx'
import { StateDot } from '../../components/state-dot.tsx'
import type { AttentionRow, Category } from '../../lib/attention.ts'
import { openDialog, showPage, showQuery, showSecret } from '../../store/panes.ts'
import { text } from '../../text.ts'

const words = text.attention
const pageRows = 50

/** The filter of the list that shows the same secrets. */
const queries: Readonly<Record<Category, string>> = {
  conflict: 'is:conflict',
  rotation: 'is:due',
  expiry: 'is:expiring',
  weak: 'is:weak',
  reused: 'is:reused',
  unvetted: 'is:unvetted',
  unread: 'is:unread',
}

/** What is behind a bar, each row with the way to deal with it. */
export function CategoryList({ category, rows }: { category: Category; rows: readonly AttentionRow[] }) {
  const [shown, setShown] = useState(pageRows)
  const left = rows.length - shown
  return (
    <Card
      title={words.categories[category]}
      meta={String(rows.length)}
      actions={
        <Button look="ghost" onClick={() => showQuery(queries[category])}>
          {words.inList}
        </Button>
      }
    >
      <ul aria-label={words.categories[category]} className="divide-y divide-line border-t border-line">
        {rows.slice(0, shown).map((row) => (
          <Row key={`${row.name} ${row.versionId} ${row.message}`} category={category} row={row} />
        ))}
      </ul>
      {left > 0 && (
        <div className="border-t border-line px-2 py-1.5">
          <Button look="ghost" onClick={() => setShown(shown + pageRows)}>
            {words.more(Math.min(left, pageRows))}
          </Button>
        </div>
      )}
    </Card>
  )
}

function Row({ category, row }: { category: Category; row: AttentionRow }) {
  const { name, kind, message, versionId, isUrgent } = row
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2">
      <span className="grid w-4 place-items-center text-muted">
        {kind === null ? <StateDot look={isUrgent ? 'danger' : 'warn'} /> : <KindIcon kind={kind} />}
      </span>
      <SecretLink name={name} />
      <span className={`min-w-0 grow basis-60 ${isUrgent ? 'text-danger-ink' : 'text-muted'}`}>{message}</span>
      {category === 'unvetted' && versionId !== undefined ? (
        <Button onClick={() => openDialog({ type: 'vet', name, versionId })}>{words.approve}</Button>
      ) : category === 'conflict' ? (
        <Button onClick={() => showPage({ type: 'sync', tab: 'conflicts' })}>{words.resolve}</Button>
      ) : (
        <Button onClick={() => showSecret(name)}>{words.open}</Button>
      )}
    </li>
  )
}
