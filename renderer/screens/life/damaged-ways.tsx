import { type FormEvent, useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { PasswordField } from '../../components/password-field.tsx'
import { takeBytes } from '../../lib/bytes.ts'
import { readStatus } from '../../store/session.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { EntryLink } from './entry-links.tsx'
import { OptionalKeyfile, useKeyfile, withKeyfile } from './keyfile-choice.tsx'
import { RestoreForm } from './restore-form.tsx'

const words = text.life.salvage

/** What can be done about a damaged vault: a backup first, then what can still be read. */
export function DamagedWays() {
  const [way, setWay] = useState<'restore' | 'salvage' | null>(null)
  const back = () => setWay(null)
  if (way === null)
    return (
      <div className="mt-3 flex justify-center gap-2">
        <EntryLink label={text.life.restore.link} onClick={() => setWay('restore')} />
        <EntryLink label={words.action} onClick={() => setWay('salvage')} />
      </div>
    )
  return (
    <div className="mt-4 rounded-xl border border-line bg-raised p-6 text-left shadow-raised">
      {way === 'restore' ? <RestoreForm onBack={back} /> : <SalvageForm onBack={back} />}
    </div>
  )
}

function SalvageForm({ onBack }: { onBack: () => void }) {
  const password = useRef<HTMLInputElement>(null)
  const keyfile = useKeyfile()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!password.current) return
    setBusy(true)
    const answer = await call('vault.salvage', { password: takeBytes(password.current), ...withKeyfile(keyfile.path) })
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    toast(words.done(answer.value.lost.length), { tone: answer.value.lost.length === 0 ? 'ok' : 'danger' })
    await readStatus()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-2">
      <p className="text-muted">{words.lead}</p>
      <PasswordField ref={password} label={text.password.label} disabled={busy} />
      <OptionalKeyfile keyfile={keyfile} disabled={busy} />
      {failure && <FailureAlert failure={failure} />}
      <div className="flex justify-between gap-2">
        <Button onClick={onBack}>{text.life.recover.back}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {words.action}
        </Button>
      </div>
    </form>
  )
}
