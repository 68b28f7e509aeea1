import { useEffect, useState } from 'react'
import type { Kind } from '../../../shared/limits.ts'
import type { SecretDetail } from '../../../shared/model.ts'
import { call } from '../../bridge.ts'
import { textOf, toBytes } from '../../lib/bytes.ts'
import { joinFields, parseEnvLines, parseFields, prettyText } from '../../lib/fields.ts'
import { fieldTemplates } from '../../lib/kind-fields.ts'
import { text } from '../../text.ts'
import {
  countBytes,
  type FieldRow,
  type FormState,
  filledFields,
  hasHidden,
  newRow,
  rawId,
  readForm,
  startState,
  type ValueMode,
} from './form-state.ts'
import { mergeForm } from './merge-form.ts'
import { type Form, showFields } from './shown-form.ts'
import { createValueFields, type TextHolder } from './value-fields.ts'

/** Nothing larger is read from a file; the limit of a value is far below. */
const maxFileBytes = 1_048_576

/**
 * The value part of the editor. What is typed lives in the page's fields alone and is read once, at save. Of a secret
 * that is edited nothing is asked for until the user wants to see it: untouched fields then mean "as it is".
 */
export function useValueForm(secret: SecretDetail | null, expected: string | null, onDirty: () => void) {
  const [state, setState] = useState(() => startState(secret))
  const [fields] = useState(createValueFields)
  useEffect(() => fields.wipe, [fields])
  const update = (change: Partial<FormState>): void => setState((before) => ({ ...before, ...change }))
  const form: Form = { secret, expected, state, fields, update, onDirty }
  const touch = (id: string): void => {
    fields.touch(id)
    onDirty()
    update({ problem: null, usedBytes: countBytes(state, fields) })
  }
  return {
    ...state,
    read: () => readForm(state, fields, secret === null),
    peek: () => peek(form),
    /** The whole value as it would be saved, for a check; null while there is none, or a part of it is not looked at. */
    whole: () => whole(form),
    touch,
    setRaw: (content: string) => {
      fields.write(rawId, content)
      touch(rawId)
    },
    attach: (id: string, field: TextHolder | null) => fields.attach(id, field),
    load: () => void load(form, state.mode),
    /** Answers the keys that both sides changed. */
    merge: (theirVersionId: string) => mergeForm(form, theirVersionId),
    switchTo: (wanted: 'raw' | 'fields', kind: Kind | null) => void switchTo(form, wanted, kind),
    adoptKind: (kind: Kind | null) => adoptKind(form, kind),
    addField: (key: string) => addField(form, key),
    removeField: (row: FieldRow) => void removeField(form, row),
    takeFile: (file: File) => takeFile(form, file),
    dropFile: () => dropFile(form),
    /** Shows a value kept in a draft; the bytes stay the caller's. */
    restore: (kind: 'text' | 'binary', bytes: Uint8Array) => restore(form, kind, bytes),
  }
}

export type ValueForm = ReturnType<typeof useValueForm>

function showRaw({ fields, update }: Form, content: string): void {
  fields.write(rawId, content)
  update({ mode: 'raw', rows: [], isLoaded: true, usedBytes: toBytes(content).length })
}

function restore(form: Form, kind: 'text' | 'binary', bytes: Uint8Array): void {
  form.fields.touch(rawId)
  if (kind === 'text') showRaw(form, textOf(bytes) ?? '')
  else showFile(form, bytes.slice())
}

const showTemplates = ({ update }: Form, kind: Kind | null): void =>
  update({
    mode: 'fields',
    rows: fieldTemplates(kind).map(({ key, type }) => newRow(key, type, { isTemplate: true })),
    usedBytes: 0,
  })

