import { type FormEvent, useRef, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { checkTags } from '../../../shared/rules.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { scheduleAll, tagAll } from '../../store/bulk.ts'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'
import { RecoveryWindow } from './recovery-window.tsx'

const words = text.bulk

/** Adds one tag to several secrets, or changes its value. */
export function BulkTagDialog({ names }: { names: readonly string[] }) {
  const input = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const [key = '', ...rest] = (input.current?.value.trim() ?? '').split('=')
    const value = rest.join('=').trim()
    const checked = checkTags({ [key.trim()]: value })
    if (!checked.ok) return setError(checked.failure.message)
    setBusy(true)
    await tagAll(names, key.trim(), value)
    closeDialog()
  }
  return (
    <Dialog title={words.tagTitle(names.length)} onClose={closeDialog} width="w-sm">
      <form onSubmit={(event) => void submit(event)}>
        <TextField
          ref={input}
          data-autofocus=""
          label={text.tags.label}
          help={text.tags.help}
          placeholder={text.tags.placeholder}
          mono
          disabled={busy}
          error={error}
          onInput={() => setError(null)}
        />
        <DialogButtons>
          <Button onClick={closeDialog}>{text.common.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {text.tags.add}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

/** Schedules the deletion of several secrets. */
export function BulkRemoveDialog({ names }: { names: readonly string[] }) {
  const [chosen, setChosen] = useState<number>(limits.recoveryWindowDays.default)
  const [busy, setBusy] = useState(false)
  const schedule = async (): Promise<void> => {
    setBusy(true)
    await scheduleAll(names, chosen)
    closeDialog()
  }
  return (
    <Dialog title={words.removeTitle(names.length)} onClose={closeDialog}>
      <ul className="max-h-40 overflow-y-auto rounded-md bg-sunken px-3 py-2 font-mono text-sm">
        {names.map((name) => (
          <li key={name} className="truncate">
            {name}
          </li>
        ))}
      </ul>
      <p className="mt-3 text-muted">{words.removeLead}</p>
      <RecoveryWindow days={chosen} onChange={setChosen} />
      <DialogButtons>
        <Button onClick={closeDialog}>{text.common.cancel}</Button>
        <Button look="danger" busy={busy} onClick={() => void schedule()}>
          {text.remove.action(chosen)}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
