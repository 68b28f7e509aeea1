import type { Result } from '../../shared/failure.ts'
import type { Settings, VaultState } from '../../shared/model.ts'
import { call, on } from '../bridge.ts'
import { refreshDetail } from './detail.ts'
import { takeLink } from './links.ts'
import { refreshList, reloadList } from './list.ts'
import { loadRotation } from './rotation.ts'
import { initialState } from './state.ts'
import { get, set } from './store.ts'
import { loadSync, setSync } from './sync.ts'
import { toast, toastFailure } from './toasts.ts'

/** Listens to the core for as long as the page lives, and asks how things are. */
export function startSession(): void {
  on('vault.state', applyVaultState)
  on('secrets.changed', ({ revision, names }) => {
    refreshList(revision)
    void refreshOverview()
    loadSyncSoon()
    const { selected } = get()
    if (selected !== null && (names === null || names.includes(selected))) void refreshDetail()
  })
  on('settings.changed', (settings) => set({ settings }))
  on('clipboard.cleared', ({ cleared, message }) => toast(message, { tone: cleared ? 'plain' : 'danger' }))
  on('approvals.changed', (approvals) => set({ approvals }))
  on('link.opened', () => void takeLink())
  on('sync.changed', loadSyncSoon)
  on('rotation.changed', loadSyncSoon)
  on('sync.progress', (progress) => setSync({ progress }))
  on('import.progress', (progress) => set(({ importing }) => ({ importing: { ...importing, progress } })))
  void readStatus()
}

let syncTimer = 0

/** A run of changes is one question. */
function loadSyncSoon(): void {
  clearTimeout(syncTimer)
  syncTimer = window.setTimeout(() => void Promise.all([loadSync(), loadRotation()]), 150)
}

/** Asks the core for its state, and on a lock just made until the fresh core answers. */
export async function readStatus(attempts = 20): Promise<void> {
  const answer = await call('app.status', {})
  if (answer.ok) {
    set({ status: answer.value, failure: null })
    if (answer.value.vault.state === 'unlocked') await loadVault()
  } else if (attempts > 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    await readStatus(attempts - 1)
  } else set({ failure: answer.failure })
}

function applyVaultState(vault: VaultState): void {
  const { status } = get()
  if (status === null) return
  const wasUnlocked = status.vault.state === 'unlocked'
  const next = { ...status, vault }
  if (vault.state !== 'unlocked') set({ ...initialState, status: next })
  else {
    set({ status: next })
    if (!wasUnlocked) void loadVault()
  }
}

async function loadVault(): Promise<void> {
  reloadList()
  void takeLink()
  void loadSync()
  void loadRotation()
  const [settings] = await Promise.all([call('settings.get', {}), refreshOverview()])
  if (settings.ok) set({ settings: settings.value })
  else if (get().status?.vault.state === 'unlocked') set({ failure: settings.failure })
}

let overviewsAsked = 0

/** Of the name tree only what is unfolded is asked for. */
export async function refreshOverview(): Promise<void> {
  overviewsAsked += 1
  const turn = overviewsAsked
  const below = [...get().unfolded].filter(isPrefix)
  const overview = await call('secrets.overview', { below })
  if (turn !== overviewsAsked) return
  if (overview.ok) set({ overview: overview.value })
  else if (overview.failure.kind === 'locked') void readStatus()
}

/** Tags have keys in the tree as well, "tag:…"; no name has a colon. */
const isPrefix = (key: string): boolean => key.endsWith('/') && !key.includes(':')

/** Unfolds an item of the sidebar, or folds it. */
export function toggleNode(key: string): void {
  const unfolded = new Set(get().unfolded)
  if (!unfolded.delete(key)) unfolded.add(key)
  set({ unfolded })
  if (unfolded.has(key) && isPrefix(key)) void refreshOverview()
}

/** Runs `vault.create` or `vault.unlock`; the bytes are wiped when it returns. `keyfile` is a path, null for none. */
export async function enterVault(
  how: 'vault.create' | 'vault.unlock',
  password: Uint8Array,
  keyfile: string | null,
): Promise<Result<null>> {
  const answer = await call(how, keyfile === null ? { password } : { password, keyfile })
  password.fill(0)
  if (answer.ok && how === 'vault.create') set({ offersKit: true })
  if (answer.ok && get().status?.vault.state !== 'unlocked') await readStatus()
  return answer
}

/**
 * Ends the core, and this page with it: the shell brings the next, with the unlock screen. Until then this one shows no
 * field, because what would be typed into it would be lost.
 */
export async function lockVault(): Promise<void> {
  const answer = await call('vault.lock', {})
  if (answer.ok || answer.failure.kind === 'unavailable') set({ ...initialState, awaitedVault: null })
  else toastFailure(answer.failure)
}

export async function changeSettings(change: Partial<Settings>): Promise<Result<Settings>> {
  const before = get().settings
  if (before) set({ settings: { ...before, ...change } })
  const answer = await call('settings.set', { change })
  set({ settings: answer.ok ? answer.value : before })
  return answer
}
