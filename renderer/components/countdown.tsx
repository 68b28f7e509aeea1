import { useState } from 'react'
import { useNow } from '../use-now.ts'

/** A ring that empties until `endsAt`, and the seconds left. Neither is read out: the mask itself is announced. */
export function Countdown({ endsAt, label }: { endsAt: number; label: (secondsLeft: number) => string }) {
  const now = useNow(1_000)
  const left = Math.max(0, Math.ceil((endsAt - now) / 1_000))
  const startedLeftMs = Math.max(0, endsAt - Date.now())
  return (
    <span title={label(left)} className="flex items-center gap-1.5 text-sm text-faint tabular">
      <Ring key={endsAt} durationMs={startedLeftMs} />
      <span aria-hidden="true">{left} s</span>
    </span>
  )
}

/** The animation is fixed when it begins; renders after that must not change it. */
function Ring({ durationMs }: { durationMs: number }) {
  const [fixedMs] = useState(durationMs)
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className="size-3.5 shrink-0 -rotate-90 -scale-y-100">
      <circle cx="8" cy="8" r="6" fill="none" strokeWidth="2" className="stroke-press" />
      <circle
        cx="8"
        cy="8"
        r="6"
        fill="none"
        strokeWidth="2"
        pathLength="100"
        className="countdown-ring stroke-accent"
        style={{ animationDuration: `${fixedMs}ms` }}
      />
    </svg>
  )
}
