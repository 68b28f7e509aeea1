import { type ReactNode, useEffect, useRef } from 'react'

interface CheckBoxProps {
  readonly label: string
  readonly checked: boolean
  /** Some of many are ticked. */
  readonly mixed?: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

/** A tick without words on the screen: its row says what it is about. */
export function CheckBox({ label, checked, mixed = false, disabled = false, onChange }: CheckBoxProps) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = mixed
  }, [mixed])
  return (
    <input
      ref={ref}
      type="checkbox"
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.target.checked)}
      className="size-4 shrink-0 accent-accent disabled:opacity-40"
    />
  )
}

interface TickProps {
  readonly label: ReactNode
  readonly checked: boolean
  readonly disabled?: boolean
  readonly className?: string
  readonly onChange: (checked: boolean) => void
}

/** A tick with its words beside it. */
export const Tick = ({ label, checked, disabled = false, className = '', onChange }: TickProps) => (
  <label className={`flex items-center gap-2 ${className}`}>
    <input
      type="checkbox"
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.target.checked)}
      className="size-4 shrink-0 accent-accent"
    />
    {label}
  </label>
)
