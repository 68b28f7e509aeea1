import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { closeDialog } from '../../store/panes.ts'
import { removeTarget } from '../../store/sync.ts'
import { text } from '../../text.ts'

const words = text.sync.targets

/** Says what removing a target does not do, then removes it. */
export function TargetRemoveDialog({ name }: { name: string }) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const remove = async (): Promise<void> => {
    setBusy(true)
    const answer = await removeTarget(name)
    setBusy(false)
    if (answer.ok) closeDialog()
    else setFailure(answer.failure)
  }
  return (
    <Dialog title={words.removeTitle(name)} onClose={closeDialog} width="w-sm">
      <p className="text-muted">{words.removeLead}</p>
      {failure && (
        <div className="mt-3">
          <FailureAlert failure={failure} />
        </div>
      )}
      <DialogButtons>
        <Button onClick={closeDialog}>{text.common.cancel}</Button>
        <Button look="danger" busy={busy} onClick={() => void remove()}>
          {words.removeAction}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
