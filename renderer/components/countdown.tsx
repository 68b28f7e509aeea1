import { useState } from 'react'

/** A ring that empties until `endsAt`. It is not read out: the mask itself says that the value is hidden. */
export const Countdown = ({ endsAt }: { endsAt: number }) => <Ring key={endsAt} durationMs={endsAt - Date.now()} />

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
