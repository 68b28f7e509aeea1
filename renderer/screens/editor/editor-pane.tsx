import { useEffect, useRef } from 'react'
import { CURRENT } from '../../../shared/limits.ts'
import { Button } from '../../components/button.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { leaveEditor, showSecret } from '../../store/panes.ts'
import type { EditorState } from '../../store/state.ts'
import { useStore } from '../../store/store.ts'
import { toast, toastFailure } from '../../store/toasts.ts'
import { text } from '../../text.ts'
import { DraftChecks } from './draft-checks.tsx'
import { KindField, NameField, WordsFields } from './plain-fields.tsx'
import { Recognised } from './recognised.tsx'
import { StaleBanner } from './stale-banner.tsx'
import { type Editor, useEditor } from './use-editor.ts'
import { ValueSection } from './value-section.tsx'

const words = text.editor

/** A new secret, or changes to one. Nothing is lost without asking, and nothing overwrites what changed meanwhile. */
export function EditorPane({ editor: opened }: { editor: EditorState }) {
  const editor = useEditor(opened)
  const { secret, form, kind, save } = editor
  const pane = useRef<HTMLElement>(null)
  // A change begins at the value; a new secret at its name.
  useEffect(() => {
    if (opened.mode === 'edit') pane.current?.querySelector<HTMLElement>('[role=group] textarea')?.focus()
  }, [opened])
  return (
    <section ref={pane} aria-label={words.label} className="flex h-full flex-col bg-page">
      <EditorHeader name={secret?.name ?? null} busy={save.busy} onSave={save.submit} />
      <div className="min-h-0 grow overflow-y-auto [scrollbar-gutter:stable]">
        <div className="mx-auto flex w-full max-w-2xl flex-col gap-3 pt-4 pr-2 pb-10 pl-5">
          <EditorProblems opened={opened} editor={editor} />
          <NameField editor={editor} />
          <KindField editor={editor} />
          <ValueSection
            form={form}
            secret={secret}
            kind={kind.kind}
            error={save.problems.value ?? null}
            onContent={editor.noteContent}
          />
          {kind.recognition && (
            <Recognised
              recognition={kind.recognition}
              chosen={kind.isChosen ? kind.kind : null}
              onUse={editor.chooseKind}
            />
          )}
          {editor.checks.findings && <DraftChecks findings={editor.checks.findings} />}
          <WordsFields editor={editor} />
        </div>
      </div>
    </section>
  )
}

/** Only values with keys can be merged key by key. */
const canMerge = (opened: EditorState): boolean => opened.mode === 'edit' && opened.secret.keys !== null

async function merge({ form, save }: Editor, movedTo: string): Promise<void> {
  const merged = await form.merge(movedTo)
  if (!merged.ok) return toastFailure(merged.failure)
  save.rebase(movedTo)
  toast(merged.value.length === 0 ? words.merged : words.mergedBut(merged.value), { tone: 'ok' })
}

const nothing = (): void => undefined

interface EditorHeaderProps {
  /** Null for a new secret. */
  readonly name: string | null
  readonly busy: boolean
  readonly onSave: () => void
}

const EditorHeader = ({ name, busy, onSave }: EditorHeaderProps) => (
  <header className="flex items-center gap-2 border-b border-line bg-surface px-5 py-2.5">
    <h1 className={`min-w-0 grow truncate font-semibold ${name === null ? 'text-lg' : 'font-mono text-base'}`}>
      {name !== null && <span className="mr-2 font-sans font-normal text-muted">{words.editTitle}</span>}
      {name ?? words.newTitle}
    </h1>
    <Button look="ghost" onClick={() => leaveEditor(nothing)}>
      {text.common.cancel}
    </Button>
    <Button look="primary" shortcut="mod+S" busy={busy} onClick={onSave}>
      {words.save}
    </Button>
  </header>
)

/** What stands in the way of saving, where no field of its own can say it. */
function EditorProblems({ opened, editor }: { opened: EditorState; editor: Editor }) {
  const { save } = editor
  const movedTo = useStore((state) =>
    opened.mode === 'edit' && state.detail.status === 'ready' && state.detail.name === opened.secret.name
      ? state.detail.secret.stages[CURRENT]
      : undefined,
  )
  if (movedTo !== undefined && movedTo !== save.expected)
    return (
      <StaleBanner
        movedTo={movedTo}
        onMerge={canMerge(opened) ? () => void merge(editor, movedTo) : null}
        onSaveAnyway={() => save.submitOver(movedTo)}
      />
    )
  if (!save.failure) return null
  return (
    <FailureAlert failure={save.failure} {...(save.isPartial ? { title: words.partial } : {})}>
      {save.failure.kind === 'exists' && <Button onClick={() => showSecret(save.triedName)}>{words.existsOpen}</Button>}
    </FailureAlert>
  )
}
