import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '../../shared/failure.ts'
import { copyPlain } from '../store/actions.ts'
import { text } from '../text.ts'
import { Button } from './button.tsx'

/** What may be copied about a failure: its kind, its sentence and its reference; failures hold no value. */
const detailsOf = (failure: Failure): string =>
  [
    `Coffer: ${failure.kind}`,
    failure.message,
    ...('detail' in failure ? [failure.detail] : []),
    ...('reference' in failure ? [failure.reference] : []),
  ].join('\n')

interface FailureAlertProps {
  readonly failure: Failure
  readonly title?: string
  readonly onRetry?: () => void
  /** Nobody asked for what failed, so it is there to be read but does not interrupt. */
  readonly quiet?: boolean
  readonly children?: ReactNode
}

/** A failure where it happened: the cause, the next step, and details to copy. */
export function FailureAlert({ failure, title, onRetry, quiet = false, children }: FailureAlertProps) {
  const next = text.errors.next[failure.kind]
  return (
    <div {...(quiet ? {} : { role: 'alert' })} className="flex gap-3 rounded-lg bg-danger-soft px-3.5 py-3 text-ink">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-ink" />
      <div className="min-w-0 grow selectable">
        {title && <p className="font-semibold">{title}</p>}
        <p className="break-words">{failure.message}</p>
        {next && <p className="text-muted">{next}</p>}
        {'reference' in failure && (
          <p className="font-mono text-sm text-muted">{text.errors.reference(failure.reference)}</p>
        )}
        <div className="mt-2 flex flex-wrap gap-2">
          {children}
          {onRetry && <Button onClick={onRetry}>{text.common.retry}</Button>}
          <Button look="ghost" onClick={() => copyPlain(detailsOf(failure), text.common.detailsCopied)}>
            {text.common.copyDetails}
          </Button>
        </div>
      </div>
    </div>
  )
}
