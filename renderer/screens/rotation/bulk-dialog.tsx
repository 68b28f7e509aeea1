import { type FormEvent, useRef, useState } from 'react'
import type { CallInput } from '../../../shared/contract.ts'
import type { Failure } from '../../../shared/failure.ts'
import { KINDS, type Kind, kindTitles } from '../../../shared/limits.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Field, TextField } from '../../components/field.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { Select } from '../../components/select.tsx'
import { closeDialog } from '../../store/panes.ts'
import { setManyRules } from '../../store/rotation.ts'
import { text } from '../../text.ts'
import { TickField } from '../sync/form-parts.tsx'

const words = text.rotation.bulk
const shownNames = 8

type Which = 'template' | 'days'
const whiches: readonly (readonly [Which, string])[] = [
  ['template', words.template],
  ['days', words.days],
]
const kinds: readonly (readonly [Kind | '', string])[] = [
  ['', words.kindAny],
  ...KINDS.map((kind) => [kind, kindTitles[kind]] as const),
]

interface Found {
  readonly names: readonly string[]
  readonly skipped: readonly string[]
}

interface Wishes {
  readonly kind: Kind | ''
  readonly glob: string
  readonly which: Which
  readonly days: string
  readonly replace: boolean
}

const questionOf = ({ kind, glob, which, days, replace }: Wishes): CallInput<'rotation.setMany'> => ({
  ...(kind === '' ? {} : { kind }),
  ...(glob.trim() === '' ? {} : { glob: glob.trim() }),
  rule: which === 'template' ? 'template' : { schedule: { kind: 'days', days: Number(days) } },
  replace,
})

/** Rules for all secrets of a kind or a pattern. It shows the names first; only then they can be set. */
export function BulkDialog() {
  const [kind, setKind] = useState<Kind | ''>('')
  const [glob, setGlob] = useState('')
  const [which, setWhich] = useState<Which>('template')
  const [days, setDays] = useState('90')
  const [replace, setReplace] = useState(false)
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  /** Rises with every change of the question, which makes the answer on the screen stale, and one on its way too. */
  const turn = useRef(0)
  const asked =
    <T,>(put: (value: T) => void) =>
    (value: T): void => {
      turn.current += 1
      put(value)
      setFound(null)
      setFailure(null)
    }
  const isDaysWrong = which === 'days' && !/^([1-9]\d{0,2}|1000)$/.test(days)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isDaysWrong) return
    const question = questionOf({ kind, glob, which, days, replace })
    const asked = turn.current
    setBusy(true)
    const answer = await setManyRules({ ...question, dryRun: found === null })
    setBusy(false)
    if (asked !== turn.current) return
    if (!answer.ok) return setFailure(answer.failure)
    if (found === null) setFound(answer.value)
    else closeDialog()
  }
  return (
    <Dialog title={words.title} onClose={closeDialog} width="w-lg">
      <form onSubmit={(event) => void submit(event)} className="grid gap-2">
        <p className="text-muted">{words.lead}</p>
        <div className="grid grid-cols-1 gap-x-4 sm:grid-cols-2">
          <Field label={words.kind}>
            {({ id, describedBy }) => (
              <Select
                id={id}
                describedBy={describedBy}
                value={kind}
                options={kinds}
                className="w-full"
                onChange={asked(setKind)}
              />
            )}
          </Field>
          <TextField
            label={words.glob}
            help={words.globHelp}
            mono
            placeholder="prod/**"
            value={glob}
            onChange={(event) => asked(setGlob)(event.target.value)}
          />
        </div>
        <div>
          <Segmented label={words.rule} value={which} options={whiches} onChange={asked(setWhich)} />
        </div>
        {which === 'days' && (
          <div className="max-w-40">
            <TextField
              label={text.rotation.form.days}
              error={isDaysWrong ? text.rotation.form.badDays : null}
              inputMode="numeric"
              maxLength={4}
              value={days}
              onChange={(event) => asked(setDays)(event.target.value)}
            />
          </div>
        )}
        <TickField label={words.replace} checked={replace} onChange={asked(setReplace)} />
        <div role="status">{found && <FoundNames found={found} />}</div>
        {failure && <FailureAlert failure={failure} />}
        <DialogButtons>
          <Button onClick={closeDialog}>{text.common.cancel}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={found?.names.length === 0}>
            {found === null ? words.look : words.action(found.names.length)}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

const FoundNames = ({ found: { names, skipped } }: { found: Found }) => (
  <div className="rounded-lg bg-sunken px-3.5 py-2.5">
    <p className="font-medium">{words.would(names.length)}</p>
    <ul className="font-mono text-sm selectable">
      {names.slice(0, shownNames).map((name) => (
        <li key={name} className="truncate">
          {name}
        </li>
      ))}
    </ul>
    {names.length > shownNames && <p className="text-sm text-muted">{words.moreNames(names.length - shownNames)}</p>}
    {skipped.length > 0 && <p className="mt-1 text-sm text-muted">{words.skipped(skipped.length)}</p>}
  </div>
)
