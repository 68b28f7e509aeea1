import { KeyRound } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { closeDialog, openDialog } from '../../store/panes.ts'
import { set, useStore } from '../../store/store.ts'
import { text } from '../../text.ts'
import { KitSection } from './kit-section.tsx'

const words = text.life.offer

const decline = (): void => set({ offersKit: false })

/** After a vault was created: the moment to make a recovery kit is now. It stands in nobody's way. */
export function KitOffer() {
  const isOffered = useStore((state) => state.offersKit)
  if (!isOffered) return null
  return (
    <section
      aria-label={text.life.kit.title}
      className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 border-b border-line bg-accent-soft px-4 py-2"
    >
      <KeyRound aria-hidden="true" className="size-4 shrink-0 text-accent-ink" />
      <p className="min-w-0 grow">{words.lead}</p>
      <Button look="primary" onClick={() => openDialog({ type: 'kit' })}>
        {words.now}
      </Button>
      <Button look="ghost" onClick={decline}>
        {words.later}
      </Button>
    </section>
  )
}

/** The kit in a dialog of its own; the offer is gone when it closes. */
export function KitDialog() {
  const close = (): void => {
    decline()
    closeDialog()
  }
  return (
    <Dialog title={text.life.kit.title} onClose={close} width="w-[560px]">
      <KitSection hasTitle={false} />
    </Dialog>
  )
}
