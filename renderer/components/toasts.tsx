import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Toast } from '../store/state.ts'
import { useStore } from '../store/store.ts'
import { dismissToast } from '../store/toasts.ts'
import { text } from '../text.ts'
import { Button, IconButton } from './button.tsx'

const shownMs = { plain: 5_000, undo: 10_000, danger: 12_000 }

const hostId = 'toasts'

/** A modal dialog lies over all that is not shown after it: to be called by one that opens. */
export function raiseToasts(): void {
  const host = document.getElementById(hostId)
  host?.hidePopover()
  host?.showPopover()
}

/** Messages of what happened. The live region is always there, so that screen readers hear what comes into it. */
export function Toasts() {
  const toasts = useStore((state) => state.toasts)
  useEffect(raiseToasts, [])
  return (
    <section
      id={hostId}
      popover="manual"
      aria-label={text.toasts.label}
      className="pointer-events-none fixed inset-x-0 top-auto bottom-4 m-0 w-full flex-col items-center gap-2 overflow-visible border-0 bg-transparent px-4 py-0 open:flex"
    >
      {toasts
        .filter(({ tone }) => tone === 'danger')
        .map((each) => (
          <div key={each.id} role="alert">
            <ToastCard toast={each} />
          </div>
        ))}
      <div role="status" className="flex flex-col items-center gap-2">
        {toasts
          .filter(({ tone }) => tone !== 'danger')
          .map((each) => (
            <ToastCard key={each.id} toast={each} />
          ))}
      </div>
    </section>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false)
  const { id, tone, message, undo } = toast
  const lifeMs = tone === 'danger' ? shownMs.danger : undo ? shownMs.undo : shownMs.plain
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismissToast(id), lifeMs)
    return () => clearTimeout(timer)
  }, [held, id, lifeMs])
  const Icon = tone === 'danger' ? CircleAlert : CircleCheck
  return (
    <div
      role="group"
      aria-label={text.toasts.label}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex min-h-10 max-w-lg animate-appear items-center gap-2.5 rounded-lg bg-raised py-1.5 pr-1.5 pl-3 text-ink shadow-float"
    >
      <Icon aria-hidden="true" className={`size-4 shrink-0 ${tone === 'danger' ? 'text-danger-ink' : 'text-ok-ink'}`} />
      <span className="min-w-0 break-words">{message}</span>
      {undo && (
        <Button
          look="ghost"
          shortcut="mod+Z"
          className="text-accent-ink"
          onClick={() => {
            dismissToast(id)
            undo()
          }}
        >
          {text.common.undo}
        </Button>
      )}
      <IconButton icon={X} label={text.common.dismiss} hint={false} small onClick={() => dismissToast(id)} />
    </div>
  )
}
