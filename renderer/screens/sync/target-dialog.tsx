import { type FormEvent, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Target } from '../../../shared/sync-model.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import {
  checkTargetForm,
  draftOfForm,
  emptyTargetForm,
  formOfTarget,
  type TargetForm,
  type TargetProblems,
} from '../../lib/target-form.ts'
import { closeDialog } from '../../store/panes.ts'
import { saveTarget } from '../../store/sync.ts'
import { text } from '../../text.ts'
import { AccountFields } from './target-account-fields.tsx'
import { RuleFields, WaysFields, WhenFields } from './target-rule-fields.tsx'

const words = text.sync.form

/** How the parts of the form read and change it. */
export interface FormPart {
  readonly form: TargetForm
  readonly problems: TargetProblems
  readonly change: (change: Partial<TargetForm>) => void
  /** The target is there: its name and account stay. */
  readonly isFixed: boolean
}

/** Adds a target, or changes the rules of one. AWS is asked whose credentials these are before it is kept. */
export function TargetDialog({ target }: { target: Target | null }) {
  const [form, setForm] = useState<TargetForm>(target === null ? emptyTargetForm : formOfTarget(target))
  const [problems, setProblems] = useState<TargetProblems>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (changed: Partial<TargetForm>): void => {
    setForm((before) => ({ ...before, ...changed }))
    setProblems((before) => without(before, Object.keys(changed)))
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const found = checkTargetForm(form)
    setProblems(found)
    setFailure(null)
    if (Object.keys(found).length > 0) return
    setBusy(true)
    const answer = await saveTarget(target === null ? 'targets.add' : 'targets.change', draftOfForm(form))
    setBusy(false)
    if (answer.ok) closeDialog()
    else setFailure(answer.failure)
  }
  const part: FormPart = { form, problems, change, isFixed: target !== null }
  return (
    <Dialog
      title={target === null ? words.addTitle : words.changeTitle(target.name)}
      onClose={closeDialog}
      width="w-[640px]"
    >
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
        <AccountFields {...part} />
        <RuleFields {...part} />
        <WaysFields {...part} />
        <WhenFields {...part} />
        {Object.keys(problems).length > 0 && (
          <p role="alert" className="text-danger-ink">
            {words.invalid}
          </p>
        )}
        {failure && <FailureAlert title={words.failed} failure={failure} />}
        <DialogButtons>
          <Button onClick={closeDialog}>{text.common.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {target === null ? words.save.add : words.save.change}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

const without = (problems: TargetProblems, fields: readonly string[]): TargetProblems =>
  Object.fromEntries(Object.entries(problems).filter(([field]) => !fields.includes(field)))
