import { ChevronDown } from 'lucide-react'

interface SelectProps<T extends string> {
  readonly id?: string
  readonly label?: string
  readonly describedBy?: string
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  readonly onChange: (value: T) => void
  readonly disabled?: boolean
  readonly className?: string
}

/** The platform's select, drawn by the theme. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { id, label, describedBy, value, options, onChange, disabled = false, className = '' } = props
  return (
    <span className={`relative inline-flex ${className}`}>
      <select
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const option = options.find(([each]) => each === event.target.value)
          if (option) onChange(option[0])
        }}
        className="h-8 w-full min-w-0 items-center rounded-md border border-line-strong bg-raised pr-8 pl-2.5 text-ink outline-offset-0 hover:border-edge focus-visible:border-accent disabled:opacity-60"
      >
        {options.map(([each, title]) => (
          <option key={each} value={each}>
            {title}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden="true" className="pointer-events-none absolute top-2 right-2 size-4 text-faint" />
    </span>
  )
}
