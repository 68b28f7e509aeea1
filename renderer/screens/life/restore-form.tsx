import { type FormEvent, useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { RestorePreview } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { PasswordField } from '../../components/password-field.tsx'
import { toBytes } from '../../lib/bytes.ts'
import { readStatus } from '../../store/session.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { OptionalKeyfile, useKeyfile, withKeyfile } from './keyfile-choice.tsx'

const words = text.life.restore

/** Chooses a backup, opens and checks it, says what it would bring, and restores it. */
export function RestoreForm({ onBack }: { onBack: () => void }) {
  const password = useRef<HTMLInputElement>(null)
  const [path, setPath] = useState<string | null>(null)
  const keyfile = useKeyfile(() => setPreview(null))
  const [preview, setPreview] = useState<RestorePreview | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)

  const choose = async (): Promise<void> => {
    const chosen = await call('backups.choose', {})
    if (!chosen.ok) return setFailure(chosen.failure)
    setPath(chosen.value.path)
    setPreview(null)
    setFailure(null)
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (path === null || !password.current) return
    setBusy(true)
    setFailure(null)
    const input = { path, password: toBytes(password.current.value), ...withKeyfile(keyfile.path) }
    const answer = preview === null ? await call('backups.preview', input) : await call('backups.restore', input)
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    if (preview === null) return setPreview(answer.value)
    password.current.value = ''
    toast(words.done, { tone: 'ok' })
    await readStatus()
    onBack()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3">
      <h2 className="text-lg font-semibold">{words.title}</h2>
      <Button onClick={() => void choose()}>{words.choose}</Button>
      {path !== null && <p className="font-mono text-sm break-all text-muted selectable">{path}</p>}
      {path !== null && (
        <PasswordField ref={password} label={words.password} disabled={busy} onInput={() => setPreview(null)} />
      )}
      {path !== null && <OptionalKeyfile keyfile={keyfile} disabled={busy} />}
      {preview && <Preview preview={preview} />}
      {failure && <FailureAlert failure={failure} />}
      <div className="flex justify-between gap-2">
        <Button onClick={onBack}>{text.life.recover.back}</Button>
        {path !== null && (
          <Button type="submit" look="primary" busy={busy}>
            {preview === null ? words.look : words.action}
          </Button>
        )}
      </div>
    </form>
  )
}

const Preview = ({
  preview: { secrets, versions, createdAt, replaces, fork, savesBehind },
}: {
  preview: RestorePreview
}) => (
  <div role="status" className="rounded-lg bg-sunken px-3.5 py-3">
    <p className="font-medium">{words.brings(secrets, versions, createdAt)}</p>
    {savesBehind > 0 && <p className="text-warn-ink">{words.behind(savesBehind)}</p>}
    {replaces && <p className="text-muted">{words.replaces}</p>}
    {fork && <p className="text-muted">{words.fork}</p>}
  </div>
)
