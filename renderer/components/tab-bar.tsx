import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'

interface TabBarProps<T extends string> {
  readonly label: string
  readonly tabs: readonly { readonly id: T; readonly title: string; readonly count?: number }[]
}

/** The row of tabs under a page's head; inside a `Tabs.Root`. */
export const TabBar = <T extends string>({ label, tabs }: TabBarProps<T>) => (
  <Tabs.List
    aria-label={label}
    className="flex shrink-0 gap-1 overflow-x-auto border-b border-line bg-surface px-4 py-1.5"
  >
    {tabs.map(({ id, title, count }) => (
      <Tabs.Trigger
        key={id}
        value={id}
        className="flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-muted transition-colors duration-100 hover:bg-hover data-[state=active]:bg-press data-[state=active]:font-medium data-[state=active]:text-ink"
      >
        {title}
        {count !== undefined && count > 0 && <span className="text-sm text-faint tabular">{count}</span>}
      </Tabs.Trigger>
    ))}
  </Tabs.List>
)

export const TabPage = ({ value, children }: { value: string; children: ReactNode }) => (
  <Tabs.Content value={value} className="outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--color-accent)]">
    {children}
  </Tabs.Content>
)
