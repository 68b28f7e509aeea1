import { useState } from 'react'
import type { ApprovalQuestion } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { SecretName } from '../../components/secret-name.tsx'
import { useStore } from '../../store/store.ts'
import { text } from '../../text.ts'

const words = text.life.approval
const answers = ['once', 'session', 'always'] as const

/** The oldest question of a program that waits for a yes. Closing it is a no. */
export function ApprovalDialog() {
  const question = useStore((state) => state.approvals[0])
  return question === undefined ? null : <Question key={question.id} question={question} />
}

function Question({ question: { id, program, secret, write } }: { question: ApprovalQuestion }) {
  const [busy, setBusy] = useState(false)
  const say = (answer: (typeof answers)[number] | 'deny'): void => {
    setBusy(true)
    void call('approvals.answer', { id, answer })
  }
  return (
    <Dialog title={words.title} onClose={() => say('deny')}>
      <p className="mt-1">{words.asks(program, write)}</p>
      <div className="mt-2 rounded-md bg-sunken px-3 py-2">
        <SecretName name={secret} />
      </div>
      <DialogButtons>
        <Button disabled={busy} onClick={() => say('deny')}>
          {words.deny}
        </Button>
        {answers.map((answer) => (
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
