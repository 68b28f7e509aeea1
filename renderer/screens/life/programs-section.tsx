import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { EndpointStatus, NewProgramKey, ProgramKeySummary } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Tick } from '../../components/check-box.tsx'
import { copyPlain } from '../../store/actions.ts'
import { toast } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { NewKeyForm } from './new-key-form.tsx'
import { Quiet, RowItem, Rows, Section } from './parts.tsx'

const words = text.life.programs

/** The local Secrets Manager: on or off, and which program holds which key. */
export function ProgramsSection() {
  const [status, setStatus] = useState<EndpointStatus | null>(null)
  const [keys, setKeys] = useState<readonly ProgramKeySummary[]>([])
  const [made, setMade] = useState<NewProgramKey | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const load = async (): Promise<void> => {
    const [state, known] = await Promise.all([call('endpoint.status', {}), call('endpoint.keys', {})])
    if (state.ok) setStatus(state.value)
    if (known.ok) setKeys(known.value)
    else setFailure(known.failure)
  }
  useOnOpen(() => load())
  const turn = async (on: boolean): Promise<void> => {
    const answer = on ? await call('endpoint.turnOn', {}) : await call('endpoint.turnOff', {})
    if (answer.ok) setStatus(answer.value)
    else setFailure(answer.failure)
  }
  const remove = async (program: string): Promise<void> => {
    const answer = await call('endpoint.removeKey', { program })
    if (!answer.ok) return setFailure(answer.failure)
    toast(words.removed(program))
    await load()
  }
  return (
    <Section title={words.title} lead={words.lead} failure={failure}>
      <div className="flex flex-wrap items-center gap-x-2">
        <Tick label={words.on} checked={status?.on ?? false} onChange={(on) => void turn(on)} />
        {status?.on && <span className="font-mono text-sm text-muted selectable">{status.url}</span>}
      </div>
      {keys.length === 0 ? (
        <Quiet>{words.none}</Quiet>
      ) : (
        <Rows label={words.title}>
          {keys.map((key) => (
            <RowItem key={key.program}>
              <span className="font-medium">{key.program}</span>
              <span className="min-w-0 grow truncate text-sm text-muted">
                {key.grants.some(({ write }) => write) ? words.writes : words.reads}{' '}
                <span className="font-mono">{key.grants.map(({ glob }) => glob).join(', ')}</span>
              </span>
              <IconButton
                icon={Trash2}
                label={words.remove(key.program)}
                hint={false}
                small
                onClick={() => void remove(key.program)}
              />
            </RowItem>
          ))}
        </Rows>
      )}
      {made && <MadeKey made={made} onDone={() => setMade(null)} />}
      <NewKeyForm
        onMade={(key) => {
          setMade(key)
          void load()
        }}
        onFailure={setFailure}
      />
    </Section>
  )
}

/** The one time a key's secret is on the screen. */
function MadeKey({ made, onDone }: { made: NewProgramKey; onDone: () => void }) {
  const block = [
    `AWS_ENDPOINT_URL_SECRETS_MANAGER=${made.url ?? ''}`,
    `AWS_ACCESS_KEY_ID=${made.accessKeyId}`,
    `AWS_SECRET_ACCESS_KEY=${made.secretAccessKey}`,
    `AWS_REGION=${made.region}`,
  ].join('\n')
  return (
    <div className="rounded-lg bg-warn-soft px-3.5 py-3">
      <p>{words.once}</p>
      <pre className="mt-2 overflow-x-auto font-mono text-sm selectable">{block}</pre>
      <div className="mt-2.5 flex gap-2">
        <Button look="primary" onClick={() => copyPlain(block, words.copied)}>
          {words.copy}
        </Button>
        <Button onClick={onDone}>{text.common.close}</Button>
      </div>
    </div>
  )
}
