import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { inputLook } from '../../components/field.tsx'
import { text } from '../../text.ts'
import { useRegions } from './use-regions.ts'

const words = text.sync.form

interface RegionPickerProps {
  readonly chosen: readonly string[]
  readonly error: string | null
  readonly onChange: (regions: readonly string[]) => void
}

/** Any number of AWS's regions, found by id or by name. Those chosen stand above as buttons that take them away again. */
export function RegionPicker({ chosen, error, onChange }: RegionPickerProps) {
  const id = useId()
  const [query, setQuery] = useState('')
  const regions = useRegions()
  const wanted = query.trim().toLowerCase().split(/\s+/)
  const found = regions.filter(({ id: region, title }) => {
    const words_ = `${region} ${title}`.toLowerCase()
    return wanted.every((word) => words_.includes(word))
  })
  const toggle = (region: string, on: boolean): void =>
    onChange(on ? [...chosen, region] : chosen.filter((each) => each !== region))
  return (
    <fieldset aria-describedby={`${id}-help`}>
      <legend className="mb-1 py-0.5 font-medium">{words.regions}</legend>
      {chosen.length > 0 && (
        <div className="mb-1.5 flex flex-wrap gap-1.5">
          {chosen.map((region) => (
            <button
              key={region}
              type="button"
              aria-label={words.removeRegion(region)}
              onClick={() => toggle(region, false)}
              className="inline-flex h-6 items-center gap-1 rounded-md bg-accent-soft px-2 font-mono text-sm text-accent-ink hover:brightness-95"
            >
              {region}
              <X aria-hidden="true" className="size-3" />
            </button>
          ))}
        </div>
      )}
      <input
        type="search"
        aria-label={words.regionFind}
        placeholder={words.regionFind}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        className={`h-8 rounded-b-none ${inputLook}`}
      />
      <ul
        aria-label={words.regions}
        className="h-36 overflow-y-auto rounded-b-md border border-t-0 border-line-strong py-1"
      >
        {found.map(({ id: region, title, optIn }) => (
          <li key={region}>
            <label className="flex h-7 items-center gap-2.5 px-2.5 hover:bg-hover">
              <input
                type="checkbox"
                checked={chosen.includes(region)}
                onChange={(event) => toggle(region, event.target.checked)}
                className="size-4 accent-accent"
              />
              <span className="w-32 shrink-0 font-mono text-sm">{region}</span>
              <span className="min-w-0 truncate text-muted">{title}</span>
              {optIn && <span className="text-sm text-faint">{words.optIn}</span>}
            </label>
          </li>
        ))}
        {found.length === 0 && <li className="px-2.5 py-1 text-muted">{words.regionNone}</li>}
      </ul>
      <div id={`${id}-help`} className="mt-1 min-h-4 text-sm text-faint">
        {error ? (
          <span role="alert" className="text-danger-ink">
            {error}
          </span>
        ) : (
          words.regionsHelp
        )}
      </div>
    </fieldset>
  )
}
