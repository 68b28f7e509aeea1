import { type FormEvent, useState } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Kind } from '../../../shared/limits.ts'
import { rotatorKinds } from '../../../shared/rotation-kinds.ts'
import type { RotationCard } from '../../../shared/rotation-model.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogButtons } from '../../components/dialog.tsx'
import { FailureAlert } from '../../components/failure-alert.tsx'
import { Field, TextField } from '../../components/field.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { Select } from '../../components/select.tsx'
import {
  checkRotationForm,
  formOfCard,
  formOfRule,
  type RotationForm,
  type RotationProblems,
  rotatorOfForm,
  ruleOfForm,
} from '../../lib/rotation-form.ts'
import { closeDialog } from '../../store/panes.ts'
import { setRule } from '../../store/rotation.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'
import { FormGroup, TickField } from '../sync/form-parts.tsx'
import { RotatorFields } from './rotator-fields.tsx'
import { WindowPreview } from './window-preview.tsx'

const words = text.rotation.form

/** How the parts of the form read and change it. */
export interface RotationFormPart {
  readonly form: RotationForm
  readonly problems: RotationProblems
  readonly change: (change: Partial<RotationForm>) => void
}

/** Sets or changes the rule of a secret and what replaces its value. */
export function RotationDialog({ card, kind }: { card: RotationCard; kind: Kind }) {
  const [form, setForm] = useState<RotationForm>(() => formOfCard(card))
  const [problems, setProblems] = useState<RotationProblems>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (changed: Partial<RotationForm>): void => {
    setForm((before) => ({ ...before, ...changed }))
    setProblems({})
    setFailure(null)
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const found = checkRotationForm(form)
    setProblems(found)
    if (Object.keys(found).length > 0) return
    setBusy(true)
    const rotator = rotatorOfForm(form)
    const automatic = rotator !== null && form.automatic
    const answer = await setRule({ name: card.name, rule: ruleOfForm(form), rotator, automatic })
    setBusy(false)
    if (answer.ok) closeDialog()
    else setFailure(answer.failure)
  }
  const part: RotationFormPart = { form, problems, change }
  return (
    <Dialog title={words.title(card.name)} onClose={closeDialog} width="w-[560px]">
      <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
        <RuleFields {...part} kind={kind} />
        <WindowPreview name={card.name} form={form} />
        <HowFields {...part} />
        {failure && <FailureAlert title={words.failed} failure={failure} />}
        <DialogButtons>
          <Button onClick={closeDialog}>{text.common.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {words.save}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

const ruleKinds = Object.entries(words.kinds) as readonly (readonly [RotationForm['kind'], string])[]

function RuleFields({ form, problems, change, kind }: RotationFormPart & { readonly kind: Kind }) {
  const template = useCall('rotation.templates', {}).value?.find((each) => each.kind === kind)
  return (
    <FormGroup title={words.when}>
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={words.kind}
          value={form.kind}
          options={ruleKinds}
          onChange={(chosen) => change({ kind: chosen })}
        />
        {template && template.rule.schedule.kind === 'days' && (
          <Button look="ghost" title={template.why} onClick={() => change(formOfRule(template.rule))}>
            {words.template(words.everyDays(template.rule.schedule.days))}
          </Button>
        )}
      </div>
      <div className="grid grid-cols-1 gap-x-4 sm:grid-cols-[1fr_10rem]">
        {form.kind === 'days' ? (
          <TextField
            label={words.days}
            help={words.daysHelp}
            error={problems.days ?? null}
            inputMode="numeric"
            maxLength={4}
            data-autofocus=""
            value={form.days}
            onChange={(event) => change({ days: event.target.value })}
          />
        ) : (
          <TextField
            label={words.expression}
            help={words.expressionHelp}
            error={problems.expression ?? null}
            mono
            maxLength={256}
            value={form.expression}
            onChange={(event) => change({ expression: event.target.value })}
          />
        )}
        <TextField
          label={words.duration}
          help={words.durationHelp}
          error={problems.duration ?? null}
          inputMode="numeric"
          maxLength={2}
          value={form.duration}
          onChange={(event) => change({ duration: event.target.value })}
        />
      </div>
    </FormGroup>
  )
}

const rotatorOptions: readonly (readonly [RotationForm['rotator'], string])[] = [
  ['', words.rotatorNone],
  ...rotatorKinds.map((kind) => [kind, text.rotation.rotators[kind]] as const),
]

function HowFields(part: RotationFormPart) {
  const { form, change } = part
  return (
    <FormGroup title={words.how}>
      <Field label={words.rotator} hasRoom={false}>
        {({ id, describedBy }) => (
          <Select
            id={id}
            describedBy={describedBy}
            value={form.rotator}
            options={rotatorOptions}
            className="w-full"
            onChange={(rotator) => change({ rotator })}
          />
        )}
      </Field>
      <RotatorFields {...part} />
      {form.rotator !== '' && (
        <TickField label={words.automatic} checked={form.automatic} onChange={(automatic) => change({ automatic })} />
      )}
    </FormGroup>
  )
}
