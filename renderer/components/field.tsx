import { type ComponentProps, type ReactNode, type Ref, useId } from 'react'

export const inputLook =
  'w-full min-w-0 rounded-md border border-line-strong bg-raised px-2.5 text-ink outline-offset-0 transition-colors duration-100 hover:border-edge focus-visible:border-accent disabled:opacity-60 read-only:bg-sunken aria-invalid:border-danger selectable'

interface FieldProps {
  readonly label: string
  readonly help?: ReactNode
  /** Replaces the help while there is one, so that nothing below moves. */
  readonly error?: string | null
  /** False for a control about which there is never anything to say: it keeps no room below. */
  readonly hasRoom?: boolean
  readonly children: (ids: {
    readonly id: string
    readonly describedBy: string
    readonly invalid: boolean
  }) => ReactNode
}

/** A labelled control with room for one line below it. */
export function Field({ label, help, error, hasRoom = true, children }: FieldProps) {
  const id = useId()
  const describedBy = `${id}-help`
  return (
    <div>
      <label htmlFor={id} className="mb-1 block py-0.5 font-medium">
        {label}
      </label>
      {children({ id, describedBy, invalid: Boolean(error) })}
      <div id={describedBy} className={`text-sm text-faint ${hasRoom ? 'mt-1 min-h-4' : ''}`}>
        {error ? (
          <span role="alert" className="text-danger-ink">
            {error}
          </span>
        ) : (
          help
        )}
      </div>
    </div>
  )
}

interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string
  readonly help?: ReactNode
  readonly error?: string | null
  readonly hasRoom?: boolean
  readonly mono?: boolean
  readonly ref?: Ref<HTMLInputElement>
  readonly 'data-autofocus'?: string
}

export function TextField({ label, help, error = null, hasRoom = true, mono = false, ...rest }: TextFieldProps) {
  return (
    <Field label={label} help={help} error={error} hasRoom={hasRoom}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          autoComplete="off"
          spellCheck={false}
          {...rest}
          className={`h-8 ${inputLook} ${mono ? 'font-mono text-sm' : ''}`}
        />
      )}
    </Field>
  )
}
