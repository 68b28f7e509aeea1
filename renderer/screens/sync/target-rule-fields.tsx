import type { SyncDirection } from '../../../shared/sync-model.ts'
import { Field, TextField } from '../../components/field.tsx'
import { Select } from '../../components/select.tsx'
import type { TargetForm } from '../../lib/target-form.ts'
import { text } from '../../text.ts'
import { FormGroup, LinesField, Pair, TickField } from './form-parts.tsx'
import type { FormPart } from './target-dialog.tsx'

const words = text.sync.form

/** Which secrets, and what they are called on the other side. */
export function RuleFields({ form, problems, change }: FormPart) {
  const { localPrefix, remotePrefix } = form
  return (
    <FormGroup title={words.sections.what}>
      <Pair>
        <TextField
          label={words.localPrefix}
          help={words.prefixHelp}
          error={problems.localPrefix ?? null}
          mono
          placeholder="prod/"
          value={localPrefix}
          onChange={(event) => change({ localPrefix: event.target.value })}
        />
        <TextField
          label={words.remotePrefix}
          help={
            localPrefix === remotePrefix
              ? words.remotePrefixHelp
              : words.mapping(`${localPrefix}db`, `${remotePrefix}db`)
          }
          error={problems.remotePrefix ?? null}
          mono
          value={remotePrefix}
          onChange={(event) => change({ remotePrefix: event.target.value })}
        />
      </Pair>
      <Pair>
        <LinesField
          label={words.include}
          help={words.globsHelp}
          value={form.include}
          onChange={(include) => change({ include })}
        />
        <LinesField label={words.exclude} value={form.exclude} onChange={(exclude) => change({ exclude })} />
      </Pair>
      <LinesField
        label={words.tags}
        help={words.tagsHelp}
        error={problems.tags}
        value={form.tags}
        onChange={(tags) => change({ tags })}
      />
    </FormGroup>
  )
}

const directions = Object.entries(words.directions) as readonly (readonly [SyncDirection, string])[]

const deletions: readonly (readonly [TargetForm['deletion'], string])[] = [
  ['never', words.deletions.never],
  ['schedule', words.deletions.schedule],
]

/** Which way, what a deletion does, and how secrets are kept in AWS. */
export function WaysFields({ form, problems, change }: FormPart) {
  return (
    <FormGroup title={words.sections.how}>
      <Pair>
        <ChoiceField
          label={words.direction}
          value={form.direction}
          options={directions}
          onChange={(direction) => change({ direction })}
        />
        <ChoiceField
          label={words.deletion}
          help={words.deletionHelp}
          value={form.deletion}
          options={deletions}
          onChange={(deletion) => change({ deletion })}
        />
      </Pair>
      {form.deletion === 'schedule' && (
        <NumberField label={words.days} error={problems.days} value={form.days} onChange={(days) => change({ days })} />
      )}
      <Pair>
        <TextField
          label={words.kms}
          help={words.kmsHelp}
          mono
          value={form.kmsKeyId}
          onChange={(event) => change({ kmsKeyId: event.target.value })}
        />
        <TextField
          label={words.endpoint}
          help={words.endpointHelp}
          error={problems.endpoint ?? null}
          mono
          value={form.endpoint}
          onChange={(event) => change({ endpoint: event.target.value })}
        />
      </Pair>
      <LinesField
        label={words.replicas}
        help={words.replicasHelp}
        error={problems.replicas}
        value={form.replicas}
        onChange={(replicas) => change({ replicas })}
      />
    </FormGroup>
  )
}

/** When a sync runs by itself. */
export const WhenFields = ({ form, problems, change }: FormPart) => (
  <FormGroup title={words.sections.when}>
    <TickField label={words.onSave} checked={form.onSave} onChange={(onSave) => change({ onSave })} />
    <TickField
      label={words.onNetwork}
      checked={form.onNetworkReturn}
      onChange={(onNetworkReturn) => change({ onNetworkReturn })}
    />
    <NumberField
      label={words.every}
      help={words.everyHelp}
      error={problems.everyMinutes}
      value={form.everyMinutes}
      onChange={(everyMinutes) => change({ everyMinutes })}
    />
  </FormGroup>
)

interface ChoiceFieldProps<T extends string> {
  readonly label: string
  readonly help?: string
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  readonly onChange: (value: T) => void
}

const ChoiceField = <T extends string>({ label, help, value, options, onChange }: ChoiceFieldProps<T>) => (
  <Field label={label} help={help}>
    {({ id, describedBy }) => (
      <Select
        id={id}
        describedBy={describedBy}
        value={value}
        options={options}
        onChange={onChange}
        className="w-full"
      />
    )}
  </Field>
)

interface NumberFieldProps {
  readonly label: string
  readonly help?: string
  readonly error: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
}

const NumberField = ({ label, help, error, value, onChange }: NumberFieldProps) => (
  <div className="max-w-56">
    <TextField
      label={label}
      help={help}
      error={error ?? null}
      inputMode="numeric"
      maxLength={4}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  </div>
)
