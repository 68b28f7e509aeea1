import { useState } from 'react'
import type { CallInput } from '../../../shared/contract.ts'
import type { ApprovalQuestion } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

const words = text.life.approval
const answers = { secret: ['once', 'session', 'always'], key: ['once', 'hour', 'session'] } as const

/** The oldest question of a program that waits for a yes. Closing it is a no. */
export function ApprovalDialog() {
  const question = useStore((state) => state.approvals[0])
  return question === undefined ? null : <Question key={question.id} question={question} />
}

function Question({ question: { id, program, secret, write, fingerprint } }: { question: ApprovalQuestion }) {
  const [busy, setBusy] = useState(false)
  const isKey = fingerprint !== undefined
  const say = (answer: CallInput<'approvals.answer'>['answer']): void => {
    setBusy(true)
    void call('approvals.answer', { id, answer })
  }
  return (
    <Dialog title={isKey ? words.keyTitle : words.title} onClose={() => say('deny')}>
      <p className="mt-1">{isKey ? words.signs(program) : words.asks(program, write)}</p>
      <div className="mt-2 rounded-md bg-sunken px-3 py-2">
        <SecretName name={secret} />
        {isKey && <p className="mt-0.5 font-mono text-sm break-all text-faint">{fingerprint}</p>}
      </div>
      <DialogButtons>
        <Button disabled={busy} onClick={() => say('deny')}>
          {words.deny}
        </Button>
        {answers[isKey ? 'key' : 'secret'].map((answer) => (
          <Button
            key={answer}
            disabled={busy}
            look={answer === 'once' ? 'primary' : 'plain'}
            onClick={() => say(answer)}
          >
            {words[answer]}
          </Button>
        ))}
      </DialogButtons>
    </Dialog>
  )
}
