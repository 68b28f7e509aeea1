import type { ComponentProps, ReactNode } from 'react'
import { Tick } from '../../components/check-box.tsx'
import { Field, inputLook } from '../../components/field.tsx'

/** A named group of the form's fields. */
export const FormGroup = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="grid gap-2 border-t border-line pt-4 first-of-type:border-t-0 first-of-type:pt-2">
    <legend className="float-left mb-1 text-lg font-semibold">{title}</legend>
    <div className="clear-both grid gap-2">{children}</div>
  </fieldset>
)

/** Two fields side by side where there is room. */
export const Pair = ({ children }: { children: ReactNode }) => (
  <div className="grid grid-cols-1 gap-x-4 gap-y-2 sm:grid-cols-2">{children}</div>
)

interface LinesFieldProps {
  readonly label: string
  readonly help?: string
  readonly error?: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Several words, one a line. */
export const LinesField = ({ label, help, error, value, onChange }: LinesFieldProps) => (
  <Field label={label} help={help} error={error ?? null}>
    {({ id, describedBy, invalid }) => (
      <textarea
        id={id}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        rows={2}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`block min-h-14 py-1.5 font-mono text-sm ${inputLook}`}
      />
    )}
  </Field>
)

/** A tick as high as the fields beside it. */
export const TickField = (props: ComponentProps<typeof Tick>) => <Tick {...props} className="min-h-7" />
