import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { limits } from '../../../shared/limits.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { scheduleDeletion } from '../../store/actions.ts'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'
import { RecoveryWindow } from './recovery-window.tsx'

/** Chooses the recovery window and schedules the deletion. */
export function RemoveDialog({ name }: { name: string }) {
  const [chosen, setChosen] = useState<number>(limits.recoveryWindowDays.default)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const schedule = async (): Promise<void> => {
    setBusy(true)
    const answer = await scheduleDeletion(name, chosen)
    setBusy(false)
    if (answer.ok) closeDialog()
    else setFailure(answer.failure)
  }
  return (
    <Dialog title={text.remove.title} onClose={closeDialog}>
      <div className="rounded-md bg-sunken px-3 py-2">
        <SecretName name={name} />
      </div>
      <p className="mt-3 text-muted">{text.remove.lead}</p>
      <RecoveryWindow days={chosen} onChange={setChosen} />
      {failure && (
        <div className="mt-3">
          <FailureAlert failure={failure} />
        </div>
      )}
      <DialogButtons>
        <Button onClick={closeDialog}>{text.common.cancel}</Button>
        <Button look="danger" busy={busy} onClick={() => void schedule()}>
          {text.remove.action(chosen)}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
