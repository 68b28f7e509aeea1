import { type KeyboardEvent, useRef, useState } from 'react'
import type { Tags } from '../../../shared/model.ts'
import { checkTags } from '../../../shared/rules.ts'
import { Field, inputLook } from '../../components/field.tsx'
import { parseTag } from '../../lib/tags.ts'
import { text } from '../../text.ts'
import { TagChip } from '../detail/tags-card.tsx'

interface TagsFieldProps {
  readonly tags: Tags
  readonly error: string | null
  readonly onChange: (tags: Tags) => void
}

/** Tags as chips, and a field that adds one on Enter or when it is left. */
export function TagsField({ tags, error, onChange }: TagsFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const add = (): void => {
    const tag = parseTag(input.current?.value ?? '')
    if (!tag || !input.current) return
    const checked = checkTags({ ...tags, [tag.key]: tag.value })
    setRefused(checked.ok ? null : checked.failure.message)
    if (!checked.ok) return
    input.current.value = ''
    onChange(checked.value)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }
  const without = (key: string): Tags => Object.fromEntries(Object.entries(tags).filter(([each]) => each !== key))
  const entries = Object.entries(tags)
  return (
    <Field label={text.tags.label} help={text.tags.help} error={refused ?? error}>
      {({ id, describedBy, invalid }) => (
        <>
          {entries.length > 0 && (
            <ul className="mb-1.5 flex flex-wrap gap-1.5">
              {entries.map(([key, value]) => (
                <TagChip key={key} tagKey={key} value={value} onRemove={() => onChange(without(key))} />
              ))}
            </ul>
          )}
          <input
            ref={input}
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            placeholder={text.tags.placeholder}
            autoComplete="off"
            spellCheck={false}
            onInput={() => setRefused(null)}
            onKeyDown={onKeyDown}
            onBlur={add}
            className={`h-8 ${inputLook}`}
          />
        </>
      )}
    </Field>
  )
}
