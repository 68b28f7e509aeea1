import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

/** A control's name and shortcut, shown after a moment of pointing at it or at once on keyboard focus. */
export const Hint = ({ label, shortcut, children }: { label: string; shortcut?: string; children: ReactNode }) => (
  <Tooltip.Root>
    <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
    <Tooltip.Portal>
      <Tooltip.Content
        sideOffset={6}
        collisionPadding={8}
        className="z-40 flex max-w-xs animate-appear items-center gap-2 rounded-md bg-raised px-2 py-1 text-sm text-ink shadow-float"
      >
        {label}
        {shortcut && <Kbd keys={shortcut} />}
      </Tooltip.Content>
    </Tooltip.Portal>
  </Tooltip.Root>
)

export const HintProvider = ({ children }: { children: ReactNode }) => (
  <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
    {children}
  </Tooltip.Provider>
)
