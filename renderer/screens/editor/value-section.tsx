import { FileUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { type Kind, limits } from '../../../shared/limits.ts'
import type { SecretDetail } from '../../../shared/model.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { inputLook } from '../../components/field.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { text } from '../../text.ts'
import { FieldsForm } from './fields-form.tsx'
import { rawId } from './form-state.ts'
import { Generator } from './generator.tsx'
import type { ValueForm } from './value-form.ts'

const words = text.editor
const modes: readonly (readonly ['fields' | 'raw', string])[] = [
  ['fields', words.fields],
  ['raw', words.raw],
]

/** Kinds that are written or made by another program, never at random. */
const comesFromElsewhere = /^(ssh-key|certificate|note)$/

interface ValueSectionProps {
  readonly form: ValueForm
  readonly secret: SecretDetail | null
  readonly kind: Kind | null
  readonly error: string | null
  /** Told when the raw text or the file changed, so that its kind can be recognised. */
  readonly onContent: () => void
}

/** The value: one field, a field per key, or a file; with the generator, and how much of the limit is used. */
export function ValueSection({ form, secret, kind, error, onContent }: ValueSectionProps) {
  const [isOver, setOver] = useState(false)
  const take = (file: File | undefined): void => {
    if (file) void form.takeFile(file).then(onContent)
  }
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }
  const canHide = secret !== null && !form.isLoaded && secret.form === 'text'
  return (
    <div
      role="group"
      aria-labelledby="editor-value-label"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(event.dataTransfer.types.includes('Files'))
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={`rounded-md ${isOver ? 'outline-2 outline-offset-4 outline-accent' : ''}`}
    >
      <div className="mb-1 flex min-h-7 flex-wrap items-center gap-1.5">
        <label
          id="editor-value-label"
          htmlFor={form.mode === 'raw' ? 'editor-value' : undefined}
          className="font-medium"
        >
          {words.value}
        </label>
        <span className="grow" />
        {canHide && (
          <Button look="ghost" onClick={form.load}>
            {words.load}
          </Button>
        )}
        {form.mode !== 'file' && (
          <Segmented
            label={words.form}
            value={form.mode}
            options={modes}
            onChange={(mode) => form.switchTo(mode, kind)}
          />
        )}
        {form.mode === 'raw' && !comesFromElsewhere.test(kind ?? '') && (
          <Generator
            onUse={(generated) => {
              form.setRaw(generated)
              onContent()
            }}
          />
        )}
        <FileButton label={secret?.form === 'binary' ? words.fileReplaces : words.file} onFile={take} />
      </div>
      {form.failure && <FailureAlert failure={form.failure} onRetry={form.load} />}
      <ValueBody form={form} secret={secret} error={error} onContent={onContent} />
      <ValueFoot form={form} error={error ?? form.problem} />
    </div>
  )
}

function ValueBody({ form, secret, error, onContent }: Omit<ValueSectionProps, 'kind'>) {
  if (form.mode === 'file') {
    const size = form.file?.sizeBytes ?? secret?.sizeBytes ?? 0
    return (
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-2 rounded-md border border-line-strong bg-raised px-3 py-2">
        <span>{form.file ? words.binaryValue(size) : words.binaryUnchanged(size)}</span>
        <Button look="ghost" onClick={form.dropFile}>
          {words.dropBinary}
        </Button>
      </div>
    )
  }
  if (form.mode === 'fields') {
    return (
      <FieldsForm
        rows={form.rows}
        onField={form.attach}
        onInput={(row) => form.touch(row.id)}
        onAdd={form.addField}
        onRemove={form.removeField}
      />
    )
  }
  const isHidden = secret !== null && !form.isLoaded
  return (
    <textarea
      ref={(field) => form.attach(rawId, field)}
      id="editor-value"
      aria-describedby="editor-value-help"
      aria-invalid={error !== null || undefined}
      placeholder={isHidden ? words.valueUnchanged(secret.sizeBytes ?? 0) : words.valuePlaceholder}
      autoComplete="off"
      spellCheck={false}
      onInput={() => {
        form.touch(rawId)
        onContent()
      }}
      className={`block max-h-[45vh] min-h-28 resize-none py-2 font-mono text-sm leading-5 field-sizing-content ${inputLook}`}
    />
  )
}

function ValueFoot({ form, error }: { form: ValueForm; error: string | null }) {
  const over = form.usedBytes - limits.valueBytes
  return (
    <div id="editor-value-help" className="mt-1 flex min-h-4 flex-wrap justify-between gap-x-4 text-sm text-faint">
      {error ? (
        <span role="alert" className="text-danger-ink">
          {error}
        </span>
      ) : (
        <span />
      )}
      {(form.isLoaded || form.usedBytes > 0) && (
        <span className={`tabular ${over > 0 ? 'font-medium text-danger-ink' : ''}`}>
          {over > 0 && `${words.tooLong(over)} · `}
          {words.count(form.usedBytes, limits.valueBytes)}
        </span>
      )}
    </div>
  )
}

/** Chooses a file. */
function FileButton({ label, onFile }: { label: string; onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon={FileUp} label={label} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={(event) => {
          onFile(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </>
  )
}
