import { call } from '../bridge.ts'
import { enterSecret } from './detail.ts'
import { changeListing } from './list.ts'
import { leaveEditor } from './panes.ts'
import { get, isUnlocked, set } from './store.ts'

/** Shows the secret of a link that was opened, if there is one and the vault is unlocked; else it goes on waiting. */
export async function takeLink(): Promise<void> {
  if (!isUnlocked(get())) return
  const answer = await call('app.takeLink', {})
  if (!answer.ok || answer.value.name === null) return
  const { name } = answer.value
  set({ dialog: null })
  leaveEditor(() => {
    changeListing({ view: { type: 'scope', scope: 'all' }, query: '' })
    void enterSecret(name)
  })
}
