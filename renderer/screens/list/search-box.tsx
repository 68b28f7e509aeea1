import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Kbd } from '../../components/kbd.tsx'
import { offer } from '../../store/commands.ts'
import { changeListing } from '../../store/list.ts'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

/** Filters as it is typed into. Down goes on to the rows, Escape empties it and then leaves it. */
export function SearchBox() {
  const query = useStore((state) => state.list.query)
  const input = useRef<HTMLInputElement>(null)
  useEffect(
    () =>
      offer('find', () => {
        input.current?.focus()
        input.current?.select()
      }),
    [],
  )
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault()
      document.getElementById('secrets')?.focus()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      if (query === '') event.currentTarget.blur()
      else changeListing({ query: '' })
    }
  }
  return (
    <div className="relative min-w-0 grow">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-1.5 left-2 size-4 text-faint"
        strokeWidth={1.75}
      />
      <input
        ref={input}
        type="search"
        aria-label={text.list.search}
        aria-keyshortcuts="Control+F /"
        title={text.list.searchHelp}
        placeholder={text.list.placeholder}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => changeListing({ query: event.target.value })}
        onKeyDown={onKeyDown}
        className="peer h-7 w-full rounded-md border border-line bg-raised pr-7 pl-8 outline-offset-0 transition-colors duration-100 selectable hover:border-line-strong focus-visible:border-accent"
      />
      {query === '' ? (
        <span className="pointer-events-none absolute inset-y-0 right-2 flex items-center peer-focus:hidden">
          <Kbd keys="mod+F" />
        </span>
      ) : (
        <button
          type="button"
          aria-label={text.list.clear}
          onClick={() => {
            changeListing({ query: '' })
            input.current?.focus()
          }}
          className="absolute top-1 right-1 grid size-5 place-items-center rounded-sm text-faint hover:bg-hover hover:text-ink"
        >
          <X aria-hidden="true" className="size-3.5" />
        </button>
      )}
    </div>
  )
}
