import { Card } from '../../components/card.tsx'
import { type AttentionRows, type Category, categories } from '../../lib/attention.ts'
import { formatCount } from '../../lib/format.ts'
import { text } from '../../text.ts'

const words = text.attention

/** Decisions and dates first in the warning colour, habits in the accent. */
const fills: Readonly<Record<Category, string>> = {
  conflict: 'fill-danger',
  rotation: 'fill-warm',
  expiry: 'fill-warm',
  weak: 'fill-accent',
  reused: 'fill-accent',
  unvetted: 'fill-accent',
  unread: 'fill-edge',
}

interface CategoryChartProps {
  readonly rows: AttentionRows
  readonly shown: Category
  readonly onChoose: (category: Category) => void
}

/** A bar for each category; the list of the chosen one stands below. */
export function CategoryChart({ rows, shown, onChoose }: CategoryChartProps) {
  const most = Math.max(...categories.map((category) => rows[category].length))
  return (
    <Card title={words.chart} meta={words.chartLead}>
      <ul className="border-t border-line p-1.5">
        {categories.map((category) => (
          <li key={category}>
            <Bar
              category={category}
              count={rows[category].length}
              most={most}
              isShown={category === shown}
              onChoose={() => onChoose(category)}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}

interface BarProps {
  readonly category: Category
  readonly count: number
  readonly most: number
  readonly isShown: boolean
  readonly onChoose: () => void
}

function Bar({ category, count, most, isShown, onChoose }: BarProps) {
  const title = words.categories[category]
  return (
    <button
      type="button"
      aria-pressed={isShown}
      disabled={count === 0}
      onClick={onChoose}
      className={`flex h-8 w-full items-center gap-3 rounded-md px-2 text-left ${isShown ? 'bg-press' : 'hover:bg-hover disabled:hover:bg-transparent'}`}
    >
      <span className={`w-44 shrink-0 ${count === 0 ? 'text-faint' : ''}`}>{title}</span>
      <svg aria-hidden="true" className="h-3 min-w-0 grow" preserveAspectRatio="none" viewBox="0 0 100 12">
        <rect width="100" height="12" className="fill-press" />
        <rect width={most === 0 ? 0 : (count / most) * 100} height="12" className={fills[category]} />
      </svg>
      <span className={`w-12 shrink-0 text-right tabular ${count === 0 ? 'text-faint' : 'font-medium'}`}>
        {formatCount(count)}
        <span className="sr-only"> {words.secrets(count)}</span>
      </span>
    </button>
  )
}
