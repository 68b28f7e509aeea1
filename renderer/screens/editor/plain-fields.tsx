import { KINDS, type Kind, kindTitles, limits } from '../../../shared/limits.ts'
import { Field, inputLook, TextField } from '../../components/field.tsx'
import { Select } from '../../components/select.tsx'
import { text } from '../../text.ts'
import { TagsField } from './tags-field.tsx'
import { type Editor, noteDirty } from './use-editor.ts'

const words = text.editor

/** A name is given once: AWS has no renaming. */
export function NameField({ editor: { name, secret, save, checks } }: { editor: Editor }) {
  return (
    <TextField
      ref={name}
      label={words.name}
      mono
      placeholder={words.namePlaceholder}
      defaultValue={secret?.name ?? ''}
      readOnly={secret !== null}
      help={secret ? words.nameFixed : words.nameHelp}
      error={save.problems.name ?? null}
      onInput={() => {
        noteDirty()
        save.clear('name')
        checks.notice()
      }}
    />
  )
}

const kindOptions: readonly (readonly [Kind | 'auto', string])[] = [
  ['auto', words.kindAuto],
  ...KINDS.map((kind) => [kind, kindTitles[kind]] as const),
]

export function KindField({ editor: { kind, chooseKind } }: { editor: Editor }) {
  return (
    <Field label={words.kind} hasRoom={false}>
      {({ id }) => (
        <Select
          id={id}
          value={kind.kind ?? 'auto'}
          options={kindOptions}
          onChange={(chosen) => chooseKind(chosen === 'auto' ? null : chosen)}
          className="w-full"
        />
      )}
    </Field>
  )
}

/** What is said about the secret: the note of a new version, the description, the tags. */
export function WordsFields({ editor }: { editor: Editor }) {
  const { secret, note, description, save, tags, changeTags } = editor
  return (
    <>
      {secret && secret.form !== null && (
        <TextField
          ref={note}
          label={words.note}
          hasRoom={false}
          placeholder={words.notePlaceholder}
          maxLength={limits.noteLength}
          onInput={noteDirty}
        />
      )}
      <Field label={words.description} hasRoom={false} error={save.problems.description ?? null}>
        {({ id, describedBy, invalid }) => (
          <textarea
            ref={description}
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            rows={2}
            placeholder={words.descriptionPlaceholder}
            defaultValue={secret?.description ?? ''}
            onInput={() => {
              noteDirty()
              save.clear('description')
            }}
            className={`block max-h-40 min-h-14 resize-none py-1.5 field-sizing-content ${inputLook}`}
          />
        )}
      </Field>
      <TagsField tags={tags} error={save.problems.tags ?? null} onChange={changeTags} />
    </>
  )
}
