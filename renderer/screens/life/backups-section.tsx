import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { BackupSummary } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { formatSize } from '../../lib/format.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { Quiet, RowItem, Rows, Section } from './parts.tsx'

const words = text.life.backups

export function BackupsSection() {
  const [backups, setBackups] = useState<readonly BackupSummary[] | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const load = async (): Promise<void> => {
    const answer = await call('backups.list', {})
    if (answer.ok) setBackups(answer.value)
    else setFailure(answer.failure)
  }
  useOnOpen(() => load())

  const backUp = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    const made = await call('backups.create', {})
    setBusy(false)
    if (!made.ok) return setFailure(made.failure)
    toast(words.made(made.value.sizeBytes), { tone: 'ok' })
    await load()
  }
  return (
    <Section title={words.title} lead={words.lead} failure={failure}>
      <div>
        <Button busy={busy} onClick={() => void backUp()}>
          {words.now}
        </Button>
      </div>
      {backups?.length === 0 && <Quiet>{words.none}</Quiet>}
      {backups !== null && backups.length > 0 && (
        <Rows label={words.title}>
          {backups.map((backup) => (
            <RowItem key={backup.path}>
              <span className="grow">
                {words.at(backup.createdAt)}
                <span className="ml-2 text-sm text-faint">{words.saves(backup.generation)}</span>
              </span>
              <span className="text-sm text-faint">{backup.automatic ? words.automatic : words.byHand}</span>
              <span className="w-20 text-right tabular text-muted">{formatSize(backup.sizeBytes)}</span>
            </RowItem>
          ))}
        </Rows>
      )}
      <Quiet>{words.restoreHow}</Quiet>
    </Section>
  )
}
