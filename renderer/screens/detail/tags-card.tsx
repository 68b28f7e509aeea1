import { Plus, X } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { SecretDetail } from '../../../shared/model.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/card.tsx'
import { inputLook } from '../../components/field.tsx'
import { parseTag } from '../../lib/tags.ts'
import { addTag, removeTag } from '../../store/actions.ts'
import { text } from '../../text.ts'

/** The tags, each with its way out, and a field that adds one. */
export function TagsCard({ secret }: { secret: SecretDetail }) {
  const [adding, setAdding] = useState(false)
  const tags = Object.entries(secret.tags)
  const canEdit = secret.deletionAt === null
  if (tags.length === 0 && !canEdit) return null
  return (
    <Card
      title={text.tags.label}
      actions={
        canEdit &&
        !adding && (
          <Button look="ghost" icon={Plus} onClick={() => setAdding(true)}>
            {text.tags.add}
          </Button>
        )
      }
    >
      {(tags.length > 0 || adding) && (
        <div className="border-t border-line px-3.5 py-2.5">
          <ul className="flex flex-wrap gap-1.5">
            {tags.map(([key, value]) => (
              <TagChip
                key={key}
                tagKey={key}
                value={value}
                {...(canEdit ? { onRemove: () => void removeTag(secret.name, key, value) } : {})}
              />
            ))}
          </ul>
          {adding && (
            <TagForm onAdd={(key, value) => addTag(secret.name, key, value)} onDone={() => setAdding(false)} />
          )}
        </div>
      )}
    </Card>
  )
}

export const TagChip = ({ tagKey, value, onRemove }: { tagKey: string; value: string; onRemove?: () => void }) => (
  <li className="flex h-6 max-w-full min-w-0 items-center rounded-sm bg-press pl-2 text-sm">
    <span className="truncate text-muted">{tagKey}</span>
    {value !== '' && (
      <>
        <span className="px-1 text-faint">=</span>
        <span className="truncate">{value}</span>
      </>
    )}
    {onRemove ? (
      <button
        type="button"
        aria-label={text.tags.remove(tagKey)}
        onClick={onRemove}
        className="ml-1 grid size-6 shrink-0 place-items-center rounded-sm text-faint hover:bg-press hover:text-ink"
      >
        <X aria-hidden="true" className="size-3" />
      </button>
    ) : (
      <span className="w-2" />
    )}
  </li>
)

interface TagFormProps {
  readonly onAdd: (
    key: string,
    value: string,
  ) => Promise<{ readonly ok: true } | { readonly ok: false; readonly failure: { readonly message: string } }>
  readonly onDone: () => void
}

/** Adds tags until Escape or Done. What was refused stays in the field, with the reason. */
function TagForm({ onAdd, onDone }: TagFormProps) {
  const input = useRef<HTMLInputElement>(null)
  const [error, setError] = useState('')
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const tag = parseTag(input.current?.value ?? '')
    if (!tag) return onDone()
    const answer = await onAdd(tag.key, tag.value)
    if (!answer.ok) setError(answer.failure.message)
    else if (input.current) input.current.value = ''
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    onDone()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-2">
      <div className="flex gap-2">
        <input
          ref={(node) => {
            input.current = node
            node?.focus()
          }}
          aria-label={text.tags.add}
          aria-describedby="tag-help"
          placeholder={text.tags.placeholder}
          autoComplete="off"
          spellCheck={false}
          onInput={() => setError('')}
          onKeyDown={onKeyDown}
          className={`h-7 ${inputLook}`}
        />
        <Button type="submit">{text.tags.add}</Button>
        <Button look="ghost" onClick={onDone}>
          {text.tags.done}
        </Button>
      </div>
      <p id="tag-help" className="mt-1 min-h-4 text-sm text-faint">
        {error ? (
          <span role="alert" className="text-danger-ink">
            {error}
          </span>
        ) : (
          text.tags.help
        )}
      </p>
    </form>
  )
}
