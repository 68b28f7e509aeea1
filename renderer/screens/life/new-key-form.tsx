import { type FormEvent, useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { NewProgramKey } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Tick } from '../../components/check-box.tsx'
import { Field, inputLook, TextField } from '../../components/field.tsx'
import { text } from '../../text.ts'

const words = text.life.programs

interface NewKeyFormProps {
  readonly onMade: (key: NewProgramKey) => void
  readonly onFailure: (failure: Failure | null) => void
}

/** Mints a key for a program. The endpoint is turned on with it, or its address would be nothing to print. */
export function NewKeyForm({ onMade, onFailure }: NewKeyFormProps) {
  const program = useRef<HTMLInputElement>(null)
  const allow = useRef<HTMLTextAreaElement>(null)
  const [write, setWrite] = useState(false)
  const [confirm, setConfirm] = useState(false)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!program.current || !allow.current) return
    const globs = allow.current.value.split(/\s+/).filter((glob) => glob !== '')
    setBusy(true)
    onFailure(null)
    const on = await call('endpoint.turnOn', {})
    const made = on.ok
      ? await call('endpoint.addKey', {
          program: program.current.value.trim(),
          grants: globs.map((glob) => ({ glob, write })),
          confirm,
        })
      : on
    setBusy(false)
    if (!made.ok) return onFailure(made.failure)
    program.current.value = ''
    allow.current.value = ''
    onMade(made.value)
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-2 rounded-lg border border-line px-3.5 py-3">
      <h4 className="font-medium">{words.add}</h4>
      <TextField ref={program} label={words.program} mono hasRoom={false} />
      <Field label={words.allow} help={words.allowHelp}>
        {({ id, describedBy }) => (
          <textarea
            ref={allow}
            id={id}
            rows={2}
            spellCheck={false}
            aria-describedby={describedBy}
            placeholder="prod/billing/**"
            className={`py-1.5 font-mono text-sm ${inputLook}`}
          />
        )}
      </Field>
      <Tick label={words.write} checked={write} onChange={setWrite} />
      <Tick label={words.confirm} checked={confirm} onChange={setConfirm} />
      <div>
        <Button type="submit" busy={busy}>
          {words.make}
        </Button>
      </div>
    </form>
  )
}
