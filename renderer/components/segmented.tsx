import { useId } from 'react'

interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  readonly onChange: (value: T) => void
}

/** One of a few, side by side: radio buttons, each under its whole word. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className="inline-flex h-6 shrink-0 rounded-md bg-press p-0.5">
      {options.map(([each, title]) => (
        <label
          key={each}
          className="relative flex items-center rounded-sm px-2 text-sm text-muted has-checked:bg-raised has-checked:text-ink has-checked:shadow-raised"
        >
          <input
            type="radio"
            name={name}
            checked={each === value}
            onChange={() => onChange(each)}
            className="absolute inset-0 appearance-none rounded-sm"
          />
          {title}
        </label>
      ))}
    </div>
  )
}
