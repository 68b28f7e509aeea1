import { Field, TextField } from '../../components/field.tsx'
import { Segmented } from '../../components/segmented.tsx'
import { Select } from '../../components/select.tsx'
import type { TargetForm } from '../../lib/target-form.ts'
import { text } from '../../text.ts'
import { useCall } from '../../use-call.ts'
import { FormGroup, Pair } from './form-parts.tsx'
import { RegionPicker } from './region-picker.tsx'
import type { FormPart } from './target-dialog.tsx'

const words = text.sync.form

const sources: readonly (readonly [TargetForm['from'], string])[] = [
  ['profile', words.from.profile],
  ['vault', words.from.vault],
]

/** Which account, by whose credentials, and which of its regions. */
export function AccountFields({ form, problems, change, isFixed }: FormPart) {
  return (
    <FormGroup title={words.sections.account}>
      <Pair>
        <TextField
          label={words.name}
          help={words.nameHelp}
          error={problems.name ?? null}
          value={form.name}
          readOnly={isFixed}
          maxLength={64}
          {...(isFixed ? {} : { 'data-autofocus': '' })}
          onChange={(event) => change({ name: event.target.value })}
        />
        <TextField
          label={words.expected}
          help={isFixed ? words.pinned : words.expectedHelp}
          error={problems.expected ?? null}
          value={form.expected}
          readOnly={isFixed}
          inputMode="numeric"
          maxLength={12}
          onChange={(event) => change({ expected: event.target.value })}
        />
      </Pair>
      <div>
        <Segmented
          label={words.credentials}
          value={form.from}
          options={sources}
          onChange={(from) => change({ from })}
        />
      </div>
      {form.from === 'profile' ? (
        <ProfileField form={form} error={problems.profile} change={change} />
      ) : (
        <VaultKeysField form={form} error={problems.secret} change={change} />
      )}
      <RegionPicker
        chosen={form.regions}
        error={problems.regions ?? null}
        onChange={(regions) => change({ regions })}
      />
    </FormGroup>
  )
}

interface SourceProps {
  readonly form: TargetForm
  readonly error: string | undefined
  readonly change: FormPart['change']
}

/** Profiles of `~/.aws` to choose from; a name to type where there are none. */
function ProfileField({ form, error, change }: SourceProps) {
  const { value, failure } = useCall('aws.profiles', {})
  const profiles = failure ? [] : value
  if (profiles === null || profiles.length === 0) {
    return (
      <TextField
        label={words.profileOther}
        help={profiles === null ? '' : words.noProfiles}
        error={error ?? null}
        mono
        value={form.profile}
        onChange={(event) => change({ profile: event.target.value })}
      />
    )
  }
  const isKnown = form.profile === '' || profiles.some(({ name }) => name === form.profile)
  const options = [
    ...(form.profile === '' ? [['', words.choose] as const] : []),
    ...(isKnown ? [] : [[form.profile, form.profile] as const]),
    ...profiles.map((profile) => [profile.name, words.profileOf(profile)] as const),
  ]
  return (
    <Field label={words.profile} error={error ?? null}>
      {({ id, describedBy }) => (
        <Select
          id={id}
          describedBy={describedBy}
          value={form.profile}
          options={options}
          className="w-full"
          onChange={(profile) => change({ profile })}
        />
      )}
    </Field>
  )
}

function VaultKeysField({ form, error, change }: SourceProps) {
  const { value } = useCall('secrets.list', { kind: 'aws-credentials', limit: 200 })
  const names = value?.rows.map(({ name }) => name)
  const known = names ?? []
  const options = [
    ...(form.secret === '' ? [['', words.choose] as const] : []),
    ...(form.secret === '' || known.includes(form.secret) ? [] : [[form.secret, form.secret] as const]),
    ...known.map((name) => [name, name] as const),
  ]
  return (
    <Field
      label={words.vaultSecret}
      help={names?.length === 0 ? words.noVaultSecrets : words.vaultSecretHelp}
      error={error ?? null}
    >
      {({ id, describedBy }) => (
        <Select
          id={id}
          describedBy={describedBy}
          value={form.secret}
          options={options}
          className="w-full"
          onChange={(secret) => change({ secret })}
        />
      )}
    </Field>
  )
}
