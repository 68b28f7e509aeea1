import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import { IconButton } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { copyPlain } from '../../store/actions.ts'

/** A titled part of a settings page, with a sentence of explanation and room for a failure. */
export function Section(props: { title?: string; lead?: string; failure?: Failure | null; children: ReactNode }) {
  const { title, lead, failure, children } = props
  return (
    <section className={title === undefined ? '' : 'mt-4'}>
      {title !== undefined && <h3 className="font-semibold">{title}</h3>}
      {lead && <p className="mt-0.5 text-muted text-pretty">{lead}</p>}
      <div className="mt-2.5 grid gap-2.5">{children}</div>
      {failure && (
        <div className="mt-2.5">
          <FailureAlert failure={failure} />
        </div>
      )}
    </section>
  )
}

/** A framed list whose rows are divided by lines. */
export const Rows = ({ label, children }: { label: string; children: ReactNode }) => (
  <ul aria-label={label} className="divide-y divide-line rounded-lg border border-line">
    {children}
  </ul>
)

export const RowItem = ({ children }: { children: ReactNode }) => (
  <li className="flex min-h-10 items-center gap-3 px-3.5 py-1.5">{children}</li>
)

export const Quiet = ({ children }: { children: ReactNode }) => <p className="text-sm text-faint">{children}</p>

interface CopyLineProps {
  readonly line: string
  /** Of the button. */
  readonly label: string
  /** Once it is copied. */
  readonly said: string
}

/** Something to put into a terminal or a file, for the user to run. */
export const CopyLine = ({ line, label, said }: CopyLineProps) => (
  <div className="flex items-center gap-2 rounded-md bg-sunken py-1 pr-1 pl-2.5">
    <code className="min-w-0 grow font-mono text-sm break-all whitespace-pre-wrap selectable">{line}</code>
    <IconButton icon={Copy} label={label} hint={false} small onClick={() => copyPlain(line, said)} />
  </div>
)
