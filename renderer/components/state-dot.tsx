const looks = {
  ok: 'bg-ok-ink',
  move: 'bg-accent',
  warn: 'bg-warn-ink',
  danger: 'bg-danger',
  none: 'border border-edge',
} as const

export type DotLook = keyof typeof looks

/** A state as a dot. The word beside it, or `label` where there is none, says the same. */
export const StateDot = ({ look, label }: { look: DotLook; label?: string }) => (
  <span
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label, title: label })}
    className={`inline-block size-2 shrink-0 rounded-full ${looks[look]}`}
  />
)
