import type { Strength } from '../lib/strength.ts'
import { text } from '../text.ts'

const colours = ['bg-danger', 'bg-danger', 'bg-warn-ink', 'bg-ok-ink', 'bg-ok-ink'] as const

/** Four bars, a word and the reason. It keeps its height while there is nothing to say. */
export function StrengthMeter({ strength }: { strength: Strength | null }) {
  const score = strength?.score ?? 0
  const lit = strength ? Math.max(1, score) : 0
  const reason = strength && (strength.reason || (score >= 3 ? text.password.good : text.password.advice))
  return (
    <div className="-mt-3 mb-2">
      <meter className="sr-only" min={0} max={4} value={score} aria-label={text.password.strength} />
      <div aria-hidden="true" className="flex gap-1">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} className={`h-1 grow rounded-full ${bar <= lit ? colours[score] : 'bg-press'}`} />
        ))}
      </div>
      <p aria-live="polite" className="mt-1.5 min-h-8 text-sm text-muted">
        {strength ? (
          <>
            <span className="font-medium text-ink">{text.password.scores[score]}.</span> {reason}
          </>
        ) : (
          text.password.advice
        )}
      </p>
    </div>
  )
}
