import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { text } from '../text.ts'
import { IconButton } from './button.tsx'
import { raiseToasts } from './toasts.tsx'
import { NoHints } from './tooltip.tsx'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  /** Tailwind width. */
  readonly width?: string
  /** The title is there for screen readers only, and the content brings its own padding. */
  readonly bare?: boolean
  readonly children: ReactNode
}

/** The platform's modal dialog: it keeps focus inside, closes on Escape and gives focus back, without a library. */
export function Dialog({ title, onClose, width = 'w-md', bare = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    const before = openerOf(document.activeElement)
    if (dialog && !dialog.open) dialog.showModal()
    const wanted = dialog?.querySelector<HTMLElement>('[data-autofocus]') ?? dialog
    wanted?.focus()
    raiseToasts()
    return () => {
      dialog?.close()
      if (before?.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClose={() => ref.current?.open === false && onClose()}
      onPointerDown={(event) => event.target === ref.current && onClose()}
      className={`mx-auto max-h-[calc(100vh-48px)] max-w-[calc(100vw-32px)] animate-appear flex-col overflow-hidden rounded-xl bg-raised text-ink shadow-float outline-none open:flex ${bare ? 'mt-[12vh]' : 'my-auto'} ${width}`}
    >
      <div className={bare ? 'sr-only' : 'flex items-center gap-2 px-5 pt-4 pb-1'}>
        <h2 id={titleId} className="grow text-lg font-semibold">
          {title}
        </h2>
        {!bare && <IconButton icon={X} label={text.common.close} hint={false} small onClick={onClose} />}
      </div>
      <div
        className={bare ? 'flex min-h-0 flex-col' : 'min-h-0 grow scroll-pt-12 scroll-pb-18 overflow-y-auto px-5 pb-5'}
      >
        <NoHints value={true}>{children}</NoHints>
      </div>
    </dialog>
  )
}

/** What gets the focus back: an item of a menu goes with its menu, so the button that opened it. */
function openerOf(focused: Element | null): HTMLElement | null {
  const menu = focused?.closest('[role=menu]')
  const opener = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused
  return opener instanceof HTMLElement ? opener : null
}

/** The buttons at the foot of a dialog: the way out first, the deed last. They stay in sight while the rest scrolls. */
export const DialogButtons = ({ children }: { children: ReactNode }) => (
  <div className="sticky -bottom-5 -mb-5 flex flex-wrap justify-end gap-2 bg-linear-to-t from-raised from-75% to-transparent pt-5 pb-5">
    {children}
  </div>
)
