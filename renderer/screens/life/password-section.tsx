import { type FormEvent, type RefObject, useRef, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { PasswordField } from '../../components/password-field.tsx'
import { StrengthMeter } from '../../components/strength-meter.tsx'
import { takeBytes } from '../../lib/bytes.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { useStrength } from '../../use-strength.ts'
import { KeyfileChoice } from './keyfile-choice.tsx'
import { Section } from './parts.tsx'

const words = text.life.password
const keyfileWords = text.life.keyfile

/** Changes the password, and whether a keyfile is needed besides it. The fields are read once, as bytes, and emptied. */
export function PasswordSection() {
  const current = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLInputElement>(null)
  const confirm = useRef<HTMLInputElement>(null)
  const { strength, judge } = useStrength()
  const keyfiles = useKeyfiles()
  const { busy, problem, failure, submit } = useChange({ current, next, confirm }, keyfiles, () => judge(''))
  return (
    <Section title={words.title} failure={failure}>
      <form onSubmit={(event) => void submit(event)} className="grid max-w-sm gap-0.5">
        <PasswordField
          ref={current}
          label={words.current}
          disabled={busy}
          error={problem === 'current' ? words.wrong : null}
        />
        {keyfiles.isNeeded && (
          <KeyfileChoice
            label={keyfileWords.current}
            path={keyfiles.current}
            onPath={keyfiles.chooseCurrent}
            disabled={busy}
          />
        )}
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
        <KeyfileChoice
          label={keyfileWords.next}
          help={keyfileWords.nextHelp}
          path={keyfiles.next}
          onPath={keyfiles.chooseNext}
          mayMake
          disabled={busy}
        />
        <div className="mt-1">
          <Button type="submit" busy={busy}>
            {words.action}
          </Button>
        </div>
      </form>
    </Section>
  )
}

/** The keyfile that is needed now, and the one to be: the same, until another or none is chosen. */
function useKeyfiles() {
  const [isNeeded, setNeeded] = useState(false)
  const [current, setCurrent] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null | undefined>(undefined)
  const look = async (): Promise<void> => {
    const slots = await call('vault.slots', {})
    if (slots.ok) setNeeded(slots.value.some(({ type }) => type === 'password-and-keyfile'))
    setCurrent(null)
    setChosen(undefined)
  }
  useOnOpen(look)
  return {
    isNeeded,
    current,
    next: chosen ?? (chosen === null ? null : current),
    chooseCurrent: setCurrent,
    chooseNext: setChosen,
    look,
  }
}

type Fields = Readonly<Record<'current' | 'next' | 'confirm', RefObject<HTMLInputElement | null>>>

function useChange(fields: Fields, keyfiles: ReturnType<typeof useKeyfiles>, onDone: () => void) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<keyof Fields | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const [current, next, confirm] = [fields.current.current, fields.next.current, fields.confirm.current]
    if (!current || !next || !confirm) return
    setFailure(null)
    if (next.value === '') return setProblem('next')
    if (next.value !== confirm.value) return setProblem('confirm')
    setProblem(null)
    setBusy(true)
    confirm.value = ''
    const answer = await call('vault.changePassword', {
      current: takeBytes(current),
      next: takeBytes(next),
      ...(keyfiles.current === null ? {} : { currentKeyfile: keyfiles.current }),
      ...(keyfiles.next === null ? {} : { nextKeyfile: keyfiles.next }),
    })
    setBusy(false)
    onDone()
    if (answer.ok) {
      toast(words.done, { tone: 'ok' })
      await keyfiles.look()
    } else if (answer.failure.kind === 'wrong-password' && !keyfiles.isNeeded) setProblem('current')
    else setFailure(answer.failure)
  }
  return { busy, problem, failure, submit }
}
