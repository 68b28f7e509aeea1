import { Command } from 'cmdk'
import { CornerDownLeft } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { SecretSummary } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { KindIcon } from '../../components/kind-icon.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { type Command as AppCommand, commands } from '../../store/commands.ts'
import { enterSecret } from '../../store/detail.ts'
import { closeDialog, leaveEditor } from '../../store/panes.ts'
import { get } from '../../store/store.ts'
import { text } from '../../text.ts'

const shownSecrets = 12

/** One field that finds secrets and actions. Secrets are found by the core, the same way as in the list. */
export function Palette() {
  const [query, setQuery] = useState('')
  const secrets = useFound(query)
  const actions = readyCommands(query)
  const pick = (run: () => void): void => {
    closeDialog()
    run()
  }
  return (
    <Dialog title={text.palette.title} onClose={closeDialog} width="w-xl" bare>
      <Command shouldFilter={false} label={text.palette.title} loop className="flex min-h-0 flex-col">
        <Command.Input
          data-autofocus=""
          value={query}
          onValueChange={setQuery}
          placeholder={text.palette.placeholder}
          className="h-12 shrink-0 border-b border-line bg-transparent px-4 text-lg outline-none selectable"
        />
        <Command.List className="max-h-[min(400px,60vh)] overflow-y-auto p-1.5">
          <Command.Empty className="px-3 py-6 text-center text-muted">{text.palette.none}</Command.Empty>
          {secrets.length > 0 && (
            <Command.Group heading={text.palette.secrets} className={groupLook}>
              {secrets.map((row) => (
                <Command.Item
                  key={row.name}
                  value={`secret ${row.name}`}
                  aria-label={`${row.name} ${row.facts.summary ?? ''}`.trim()}
                  onSelect={() => pick(() => leaveEditor(() => void enterSecret(row.name)))}
                  className={itemLook}
                >
                  <KindIcon kind={row.kind} className="size-4 text-muted" />
                  <span className="min-w-0 grow">
                    <SecretName name={row.name} />
                  </span>
                  <span className="ml-auto max-w-48 truncate pl-2 text-sm text-faint">{row.facts.summary}</span>
                  <CornerDownLeft
                    aria-hidden="true"
                    className="hidden size-3.5 shrink-0 text-faint in-data-[selected=true]:block"
                  />
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {actions.length > 0 && (
            <Command.Group heading={text.palette.actions} className={groupLook}>
              {actions.map((command) => (
                <Command.Item
                  key={command.id}
                  value={`action ${command.id}`}
                  onSelect={() => pick(command.run)}
                  className={itemLook}
                >
                  <span className="grow">{command.title}</span>
                  {command.keys && <Kbd keys={command.keys} />}
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  )
}

const groupLook =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint'
const itemLook = 'flex h-9 items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-accent-soft'

const wordsOf = (query: string): readonly string[] => query.toLowerCase().split(/\s+/).filter(Boolean)

function readyCommands(query: string): readonly AppCommand[] {
  const words = wordsOf(query)
  const state = { ...get(), dialog: null }
  return commands.filter(
    (each) => !each.keyOnly && each.isReady(state) && words.every((word) => each.title.toLowerCase().includes(word)),
  )
}

const noneFound = { query: '', rows: [] as readonly SecretSummary[] }

/**
 * The first secrets that match; an answer that comes after the next keystroke is dropped. Until the new one is here, only
 * those of the last that surely match still: Enter must never open what was found for something else.
 */
function useFound(query: string): readonly SecretSummary[] {
  const [found, setFound] = useState(noneFound)
  useEffect(() => {
    let isWanted = true
    void call('secrets.list', { query, sort: query === '' ? 'changed' : 'name', limit: shownSecrets }).then(
      (answer) => {
        if (isWanted) setFound({ query, rows: answer.ok ? answer.value.rows : [] })
      },
    )
    return () => {
      isWanted = false
    }
  }, [query])
  const words = wordsOf(query)
  return found.query === query
    ? found.rows
    : found.rows.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
}
