import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { KeychainStatus } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Tick } from '../../components/check-box.tsx'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { Quiet, Section } from './parts.tsx'

const words = text.life.keychain

/** Whether this computer's keychain may open the vault without the password. */
export function KeychainSection() {
  const [status, setStatus] = useState<KeychainStatus | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const load = async (): Promise<void> => {
    const answer = await call('keychain.status', {})
    if (answer.ok) setStatus(answer.value)
  }
  useOnOpen(load)
  const turn = async (on: boolean): Promise<void> => {
    const answer = on ? await call('keychain.enable', {}) : await call('keychain.disable', {})
    setFailure(answer.ok ? null : answer.failure)
    await load()
  }
  const isPossible = status !== null && (status.backend !== null || status.enabled)
  return (
    <Section title={words.title} lead={words.lead} failure={failure}>
      <Tick
        label={words.on(status?.backend ?? null)}
        checked={status?.enabled ?? false}
        disabled={!isPossible}
        onChange={(on) => void turn(on)}
      />
      {status?.reason && <Quiet>{status.reason}</Quiet>}
    </Section>
  )
}
