import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SecretDetail } from '../../../shared/model.ts'
import { IconButton } from '../../components/button.tsx'
import { Breakable } from '../../components/secret-name.tsx'
import { Mask, ValueText } from '../../components/value-text.tsx'
import { copyValue } from '../../store/actions.ts'
import { text } from '../../text.ts'
import type { ShownValue } from '../../use-reveal.ts'
import type { ValueView } from './value-card.tsx'

/** The masked form: a row a key where the value has keys, else one row for all of it. */
export function MaskedValue({ secret }: { secret: SecretDetail }) {
  if (secret.keys === null) {
    return (
      <div className="flex h-10 items-center gap-4 px-3.5">
        <Mask />
        {secret.form === 'binary' && (
          <span className="text-sm text-faint">{text.value.binary(secret.sizeBytes ?? 0)}</span>
        )}
      </div>
    )
  }
  return (
    <Rows>
      {secret.keys.map((key) => (
        <Row key={key} label={key} onCopy={() => void copyValue(secret.name, key)}>
          <Mask />
        </Row>
      ))}
    </Rows>
  )
}

interface ShownBodyProps {
  readonly name: string
  readonly shown: ShownValue
  readonly view: ValueView
}

/** The value itself, as rows or as it is. */
export function ShownBody({ name, shown, view }: ShownBodyProps) {
  const { fields, format } = shown
  if (format === 'binary') return <ValueText shown={shown} className="max-h-72 overflow-auto px-3.5 py-3" />
  if (fields === null || fields.length === 0 || view === 'raw')
    return <ValueText shown={shown} className="max-h-[60vh] overflow-auto px-3.5 py-3" />
  const canCopy = format === 'json'
  return (
    <Rows>
      {fields.map(({ key }, at) => (
        <Row key={key} label={key} {...(canCopy ? { onCopy: () => void copyValue(name, key) } : {})}>
          <ValueText shown={shown} field={at} />
        </Row>
      ))}
    </Rows>
  )
}

const Rows = ({ children }: { children: ReactNode }) => <dl className="divide-y divide-line">{children}</dl>

const Row = ({ label, onCopy, children }: { label: string; onCopy?: () => void; children: ReactNode }) => (
  <div className="group flex min-h-9 items-center gap-3 py-1 pr-1.5 pl-3.5 hover:bg-hover">
    <dt className="w-2/5 max-w-52 shrink-0 font-mono text-sm break-words text-muted selectable">
      <Breakable text={label} />
    </dt>
    <dd className="flex min-w-0 grow items-center gap-3">
      <div className="min-w-0 grow">{children}</div>
      {onCopy && <IconButton icon={Copy} label={text.value.copyField(label)} small onClick={onCopy} />}
    </dd>
  </div>
)
