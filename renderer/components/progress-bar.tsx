interface ProgressBarProps {
  readonly label: string
  readonly done: number
  /** 0 while unknown: the bar then only moves. */
  readonly total: number
}

/** How far something is. */
export const ProgressBar = ({ label, done, total }: ProgressBarProps) => (
  <div
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    {...(total > 0 ? { 'aria-valuemax': total, 'aria-valuenow': Math.min(done, total) } : {})}
    className="h-1.5 overflow-hidden rounded-full bg-press"
  >
    <div
      className={`h-full rounded-full bg-accent transition-[width] duration-150 ${total > 0 ? '' : 'w-1/4 animate-pass'}`}
      style={total > 0 ? { width: `${Math.min(100, (done / total) * 100)}%` } : undefined}
    />
  </div>
)
