import { Tooltip } from 'radix-ui'
import { createContext, type ReactNode, useContext } from 'react'
import { Kbd } from './kbd.tsx'

/** True inside a modal dialog: a hint would lie under it, unseen, and take the Escape that is meant for the dialog. */
export const NoHints = createContext(false)

/** A control's name and shortcut, shown after a moment of pointing at it or at once on keyboard focus. */
export const Hint = ({ children, ...shown }: { label: string; shortcut?: string; children: ReactNode }) =>
  useContext(NoHints) ? children : <ShownHint {...shown}>{children}</ShownHint>

const ShownHint = ({ label, shortcut, children }: { label: string; shortcut?: string; children: ReactNode }) => (
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
