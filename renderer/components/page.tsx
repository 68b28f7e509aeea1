import { Menu as MenuIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { text } from '../text.ts'
import { pageHeadingId } from '../use-focus-kept.ts'
import { IconButton } from './button.tsx'

interface PageProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  /** Opens the navigation where it has no pane of its own. */
  readonly onNavigate?: (() => void) | undefined
  /** Between the head and what scrolls: tabs. */
  readonly bar?: ReactNode
  readonly children: ReactNode
}

/** A screen beside the sidebar: its title and deeds stay, its content scrolls. */
export const Page = ({ title, lead, actions, onNavigate, bar, children }: PageProps) => (
  <main aria-label={title} className="@container flex h-full flex-col bg-page">
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-5 py-2">
      {onNavigate && <IconButton icon={MenuIcon} label={text.sidebar.show} onClick={onNavigate} />}
      <h1 id={pageHeadingId} tabIndex={-1} className="rounded-sm text-lg font-semibold focus-visible:outline-offset-4">
        {title}
      </h1>
      {lead && <span className="min-w-0 text-sm text-faint tabular">{lead}</span>}
      <span className="grow" />
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
    {bar}
    <div className="min-h-0 grow overflow-y-auto [scrollbar-gutter:stable]">{children}</div>
  </main>
)

/** What a page says where there is nothing to show. */
export const EmptyPage = ({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) => (
  <div className="mx-auto flex max-w-sm flex-col items-center px-6 py-16 text-center">
    <p className="text-lg font-semibold">{title}</p>
    {lead && <p className="mt-1.5 text-muted text-pretty">{lead}</p>}
    {children && <div className="mt-5 flex gap-2">{children}</div>}
  </div>
)
