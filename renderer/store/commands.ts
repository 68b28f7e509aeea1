import { text } from '../text.ts'
import { copyValue, setFavourite } from './actions.ts'
import { clearMarks } from './bulk.ts'
import { dropDraft } from './drafts.ts'
import { closeSecret, openDialog, openEditor, openNewSecret, showPage } from './panes.ts'
import { makePlan } from './plan.ts'
import { changeSettings, lockVault } from './session.ts'
import type { State } from './state.ts'
import { get, isReadOnly, isUnlocked, set } from './store.ts'
import { undoLast } from './toasts.ts'

/** Something the user can do from the palette, by a key, or both. The keyboard overview lists the same. */
export interface Command {
  readonly id: string
  readonly title: string
  /** As `shortcutText` reads it; "mod" is Ctrl, on a Mac Command. */
  readonly keys?: string
  readonly group: 'everywhere' | 'secret' | 'editor'
  readonly isReady: (state: State) => boolean
  readonly run: () => void
  /** Left out of the palette: it makes no sense there. */
  readonly keyOnly?: boolean
}

const always = (state: State): boolean => isUnlocked(state)
const withSecret = (state: State): boolean => isUnlocked(state) && state.detail.status === 'ready' && !state.editor
const withLiveSecret = (state: State): boolean =>
  withSecret(state) && state.detail.status === 'ready' && state.detail.secret.deletionAt === null

const selectedName = (): string => get().selected ?? ''

/** What components offer to commands while they are on the screen: the reveal switch, the editor's Save, the search field. */
type Offered = 'reveal' | 'save' | 'find' | 'totp'
const offers = new Map<Offered, () => void>()

/** Offers an action; answers the function that withdraws it. */
export function offer(name: Offered, run: () => void): () => void {
  offers.set(name, run)
  return () => {
    if (offers.get(name) === run) offers.delete(name)
  }
}

export function lockAsked(): void {
  if (get().editorDirty) openDialog({ type: 'discard', proceed: () => void lockVault() })
  else void lockVault()
}

function toggleFavourite(): void {
  const { detail } = get()
  if (detail.status === 'ready') void setFavourite(detail.name, !detail.secret.favourite)
}

const theme = (id: 'light' | 'dark' | 'system', title: string): Command => ({
  id: `theme-${id}`,
  title,
  group: 'everywhere',
  isReady: always,
  run: () => void changeSettings({ theme: id }),
})

const words = text.commands

const pageCommands: readonly Command[] = [
  {
    id: 'sync',
    title: text.pages.goSync,
    group: 'everywhere',
    isReady: always,
    run: () => showPage({ type: 'sync', tab: 'plan' }),
  },
  {
    id: 'sync-plan',
    title: text.pages.plan,
    group: 'everywhere',
    isReady: (state) => isUnlocked(state) && state.sync.targets.length > 0,
    run: () => {
      showPage({ type: 'sync', tab: 'plan' })
      void makePlan()
    },
  },
  {
    id: 'attention',
    title: text.pages.goAttention,
    group: 'everywhere',
    isReady: always,
    run: () => showPage({ type: 'attention' }),
  },
  {
    id: 'rotation',
    title: text.pages.goRotation,
    group: 'everywhere',
    isReady: always,
    run: () => showPage({ type: 'rotation' }),
  },
  {
    id: 'import',
    title: text.pages.goImport,
    group: 'everywhere',
    isReady: (state) => isUnlocked(state) && !isReadOnly(state),
    run: () => showPage({ type: 'import' }),
  },
]

export const commands: readonly Command[] = [
  {
    id: 'palette',
    title: words.palette,
    keys: 'mod+K',
    group: 'everywhere',
    isReady: always,
    keyOnly: true,
    run: () => openDialog({ type: 'palette' }),
  },
  {
    id: 'find-slash',
    title: words.find,
    keys: '/',
    group: 'everywhere',
    isReady: always,
    keyOnly: true,
    run: () => offers.get('find')?.(),
  },
  {
    id: 'find',
    title: words.find,
    keys: 'mod+F',
    group: 'everywhere',
    isReady: always,
    run: () => offers.get('find')?.(),
  },
  { id: 'new', title: words.new, keys: 'mod+N', group: 'everywhere', isReady: always, run: openNewSecret },
  { id: 'lock', title: words.lock, keys: 'mod+L', group: 'everywhere', isReady: always, run: lockAsked },
  {
    id: 'settings',
    title: words.settings,
    keys: 'mod+,',
    group: 'everywhere',
    isReady: always,
    run: () => openDialog({ type: 'settings' }),
  },
  {
    id: 'keys',
    title: words.keys,
    keys: '?',
    group: 'everywhere',
    isReady: always,
    run: () => openDialog({ type: 'keys' }),
  },
  ...pageCommands,
  { id: 'undo', title: words.undo, keys: 'mod+Z', group: 'everywhere', isReady: always, run: undoLast },
  {
    id: 'copy',
    title: words.copy,
    keys: 'mod+C',
    group: 'secret',
    isReady: withLiveSecret,
    run: () => void copyValue(selectedName()),
  },
  {
    id: 'reveal',
    title: words.reveal,
    keys: 'mod+shift+C',
    group: 'secret',
    isReady: withLiveSecret,
    run: () => offers.get('reveal')?.(),
  },
  {
    id: 'totp',
    title: words.totp,
    keys: 'mod+shift+T',
    group: 'secret',
    isReady: (state) => withLiveSecret(state) && offers.has('totp'),
    run: () => offers.get('totp')?.(),
  },
  { id: 'edit', title: words.edit, keys: 'mod+E', group: 'secret', isReady: withLiveSecret, run: openEditor },
  {
    id: 'favourite',
    title: words.favourite,
    keys: 'mod+D',
    group: 'secret',
    isReady: withLiveSecret,
    run: toggleFavourite,
  },
  {
    id: 'remove',
    title: words.remove,
    group: 'secret',
    isReady: withLiveSecret,
    run: () => openDialog({ type: 'remove', name: selectedName() }),
  },
  {
    id: 'save',
    title: words.save,
    keys: 'mod+S',
    group: 'editor',
    isReady: (state) => state.editor !== null,
    keyOnly: true,
    run: () => offers.get('save')?.(),
  },
  theme('light', words.themeLight),
  theme('dark', words.themeDark),
  theme('system', words.themeSystem),
]

/** Escape outside a dialog: leaves the editor, then the secret. */
export function goBack(): void {
  const { editor, selected, page, marked } = get()
  if (editor)
    set(({ editorDirty }) => (editorDirty ? { dialog: { type: 'discard', proceed: dropEditor } } : { editor: null }))
  else if (marked.size > 0) clearMarks()
  else if (page.type !== 'secrets') showPage({ type: 'secrets' })
  else if (selected !== null) closeSecret()
}

function dropEditor(): void {
  dropDraft()
  set({ editor: null, editorDirty: false, dialog: null })
}
