import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { call } from '../../bridge.ts'
import { readStatus } from '../../store/session.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { EntryLink } from './entry-links.tsx'

/** There only where the keychain was set up to open this vault. */
export function KeychainLink({ onFailure }: { onFailure: (failure: Failure) => void }) {
  const [enabled, setEnabled] = useState(false)
  useOnOpen(async () => {
    const status = await call('keychain.status', {})
    if (status.ok) setEnabled(status.value.enabled)
  })
  const unlock = async (): Promise<void> => {
    const answer = await call('keychain.unlock', {})
    if (answer.ok) await readStatus()
    else onFailure(answer.failure)
  }
  return enabled ? <EntryLink label={text.life.keychain.unlock} onClick={() => void unlock()} /> : null
}
