import { type FormEvent, useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { TextField } from '../../components/field.tsx'
import { PasswordField } from '../../components/password-field.tsx'
import { takeBytes } from '../../lib/bytes.ts'
import { readStatus } from '../../store/session.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'

const words = text.life.recover

/** Opens the vault with its recovery key and gives it a new password. */
export function RecoverForm({ onBack }: { onBack: () => void }) {
  const key = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLInputElement>(null)
  const confirm = useRef<HTMLInputElement>(null)
  const [differ, setDiffer] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!key.current || !next.current || !confirm.current) return
    if (next.current.value === '' || next.current.value !== confirm.current.value) return setDiffer(true)
    setBusy(true)
    setFailure(null)
    const recoveryKey = key.current.value
    const answer = await call('vault.recover', { recoveryKey, next: takeBytes(next.current) })
    confirm.current.value = ''
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    key.current.value = ''
    toast(text.life.password.done, { tone: 'ok' })
    await readStatus()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-1">
      <h2 className="mb-2 text-lg font-semibold">{words.title}</h2>
      <div className="mb-3">
        <TextField ref={key} label={words.key} help={words.keyHelp} mono autoCapitalize="characters" disabled={busy} />
      </div>
      <PasswordField ref={next} label={text.life.password.next} disabled={busy} onInput={() => setDiffer(false)} />
      <PasswordField
        ref={confirm}
        label={text.life.password.confirm}
        disabled={busy}
        error={differ ? text.password.differ : null}
        onInput={() => setDiffer(false)}
      />
      {failure && <FailureAlert failure={failure} />}
      <div className="mt-2 flex justify-between gap-2">
        <Button onClick={onBack}>{words.back}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {words.action}
        </Button>
      </div>
    </form>
  )
}
