import { type FormEvent, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import type { MfaQuestion } from '../../store/state.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

const words = text.sync.mfa

/** Asks for the code of an MFA device, over whatever else is open. */
export function MfaDialog() {
  const question = useStore((state) => state.mfa)
  return question === null ? null : <Question key={question.message} question={question} />
}

function Question({ question: { serial, message, answer } }: { question: MfaQuestion }) {
  const input = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<string | null>(null)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const code = input.current?.value.replace(/\s/g, '') ?? ''
    if (/^\d{6,8}$/.test(code)) answer(code)
    else setError(words.bad)
  }
  return (
    <Dialog title={words.title} onClose={() => answer(null)} width="w-sm">
      <form onSubmit={submit}>
        <p className="mb-2 break-words text-muted">
          {message.includes(serial) ? message : `${message} ${words.lead(serial)}`}
        </p>
        <TextField
          ref={input}
          data-autofocus=""
          label={words.code}
          help={words.help}
          error={error}
          inputMode="numeric"
          mono
          maxLength={9}
          onInput={() => setError(null)}
        />
        <DialogButtons>
          <Button onClick={() => answer(null)}>{text.common.cancel}</Button>
          <Button type="submit" look="primary">
            {words.action}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
