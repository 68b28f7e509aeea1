import type { ReactNode } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { shortcutText, useIsMac } from '../../components/kbd.tsx'
import { type Command, commands } from '../../store/commands.ts'
import { closeDialog } from '../../store/panes.ts'
import { text } from '../../text.ts'

const listKeys: readonly (readonly [readonly string[], string])[] = [
  [['up', 'down', 'j', 'k'], text.keyRows.move],
  [['home', 'end'], text.keyRows.firstLast],
  [['shift+up', 'shift+down'], text.keyRows.mark],
  [['mod+A'], text.keyRows.markAll],
  [['enter'], text.keyRows.open],
  [['esc'], text.keyRows.back],
]

/** Every key there is, from the same list that makes them work. */
export function KeysDialog() {
  return (
    <Dialog title={text.keys.title} onClose={closeDialog} width="w-2xl">
      <div className="grid gap-x-8 gap-y-4 pt-2 sm:grid-cols-2">
        <Group title={text.keys.everywhere}>{rowsOf('everywhere')}</Group>
        <div className="flex flex-col gap-4">
          <Group title={text.keys.list}>
            {listKeys.map(([keys, title]) => (
              <KeyRow key={title} keys={keys} title={title} />
            ))}
          </Group>
          <Group title={text.keys.secret}>{rowsOf('secret')}</Group>
          <Group title={text.keys.editor}>{rowsOf('editor')}</Group>
        </div>
      </div>
    </Dialog>
  )
}

/** Commands of a group that have a key; two keys of the same action share a row. */
function rowsOf(group: Command['group']): ReactNode {
  const titles = [...new Set(commands.filter((each) => each.group === group && each.keys).map(({ title }) => title))]
  return titles.map((title) => {
    const keys = commands.flatMap((each) => (each.title === title && each.keys ? [each.keys] : []))
    return <KeyRow key={title} keys={keys} title={title} />
  })
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <h3 className="mb-1 text-sm font-medium text-faint">{title}</h3>
    <dl>{children}</dl>
  </section>
)

function KeyRow({ keys, title }: { keys: readonly string[]; title: string }) {
  const isMac = useIsMac()
  return (
    <div className="flex min-h-7 items-center justify-between gap-4">
      <dt>{title}</dt>
      <dd className="flex gap-1">
        {keys.map((each) => (
          <span
            key={each}
            className="rounded-sm border border-line-strong bg-sunken px-1.5 font-sans text-xs text-muted"
          >
            {shortcutText(each, isMac)}
          </span>
        ))}
      </dd>
    </div>
  )
}
