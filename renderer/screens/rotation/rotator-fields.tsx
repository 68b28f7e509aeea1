import { Field, TextField } from '../../components/field.tsx'
import { Select } from '../../components/select.tsx'
import type { RotationForm } from '../../lib/rotation-form.ts'
import { text } from '../../text.ts'
import { LinesField, Pair } from '../sync/form-parts.tsx'
import type { RotationFormPart } from './rotation-dialog.tsx'

const words = text.rotation.form.fields

/** What a rotator has to know. */
export function RotatorFields(part: RotationFormPart) {
  switch (part.form.rotator) {
    case '':
      return null
    case 'generate':
      return (
        <>
          <Pair>
            <Typed {...part} of="length" label={words.length} isNumber />
            <Typed {...part} of="field" label={words.field} help={words.fieldHelp} isCode />
          </Pair>
          <Typed {...part} of="exclude" label={words.exclude} isCode />
        </>
      )
    case 'ssh-key':
      return (
        <>
          <div className="grid grid-cols-1 gap-x-4 sm:grid-cols-[1fr_5rem_8rem]">
            <Typed {...part} of="host" label={words.host} help={words.hostHelp} isCode />
            <Typed {...part} of="port" label={words.port} isNumber />
            <Typed {...part} of="user" label={words.user} isCode />
          </div>
          <Typed {...part} of="hostKey" label={words.hostKey} help={words.hostKeyHelp} isCode />
        </>
      )
    case 'postgres':
    case 'mysql':
      return <DatabaseFields {...part} />
    case 'aws-iam-access-key':
      return (
        <>
          <Pair>
            <Typed {...part} of="deleteAfterDays" label={words.deleteAfterDays} isNumber />
            <Typed {...part} of="adminSecret" label={words.adminSecret} help={words.iamAdminHelp} isCode />
          </Pair>
          <Typed {...part} of="endpoint" label={words.endpoint} help={text.sync.form.endpointHelp} isCode />
        </>
      )
    case 'command':
      return (
        <>
          <Program {...part} of="create" label={words.create} />
          <Program {...part} of="set" label={words.set} />
          <Program {...part} of="test" label={words.test} />
          <Program {...part} of="finish" label={words.finish} />
          <Typed {...part} of="timeout" label={words.timeout} isNumber />
        </>
      )
  }
}

const strategies = Object.entries(words.strategies) as readonly (readonly [RotationForm['strategy'], string])[]

const DatabaseFields = (part: RotationFormPart) => (
  <>
    <Pair>
      <Field label={words.strategy}>
        {({ id, describedBy }) => (
          <Select
            id={id}
            describedBy={describedBy}
            value={part.form.strategy}
            options={strategies}
            className="w-full"
            onChange={(strategy) => part.change({ strategy })}
          />
        )}
      </Field>
      <Typed {...part} of="adminSecret" label={words.adminSecret} help={words.adminHelp} isCode />
    </Pair>
    <LinesField label={words.ca} help={words.caHelp} value={part.form.ca} onChange={(ca) => part.change({ ca })} />
  </>
)

type TextKey = { [K in keyof RotationForm]: string extends RotationForm[K] ? K : never }[keyof RotationForm]

interface TypedProps extends RotationFormPart {
  readonly of: TextKey
  readonly label: string
  readonly help?: string
  readonly isCode?: boolean
  readonly isNumber?: boolean
}

const Typed = ({ form, problems, change, of, label, help, isCode = false, isNumber = false }: TypedProps) => (
  <TextField
    label={label}
    help={help}
    error={problems[of] ?? null}
    mono={isCode}
    {...(isNumber ? { inputMode: 'numeric' as const } : {})}
    value={form[of]}
    onChange={(event) => change({ [of]: event.target.value })}
  />
)

const Program = ({ form, problems, change, of, label }: TypedProps) => (
  <LinesField
    label={label}
    help={text.rotation.form.fields.programHelp}
    error={problems[of]}
    value={form[of]}
    onChange={(typed) => change({ [of]: typed })}
  />
)
