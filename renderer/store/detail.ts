import { call } from '../bridge.ts'
import { get, set } from './store.ts'

/** Shows a secret. The old one stays on the screen until the new one is here, which is within a frame or two. */
export async function selectSecret(name: string | null): Promise<void> {
  if (name === null) return set({ selected: null, detail: { status: 'none' } })
  const { detail } = get()
  set({ selected: name, ...(detail.status === 'ready' ? {} : { detail: { status: 'loading', name } }) })
  await loadDetail(name)
}

export async function refreshDetail(): Promise<void> {
  const { selected } = get()
  if (selected !== null) await loadDetail(selected)
}

async function loadDetail(name: string): Promise<void> {
  const [secret, versions] = await Promise.all([call('secrets.describe', { name }), call('secrets.versions', { name })])
  if (get().selected !== name) return
  if (!secret.ok) set({ detail: { status: 'failed', name, failure: secret.failure } })
  else if (!versions.ok) set({ detail: { status: 'failed', name, failure: versions.failure } })
  else set({ detail: { status: 'ready', name, secret: secret.value, versions: versions.value } })
}
