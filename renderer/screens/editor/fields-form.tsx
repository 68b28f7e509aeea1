import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Button, IconButton } from '../../components/button.tsx'
import { inputLook } from '../../components/field.tsx'
import { Breakable } from '../../components/secret-name.tsx'
import { isGenerated } from '../../lib/kind-fields.ts'
import { text } from '../../text.ts'
import type { FieldRow } from './form-state.ts'
import { Generator } from './generator.tsx'

interface FieldsFormProps {
  readonly rows: readonly FieldRow[]
  /** Gives a row's field to whoever reads it at save, and null when it goes. */
  readonly onField: (id: string, field: HTMLTextAreaElement | null) => void
  readonly onInput: (row: FieldRow) => void
  readonly onAdd: (key: string) => string | null
  readonly onRemove: (row: FieldRow) => void
}

/** One field per key of a JSON value. */
export function FieldsForm({ rows, onField, onInput, onAdd, onRemove }: FieldsFormProps) {
  const fields = useRef(new Map<string, HTMLTextAreaElement>())
  const use = (row: FieldRow, generated: string): void => {
    const field = fields.current.get(row.id)
    if (!field) return
    field.value = generated
    onInput(row)
    field.focus()
  }
  return (
    <div className="overflow-hidden rounded-md border border-line-strong bg-raised">
      {rows.map((row) => (
        <div key={row.id} className="flex items-start gap-1 border-b border-line pr-1 pl-2.5 focus-within:bg-sunken">
          <label
            htmlFor={`field-${row.id}`}
            className="w-1/3 max-w-44 shrink-0 py-1.5 pr-2 font-mono text-sm leading-5 break-words text-muted"
          >
            <Breakable text={row.key} />
          </label>
          <textarea
            ref={(field) => {
              if (field) fields.current.set(row.id, field)
              else fields.current.delete(row.id)
              onField(row.id, field)
            }}
            id={`field-${row.id}`}
            rows={1}
            placeholder={row.isHidden ? text.editor.fieldUnchanged : undefined}
            autoComplete="off"
            spellCheck={false}
            onInput={() => onInput(row)}
            className="max-h-40 min-h-8 min-w-0 grow resize-none rounded-sm bg-transparent px-1.5 py-1.5 font-mono text-sm leading-5 field-sizing-content outline-offset-[-2px] selectable"
          />
          <span className="flex h-8 shrink-0 items-center">
            {isGenerated(row.key) && <Generator fieldKey={row.key} onUse={(generated) => use(row, generated)} />}
            <IconButton
              icon={X}
              label={text.editor.removeField(row.key)}
              small
              hint={false}
              onClick={() => onRemove(row)}
            />
          </span>
        </div>
      ))}
      <AddField onAdd={onAdd} />
    </div>
  )
}

function AddField({ onAdd }: { onAdd: (key: string) => string | null }) {
  const input = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<string | null>(null)
  const add = (): void => {
    const key = input.current?.value.trim() ?? ''
    input.current?.focus()
    if (!input.current || key === '') return
    const refused = onAdd(key)
    setError(refused)
    if (refused === null) input.current.value = ''
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }
  return (
    <div className="bg-sunken px-1.5 py-1.5">
      <div className="flex items-center gap-1.5">
        <input
          ref={input}
          aria-label={text.editor.newField}
          placeholder={text.editor.newFieldPlaceholder}
          autoComplete="off"
          spellCheck={false}
          onInput={() => setError(null)}
          onKeyDown={onKeyDown}
          className={`h-7 max-w-56 font-mono text-sm ${inputLook}`}
        />
        <Button look="ghost" icon={Plus} onClick={add}>
          {text.editor.addField}
        </Button>
      </div>
      {error && (
        <p role="alert" className="px-1 pt-1 text-sm text-danger-ink">
          {error}
        </p>
      )}
    </div>
  )
}
