import { useState } from 'react'
import type { SshAgentStatus } from '../../../shared/contract-ssh-agent.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Settings } from '../../../shared/model.ts'
import { agentConfig, agentVariable } from '../../../shared/ssh-agent-lines.ts'
import { call } from '../../bridge.ts'
import { Tick } from '../../components/check-box.tsx'
import { Field, inputLook } from '../../components/field.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { changeSettings } from '../../store/session.ts'
import { text } from '../../text.ts'
import { useOnOpen } from '../../use-on-open.ts'
import { CopyLine, Quiet, RowItem, Rows, Section } from './parts.tsx'

const words = text.life.ssh

/** The SSH agent: on or off, how ssh is told of it, and which keys it offers or why not. */
export function SshAgentSection() {
  const [status, setStatus] = useState<SshAgentStatus | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const show = (answer: Result<SshAgentStatus>): void => {
    if (answer.ok) setStatus(answer.value)
    setFailure(answer.ok ? null : answer.failure)
  }
  const load = async (): Promise<void> => show(await call('sshAgent.status', {}))
  useOnOpen(load)
  const turn = async (on: boolean): Promise<void> =>
    show(on ? await call('sshAgent.turnOn', {}) : await call('sshAgent.turnOff', {}))
  const change = async (wanted: Partial<Settings>): Promise<void> => {
    const answer = await changeSettings(wanted)
    if (answer.ok) await load()
    else setFailure(answer.failure)
  }
  const offer = status?.offer
  return (
    <Section title={words.title} lead={words.lead} failure={failure}>
      <Tick label={words.on} checked={status?.on ?? false} onChange={(on) => void turn(on)} />
      {status?.on && (
        <>
          <CopyLine line={agentVariable(status.socketPath)} label={words.variable} said={words.copied} />
          <CopyLine line={agentConfig(status.socketPath)} label={words.config} said={words.copied} />
        </>
      )}
      {status?.on && offer && (
        <>
          <Tick label={words.ask} checked={offer.ask} onChange={(sshAgentAsk) => void change({ sshAgentAsk })} />
          <Names names={offer.names} onChange={(sshAgentNames) => void change({ sshAgentNames })} />
          {offer.keys.length === 0 ? <Quiet>{words.none}</Quiet> : <Keys keys={offer.keys} />}
        </>
      )}
    </Section>
  )
}

/** Set when the field is left; without a pattern it is every key again. */
function Names({ names, onChange }: { names: readonly string[]; onChange: (names: string[]) => void }) {
  const lines = names.join('\n')
  const set = (field: HTMLTextAreaElement): void => {
    const wanted = field.value.split(/\s+/).filter((glob) => glob !== '')
    if (wanted.length === 0) wanted.push('**')
    if (wanted.join('\n') === lines) field.value = lines
    else onChange(wanted)
  }
  return (
    <Field label={words.names} help={words.namesHelp}>
      {({ id, describedBy }) => (
        <textarea
          key={lines}
          id={id}
          rows={2}
          spellCheck={false}
          aria-describedby={describedBy}
          defaultValue={lines}
          onBlur={(event) => set(event.target)}
          className={`py-1.5 font-mono text-sm ${inputLook}`}
        />
      )}
    </Field>
  )
}

const Keys = ({ keys }: Pick<NonNullable<SshAgentStatus['offer']>, 'keys'>) => (
  <Rows label={words.title}>
    {keys.map(({ name, fingerprint, reason }) => (
      <RowItem key={name}>
        <span className="min-w-0 grow">
          <SecretName name={name} />
          <span className="block truncate font-mono text-sm text-faint">{fingerprint}</span>
        </span>
        <span className="max-w-1/2 text-right text-sm text-muted">{reason ?? words.offered}</span>
      </RowItem>
    ))}
  </Rows>
)
