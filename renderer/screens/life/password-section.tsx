import { type FormEvent, useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { PasswordField } from '../../components/password-field.tsx'
import { StrengthMeter } from '../../components/strength-meter.tsx'
import { takeBytes } from '../../lib/bytes.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { useStrength } from '../../use-strength.ts'
import { Section } from './parts.tsx'

const words = text.life.password

/** Changes the password. The fields are read once, as bytes, and emptied. */
export function PasswordSection() {
  const current = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLInputElement>(null)
  const confirm = useRef<HTMLInputElement>(null)
  const { strength, judge } = useStrength()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<'current' | 'next' | 'confirm' | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!current.current || !next.current || !confirm.current) return
    setFailure(null)
    if (next.current.value === '') return setProblem('next')
    if (next.current.value !== confirm.current.value) return setProblem('confirm')
    setProblem(null)
    setBusy(true)
    confirm.current.value = ''
    const answer = await call('vault.changePassword', {
      current: takeBytes(current.current),
      next: takeBytes(next.current),
    })
    setBusy(false)
    judge('')
    if (answer.ok) toast(words.done, { tone: 'ok' })
    else if (answer.failure.kind === 'wrong-password') setProblem('current')
    else setFailure(answer.failure)
  }
  return (
    <Section title={words.title} failure={failure}>
      <form onSubmit={(event) => void submit(event)} className="grid max-w-sm gap-0.5">
        <PasswordField
          ref={current}
          label={words.current}
          disabled={busy}
          error={problem === 'current' ? words.wrong : null}
        />
        <PasswordField
          ref={next}
          label={words.next}
          disabled={busy}
          error={problem === 'next' ? text.password.empty : null}
          onInput={() => judge(next.current?.value ?? '')}
        />
        <StrengthMeter strength={strength} />
        <PasswordField
          ref={confirm}
          label={words.confirm}
          disabled={busy}
          error={problem === 'confirm' ? text.password.differ : null}
        />
        <div>
          <Button type="submit" busy={busy}>
            {words.action}
          </Button>
        </div>
      </form>
    </Section>
  )
}
