import { randomUUID } from 'node:crypto'
import type { NewValue } from '../../shared/contract.ts'
import { type Result, succeed } from '../../shared/failure.ts'
import { CURRENT, type Kind } from '../../shared/limits.ts'
import { checkDescription, checkName } from '../../shared/rules.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import { defineCommand, flag, list, one, value } from '../line/command.ts'
import { checkKind, checkStages, parseTags } from '../values/checks.ts'
import { readNewValue, wipeNewValue } from '../values/new-value.ts'

export const put = defineCommand({
  name: 'put',
  group: 'secrets',
  summary: 'Store a value: a new secret, or a new version of one',
  details: [
    'The value comes from standard input, from --file, or from the keyboard (nothing is shown; a paste may have several lines). It is never taken from the command line, where other programs and the shell history would see it. Its bytes are kept exactly.',
    '--set stores one key of a JSON object: `KEY=-` reads it from standard input or the keyboard, `KEY=@FILE` from a file. One KEY=- takes all of standard input, several take a line each. Keys that are not named stay as they are.',
    'A new version gets AWSCURRENT, and AWSPREVIOUS moves to the one before it. With --stage it gets that label alone and AWSCURRENT stays where it is.',
  ],
  arguments: { name: one('NAME', 'The secret, made if it does not exist', 'secret') },
  options: {
    kind: value('KIND', 'What it is; recognised from the value when not given', { completes: 'kind' }),
    binary: flag('Store as SecretBinary even if it is text'),
    file: value('FILE', 'Read the value from a file', { completes: 'file' }),
    set: list('KEY=-', 'Set one key of a JSON object; also KEY=@FILE'),
    normalise: flag("Bring the value into its kind's own shape: a .env into JSON"),
    stage: list('LABEL', 'Give the new version this label instead of AWSCURRENT', { completes: 'stage' }),
    description: value('TEXT', 'Describe the secret'),
    tag: list('K=V', 'Tag the secret'),
  },
  examples: [
    { line: 'coffer put prod/stripe', about: 'Paste an API key' },
    { line: 'coffer put deploy/key --file ~/.ssh/id_ed25519', about: 'A key file' },
    { line: 'pwgen 32 1 | coffer put prod/db --set password=-', about: 'One key of a JSON secret' },
    { line: 'coffer put prod/db --file new.json --stage AWSPENDING', about: 'A version to try before it is current' },
  ],
  async run(context, { args: { name }, options }) {
    const wish = readWish(name, options)
    if (!wish.ok) return wish
    const read = await readNewValue(context, { name, ...options })
    if (!read.ok) return read
    try {
      const saved = await save(context, { ...wish.value, value: read.value, normalise: options.normalise })
      if (!saved.ok) return saved
      const { versionId, stages } = saved.value
      if (context.out.json) await context.out.printJson({ Name: name, VersionId: versionId, VersionStages: stages })
      context.out.note(`Saved ${name}, version ${versionId} (${stages.join(', ')}).`)
      return succeed(0)
    } finally {
      wipeNewValue(read.value)
    }
  },
})

export interface Wish {
  readonly name: string
  readonly kind: Kind | undefined
  readonly stages: readonly string[]
  readonly description: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

function readWish(
  name: string,
  options: {
    readonly kind: string | undefined
    readonly stage: readonly string[]
    readonly description: string | undefined
    readonly tag: readonly string[]
  },
): Result<Wish, CliFailure> {
  const checks = [checkName(name), checkStages(options.stage), checkDescription(options.description ?? '')]
  for (const checked of checks) if (!checked.ok) return checked
  const kind = checkKind(options.kind)
  if (!kind.ok) return kind
  const tags = parseTags(options.tag)
  if (!tags.ok) return tags
  return succeed({ name, kind: kind.value, stages: options.stage, description: options.description, tags: tags.value })
}

interface Saved {
  readonly versionId: string
  readonly stages: readonly string[]
}
type Save = Wish & { readonly value: NewValue; readonly normalise: boolean }

/** A new version, or a new secret when there is none of that name. */
export async function save(context: Context, wish: Save): Promise<Result<Saved, CliFailure>> {
  const { name, value, normalise, stages } = wish
  const versionId = randomUUID()
  const version = { name, value, normalise, versionId, ...(stages.length > 0 ? { stages: [...stages] } : {}) }
  const put = await context.core.call('secrets.put', version)
  if (put.ok) {
    const described = await describe(context, wish)
    return described.ok ? put : described
  }
  if (put.failure.kind !== 'not-found') return put
  const created = await create(context, wish, versionId)
  if (!created.ok && created.failure.kind !== 'exists') return created
  // A label of its own is for a put; and somebody else may have made the secret since.
  return created.ok && stages.length === 0
    ? succeed({ versionId, stages: [CURRENT] })
    : context.core.call('secrets.put', version)
}

async function create(context: Context, wish: Save, versionId: string): Promise<Result<unknown, CliFailure>> {
  const { name, kind, description = '', tags, value, normalise, stages } = wish
  const secret = { name, description, tags, normalise, ...(kind === undefined ? {} : { kind }) }
  if (stages.length === 0) return context.core.call('secrets.create', { ...secret, value, versionId })
  const recognised = kind ?? (await recognise(context, name, value))
  return context.core.call('secrets.create', { ...secret, ...(recognised === undefined ? {} : { kind: recognised }) })
}

async function recognise(context: Context, name: string, value: NewValue): Promise<Kind | undefined> {
  if (value.form === 'fields') return undefined
  const answer = await context.core.call('kinds.recognise', { bytes: value.bytes, name })
  return answer.ok ? answer.value.kind : undefined
}

/** What --kind, --description and --tag say about a secret that was there. */
async function describe(context: Context, wish: Wish): Promise<Result<null, CliFailure>> {
  const { name, kind, description, tags } = wish
  const update = {
    ...(kind === undefined ? {} : { kind }),
    ...(description === undefined ? {} : { description }),
  }
  if (Object.keys(update).length > 0) {
    const updated = await context.core.call('secrets.update', { name, ...update })
    if (!updated.ok) return updated
  }
  return Object.keys(tags).length > 0 ? context.core.call('secrets.tag', { name, tags: { ...tags } }) : succeed(null)
}
