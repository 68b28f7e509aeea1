import { type FormEvent, useRef } from 'react'
import { limits } from '../../../shared/limits.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { shortId } from '../../lib/format.ts'
import { noteVersion } from '../../store/actions.ts'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'

/** Writes the note of a version afterwards. */
export function NoteDialog({ name, versionId, note }: { name: string; versionId: string; note: string }) {
  const input = useRef<HTMLInputElement>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (await noteVersion(name, versionId, input.current?.value.trim() ?? '')) closeDialog()
  }
  return (
    <Dialog title={text.versions.noteTitle} onClose={closeDialog}>
      <form onSubmit={(event) => void submit(event)}>
        <p className="mb-2 text-muted">{text.versions.noteLead(shortId(versionId))}</p>
        <TextField
          ref={input}
          data-autofocus=""
          label={text.versions.note}
          defaultValue={note}
          maxLength={limits.noteLength}
          hasRoom={false}
        />
        <DialogButtons>
          <Button onClick={closeDialog}>{text.common.cancel}</Button>
          <Button type="submit" look="primary">
            {text.versions.noteAction}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
