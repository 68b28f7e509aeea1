import { Fragment } from 'react'
import { splitName } from '../lib/names.ts'

/** Text that may break after a slash, a dot and the like, before a capital, and within a word only where that is not enough. */
export const Breakable = ({ text }: { text: string }) =>
  [...text.matchAll(/[A-Z]*[^A-Z/._@+=-]*[/._@+=-]?/g)].map(({ 0: part, index }) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ))

/** A name on one line: its path dimmed and the first to be cut, its base in full as long as there is room. */
export function SecretName({ name }: { name: string }) {
  const { path, base } = splitName(name)
  return (
    <span className="flex min-w-0 font-mono text-sm">
      {path !== '' && <span className="min-w-0 truncate text-faint">{path}</span>}
      <span className={`shrink-0 truncate text-ink ${path === '' ? 'max-w-full' : 'max-w-[calc(100%-4ch)]'}`}>
        {base}
      </span>
    </span>
  )
}
