import { call } from '../bridge.ts'
import { get, set } from './store.ts'

/** Of the shown secret's heading, which takes the focus when the user goes on to it. */
export const headingId = 'secret-heading'

/** Shows a secret. The old one stays on the screen until the new one is here, which is within a frame or two. */
export async function selectSecret(name: string | null): Promise<void> {
  if (name === null) return set({ selected: null, detail: { status: 'none' } })
  const { detail } = get()
  set({
    selected: name,
    page: { type: 'secrets' },
    ...(detail.status === 'ready' ? {} : { detail: { status: 'loading', name } }),
  })
  await loadDetail(name)
}

/** To be called after a value was revealed or copied. */
export const noteRead = (): void => set(({ reads }) => ({ reads: reads + 1 }))

/** The secret whose heading takes the focus in the moment it appears. */
let entering: string | null = null

/** Shows a secret and goes on to it with the focus. */
export async function enterSecret(name: string): Promise<void> {
  const shown = document.getElementById(headingId)
  entering = name
  if (shown?.textContent === name) focusHeading(shown, name)
  await selectSecret(name)
}

/** To be called by the heading when it appears. */
export function focusHeading(heading: HTMLElement | null, name: string): void {
  if (entering !== name) return
  entering = null
  heading?.focus()
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
