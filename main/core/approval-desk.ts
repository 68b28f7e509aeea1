/** Questions to the user that wait for an answer in the window: which program may read which secret. */
import type { ApprovalQuestion } from '../../shared/model.ts'
import type { ApprovalAnswer, ApprovalRequest } from './endpoint/approvals.ts'

export interface ApprovalDesk {
  /** Asks and waits; the question goes away when `signal` aborts. */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer>
  /** False when there is no such question any more. */
  answer(id: number, answer: ApprovalAnswer): boolean
  waiting(): readonly ApprovalQuestion[]
}

export function createApprovalDesk(onChange: (waiting: readonly ApprovalQuestion[]) => void): ApprovalDesk {
  const open = new Map<number, { readonly question: ApprovalQuestion; settle(answer: ApprovalAnswer): void }>()
  let lastId = 0
  const waiting = () => [...open.values()].map(({ question }) => question)
  return {
    waiting,
    ask: (request, signal) =>
      new Promise((resolve) => {
        lastId += 1
        const id = lastId
        const settle = (answer: ApprovalAnswer) => {
          if (open.delete(id)) onChange(waiting())
          resolve(answer)
        }
        open.set(id, { question: { id, ...request }, settle })
        signal.addEventListener('abort', () => settle('deny'))
        onChange(waiting())
      }),
    answer(id, answer) {
      const asked = open.get(id)
      asked?.settle(answer)
      return asked !== undefined
    },
  }
}
