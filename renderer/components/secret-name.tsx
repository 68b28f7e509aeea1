import { splitName } from '../lib/names.ts'

/** A name on one line: its path dimmed and the first to be cut, its base in full as long as there is room. */
export function SecretName({ name }: { name: string }) {
  const { path, base } = splitName(name)
  return (
    <span className="flex min-w-0 font-mono text-sm">
      {path !== '' && <span className="min-w-[4ch] shrink truncate text-faint">{path}</span>}
      <span className="max-w-full min-w-0 shrink-[0.15] truncate text-ink">{base}</span>
    </span>
  )
}
