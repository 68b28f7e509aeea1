import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { DoctorFinding } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { Quiet, RowItem, Rows, Section } from './parts.tsx'

const words = text.life.health

const looks = {
  ok: { Icon: CircleCheck, tone: 'text-ok-ink' },
  warning: { Icon: TriangleAlert, tone: 'text-warn-ink' },
  error: { Icon: CircleAlert, tone: 'text-danger-ink' },
} as const

/** The doctor's findings. They hold no value and no name of a secret. */
export function HealthSection() {
  const [findings, setFindings] = useState<readonly DoctorFinding[] | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('doctor.run', {})
    setBusy(false)
    if (answer.ok) setFindings(answer.value)
    else setFailure(answer.failure)
  }
  useOnOpen(() => run())
  return (
    <Section title={words.title} failure={failure}>
      {findings === null ? (
        <Quiet>{words.running}</Quiet>
      ) : (
        <Rows label={words.title}>
          {findings.map((finding) => (
            <Finding key={`${finding.id} ${finding.detail}`} finding={finding} />
          ))}
        </Rows>
      )}
      <div>
        <Button busy={busy} onClick={() => void run()}>
          {words.run}
        </Button>
      </div>
    </Section>
  )
}

function Finding({ finding: { level, title, detail, fix } }: { finding: DoctorFinding }) {
  const { Icon, tone } = looks[level]
  return (
    <RowItem>
      <Icon role="img" aria-label={words.levels[level]} className={`size-4 shrink-0 ${tone}`} strokeWidth={1.75} />
      <div className="min-w-0 grow selectable">
        <p className="font-medium">{title}</p>
        <p className="break-words text-muted">{detail}</p>
        {fix && <p className={`break-words ${tone}`}>{fix}</p>}
      </div>
    </RowItem>
  )
}