/** Asks for the current value and puts it into the fields, keeping what was typed into them already. */
async function load(form: Form, into: ValueMode): Promise<readonly FieldRow[] | null> {
  const { secret, expected, state, fields, update } = form
  if (!secret) return null
  const answer = await call('secrets.reveal', { name: secret.name, ...(expected ? { versionId: expected } : {}) })
  update({ failure: answer.ok ? null : answer.failure })
  if (!answer.ok) return null
  const content = textOf(answer.value.bytes) ?? ''
  answer.value.bytes.fill(0)
  const typed = new Map(
    state.rows.filter((row) => fields.textIn(row.id) !== '').map((row) => [row.key, fields.textIn(row.id)]),
  )
  const parsed = parseFields(content)?.map((field) => ({ ...field, text: typed.get(field.key) ?? field.text }))
  if (into === 'fields' && parsed) return showFields(form, parsed)
  showRaw(form, parsed ? prettyText(joinFields(parsed)) : content)
  return null
}

async function switchTo(form: Form, wanted: 'raw' | 'fields', kind: Kind | null): Promise<void> {
  const { state, fields, update } = form
  update({ problem: null })
  if (wanted === 'raw') {
    if (hasHidden(state.rows)) return void (await load(form, 'raw'))
    const filled = filledFields(state.rows, fields)
    return showRaw(form, filled.length === 0 ? '' : prettyText(joinFields(filled)))
  }
  const content = fields.textIn(rawId)
  if (content.trim() === '' && state.isLoaded) return showTemplates(form, kind)
  const parsed = parseFields(content) ?? parseEnvLines(content)
  if (parsed) showFields(form, parsed)
  else update({ problem: text.editor.notFields })
}

/** Another kind proposes its own fields, as long as nothing was entered. */
function adoptKind(form: Form, kind: Kind | null): void {
  const { secret, state, fields } = form
  const isEmpty = state.mode === 'raw' ? fields.textIn(rawId) === '' : filledFields(state.rows, fields).length === 0
  if (secret !== null || state.mode === 'file' || !isEmpty) return
  if (fieldTemplates(kind).length > 0) showTemplates(form, kind)
  else showRaw(form, '')
}

/** Answers why not, or null when the field was added. */
function addField({ state, fields, update, onDirty }: Form, key: string): string | null {
  if (state.rows.some((row) => row.key === key)) return text.editor.fieldExists(key)
  const row = newRow(key, 'string')
  fields.touch(row.id)
  update({ rows: [...state.rows, row] })
  onDirty()
  return null
}

/** A key can only be left out of a value that is there in full, so a hidden one is asked for first. */
async function removeField(form: Form, row: FieldRow): Promise<void> {
  const rows = row.isHidden ? await load(form, 'fields') : form.state.rows
  if (!rows) return
  form.fields.touch(row.id)
  form.update({ rows: rows.filter((each) => each.key !== row.key) })
  form.onDirty()
}

/** A file of text goes into the field, any other is kept as bytes. */
async function takeFile(form: Form, file: File): Promise<void> {
  const { fields, update, onDirty } = form
  if (file.size > maxFileBytes) return update({ problem: text.editor.fileTooLarge(file.size) })
  const bytes = new Uint8Array(await file.arrayBuffer())
  const content = bytes.length === 0 ? null : textOf(bytes)
  fields.touch(rawId)
  update({ problem: null })
  onDirty()
  if (content !== null) {
    bytes.fill(0)
    return showRaw(form, content)
  }
  showFile(form, bytes)
}

/** Takes the bytes over. */
function showFile({ fields, update }: Form, bytes: Uint8Array): void {
  fields.keepFile(bytes)
  update({ mode: 'file', file: { sizeBytes: bytes.length }, isLoaded: true, usedBytes: bytes.length })
}

function dropFile(form: Form): void {
  form.fields.keepFile(null)
  form.fields.touch(rawId)
  form.update({ file: null })
  showRaw(form, '')
}

/** The bytes to recognise a kind by: the raw text or the file; null while there is nothing. */
function peek({ state, fields }: Form): Uint8Array | null {
  if (state.mode === 'file') return fields.file()?.slice() ?? null
  const content = state.mode === 'raw' ? fields.textIn(rawId) : ''
  return content === '' ? null : toBytes(content)
}

function whole(form: Form): Uint8Array | null {
  const { state, fields } = form
  if (state.mode !== 'fields') return peek(form)
  const filled = hasHidden(state.rows) ? [] : filledFields(state.rows, fields)
  return filled.length === 0 ? null : toBytes(joinFields(filled))
}
