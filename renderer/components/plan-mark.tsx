import { Pause } from 'lucide-react'
import type { PlanSymbol } from '../../shared/plan-symbols.ts'

const looks: Readonly<Record<PlanSymbol, string>> = {
  '+': 'text-ok-ink',
  '~': 'text-accent-ink',
  '→': 'text-accent-ink',
  '−': 'text-danger-ink',
  '!': 'text-warn-ink',
  '⏸': 'text-warn-ink',
}

/** A step's symbol. Not read out: words beside it say the same. The pause is drawn, since few fonts have it. */
export const PlanMark = ({ symbol }: { symbol: PlanSymbol }) => (
  <span aria-hidden="true" className={`inline-grid w-4 shrink-0 place-items-center font-semibold ${looks[symbol]}`}>
    {symbol === '⏸' ? <Pause className="size-3.5 fill-current" strokeWidth={1} /> : symbol}
  </span>
)
