import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../shared/failure.ts'
import { call } from '../bridge.ts'
import { Button } from '../components/button.tsx'
import { EntryScreen } from '../components/entry-screen.tsx'
import { FailureAlert } from '../components/failure-alert.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { StrengthMeter } from '../components/strength-meter.tsx'
import { toBytes } from '../lib/bytes.ts'
import { enterVault, readStatus } from '../store/session.ts'
import { useStore } from '../store/store.ts'
import { toast } from '../store/toasts.ts'
import { text } from '../text.ts'
import { useStrength } from '../use-strength.ts'
import { EntryLink, EntryLinks } from './life/entry-links.tsx'
import { OptionalKeyfile, useKeyfile } from './life/keyfile-choice.tsx'
import { RestoreForm } from './life/restore-form.tsx'

/** No vault yet: one password, judged as it is typed, makes one. */
export function WelcomeScreen() {
  const [restoring, setRestoring] = useState(false)
  const password = useRef<HTMLInputElement>(null)
  const confirm = useRef<HTMLInputElement>(null)
  const path = useStore((state) => state.status?.vaultPath ?? '')
  const { strength, judge } = useStrength()
  const keyfile = useKeyfile()
  const create = useCreate(password, confirm, keyfile.path)
  useEffect(() => password.current?.focus(), [])
  return (
    <EntryScreen title={text.welcome.title} lead={text.welcome.lead} placeLabel={text.welcome.place} place={path}>
      {restoring ? (
        <RestoreForm onBack={() => setRestoring(false)} />
      ) : (
        <form onSubmit={create.submit}>
          <PasswordField
            ref={password}
            label={text.password.label}
            disabled={create.busy}
            error={create.problem?.field === 'password' ? create.problem.message : null}
            onInput={() => {
              create.clear()
              judge(password.current?.value ?? '')
            }}
          />
          <StrengthMeter strength={strength} />
          <PasswordField
            ref={confirm}
            label={text.password.confirm}
            disabled={create.busy}
            error={create.problem?.field === 'confirm' ? create.problem.message : null}
            onInput={create.clear}
          />
          <OptionalKeyfile keyfile={keyfile} mayMake help={text.life.keyfile.help} disabled={create.busy} />
          <p className="mt-2 mb-4 text-sm text-muted">{text.welcome.noReset}</p>
          <Button type="submit" look="primary" size="lg" busy={create.busy} className="w-full">
            {create.busy ? text.welcome.busy : text.welcome.action}
          </Button>
          <EntryLinks>
            <EntryLink label={text.life.adopt.link} onClick={() => void create.adopt()} />
            <EntryLink label={text.life.restore.link} onClick={() => setRestoring(true)} />
          </EntryLinks>
        </form>
      )}
      {create.failure && (
        <div className="mt-4">
          <FailureAlert failure={create.failure} />
        </div>
      )}
    </EntryScreen>
  )
}

interface Problem {
  readonly field: 'password' | 'confirm'
  readonly message: string
}

type FieldRef = RefObject<HTMLInputElement | null>

function useCreate(password: FieldRef, confirm: FieldRef, keyfile: string | null) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const create = async (): Promise<void> => {
    if (!password.current || !confirm.current) return
    setBusy(true)
    const fields = [password.current, confirm.current]
    const answer = await enterVault('vault.create', toBytes(password.current.value), keyfile)
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    for (const field of fields) field.value = ''
  }
  const adopt = async (): Promise<void> => {
    clear()
    const answer = await call('vault.adopt', {})
    if (!answer.ok) return setFailure(answer.failure)
    if (answer.value.path === null) return
    toast(text.life.adopt.done(answer.value.path), { tone: 'ok' })
    await readStatus()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const typed = password.current?.value ?? ''
    if (typed === '') refuse('password', text.password.empty)
    else if (typed !== confirm.current?.value) refuse('confirm', text.password.differ)
    else void create()
  }
  const refuse = (field: Problem['field'], message: string): void => {
    setProblem({ field, message })
    const at = field === 'password' ? password : confirm
    at.current?.focus()
  }
  const clear = (): void => {
    setProblem(null)
    setFailure(null)
  }
  return { busy, problem, failure, submit, clear, adopt }
}
