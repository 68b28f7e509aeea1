import { Eye, EyeOff } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, type RefObject, useState } from 'react'
import { text } from '../text.ts'
import { IconButton } from './button.tsx'
import { Field, inputLook } from './field.tsx'

interface PasswordFieldProps {
  readonly ref: RefObject<HTMLInputElement | null>
  readonly label: string
  readonly disabled?: boolean
  readonly help?: ReactNode
  readonly error?: string | null
  /** Told after every change, without what was typed. */
  readonly onInput?: () => void
}

/** A password that lives in its field alone: uncontrolled, read once by whoever holds `ref`. Says when Caps Lock is on. */
export function PasswordField({ ref, label, disabled = false, help, error, onInput }: PasswordFieldProps) {
  const [visible, setVisible] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const readCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const hint = capsLock ? <span className="text-warn-ink">{text.password.capsLock}</span> : help
  return (
    <Field label={label} help={hint} error={error ?? null}>
      {({ id, describedBy, invalid }) => (
        <div className="relative">
          <input
            ref={ref}
            id={id}
            type={visible ? 'text' : 'password'}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            disabled={disabled}
            onInput={onInput}
            onKeyDown={readCapsLock}
            onKeyUp={readCapsLock}
            onBlur={() => setCapsLock(false)}
            className={`h-9 pr-9 ${inputLook} ${visible ? 'font-mono text-sm' : ''}`}
          />
          <IconButton
            icon={visible ? EyeOff : Eye}
            label={visible ? text.password.hide : text.password.show}
            small
            className="absolute top-1.5 right-1.5"
            onClick={() => setVisible(!visible)}
          />
        </div>
      )}
    </Field>
  )
}
