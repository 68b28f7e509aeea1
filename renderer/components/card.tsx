import { type ReactNode, useId } from 'react'

interface CardProps {
  readonly title: string
  readonly meta?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A named part of the detail: its title, what there is to say and do about it, and its content. */
export function Card({ title, meta, actions, children }: CardProps) {
  const titleId = useId()
  return (
    <section aria-labelledby={titleId} className="@container rounded-lg border border-line bg-raised shadow-raised">
      <header className="flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-1.5">
        <h2 id={titleId} className="font-semibold">
          {title}
        </h2>
        {meta && <span className="min-w-0 truncate text-sm text-faint tabular">{meta}</span>}
        {actions && <div className="ml-auto flex items-center gap-1.5">{actions}</div>}
      </header>
      {children}
    </section>
  )
}
