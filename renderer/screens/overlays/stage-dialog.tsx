import { type FormEvent, useRef, useState } from 'react'
import { PENDING } from '../../../shared/limits.ts'
import { checkStage } from '../../../shared/rules.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { shortId } from '../../lib/format.ts'
import { moveStage } from '../../store/actions.ts'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'

/** Puts a staging label of the user's own, or AWSPENDING, on a version. */
export function StageDialog({ name, versionId }: { name: string; versionId: string }) {
  const input = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<string | null>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const checked = checkStage(input.current?.value.trim() ?? '')
    if (!checked.ok) return setError(checked.failure.message)
    if (await moveStage(name, checked.value, versionId)) closeDialog()
  }
  return (
    <Dialog title={text.versions.stageTitle} onClose={closeDialog} width="w-sm">
      <form onSubmit={(event) => void submit(event)}>
        <p className="mb-2 text-muted">{text.versions.stageLead(shortId(versionId))}</p>
        <TextField
          ref={input}
          data-autofocus=""
          label={text.versions.stageName}
          placeholder={PENDING}
          mono
          error={error}
          onInput={() => setError(null)}
        />
        <DialogButtons>
          <Button onClick={closeDialog}>{text.common.cancel}</Button>
          <Button type="submit" look="primary">
            {text.versions.stageAction}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
