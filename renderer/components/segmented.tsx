import { ToggleGroup } from 'radix-ui'

interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  readonly onChange: (value: T) => void
}

/** One of a few, side by side. */
export const Segmented = <T extends string>({ label, value, options, onChange }: SegmentedProps<T>) => (
  <ToggleGroup.Root
    type="single"
    aria-label={label}
    value={value}
    onValueChange={(chosen) => {
      const option = options.find(([each]) => each === chosen)
      if (option) onChange(option[0])
    }}
    className="inline-flex h-6 shrink-0 rounded-md bg-press p-0.5"
  >
    {options.map(([each, title]) => (
      <ToggleGroup.Item
        key={each}
        value={each}
        className="rounded-sm px-2 text-sm text-muted data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:shadow-raised"
      >
        {title}
      </ToggleGroup.Item>
    ))}
  </ToggleGroup.Root>
)
