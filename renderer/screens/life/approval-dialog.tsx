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
const answers = {
  secret: ['once', 'session', 'always'],
  key: ['once', 'hour', 'session'],
  terminal: ['once', 'session', 'always'],
} as const

/** The oldest question of a program that waits for a yes. Closing it is a no. */
export function ApprovalDialog() {
  const question = useStore((state) => state.approvals[0])
  return question === undefined ? null : <Question key={question.id} question={question} />
}

function Question({ question }: { question: ApprovalQuestion }) {
  const { id, secret, fingerprint } = question
  const [busy, setBusy] = useState(false)
  const { title, asks, kind } = wordsOf(question)
  const say = (answer: CallInput<'approvals.answer'>['answer']): void => {
    setBusy(true)
    void call('approvals.answer', { id, answer })
  }
  return (
    <Dialog title={title} onClose={() => say('deny')}>
      <p className="mt-1">{asks}</p>
      {secret !== '' && (
        <div className="mt-2 rounded-md bg-sunken px-3 py-2">
          <SecretName name={secret} />
          {fingerprint && <p className="mt-0.5 font-mono text-sm break-all text-faint">{fingerprint}</p>}
        </div>
      )}
      <DialogButtons>
        <Button disabled={busy} onClick={() => say('deny')}>
          {words.deny}
        </Button>
        {answers[kind].map((answer) => (
          <Button
            key={answer}
            disabled={busy}
            look={answer === 'once' ? 'primary' : 'plain'}
            onClick={() => say(answer)}
          >
            {kind === 'terminal' && answer === 'session' ? words.thisTerminal : words[answer]}
          </Button>
        ))}
      </DialogButtons>
    </Dialog>
  )
}

function wordsOf({ program, parent, write, fingerprint }: ApprovalQuestion) {
  if (parent !== undefined)
    return { kind: 'terminal', title: words.terminalTitle, asks: words.uses(baseOf(program), baseOf(parent)) } as const
  if (fingerprint !== undefined) return { kind: 'key', title: words.keyTitle, asks: words.signs(program) } as const
  return { kind: 'secret', title: words.title, asks: words.asks(program, write) } as const
}

const baseOf = (path: string): string => path.split('/').at(-1) ?? path
