import { isUtf8 } from 'node:buffer'
import { type Result, succeed } from '../../shared/failure.ts'
import type { RevealedValue } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import { usage } from '../failure.ts'
import { defineCommand, one, value } from '../line/command.ts'
import { counted, hasControls } from '../terminal/style.ts'
import { secretValue } from '../values/aws-shapes.ts'
import { checkLookup } from '../values/checks.ts'
import { findField } from '../values/fields.ts'
import { writePrivately } from '../values/files.ts'
import { resolveVersion } from '../values/versions.ts'

export const get = defineCommand({
  name: 'get',
  group: 'secrets',
  summary: 'Print a value',
  details: [
    'Prints the bytes of the value as they are; only on a terminal a line end is added. Without --stage or --version-id it is the version that AWSCURRENT is on.',
    '--field takes one key of a JSON object or of `.env` text, without quotes. With --json it is printed as JSON, and without --field the whole is printed in the shape of GetSecretValue.',
  ],
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {
    stage: value('LABEL', 'The version that this staging label is on', { completes: 'stage' }),
    'version-id': value('ID', 'The version with this id, or with an id that begins like this'),
    field: value('KEY', 'Only this key of the value'),
    output: value('FILE', 'Write to a file only you can read, instead of stdout', { short: 'o', completes: 'file' }),
  },
  examples: [
    { line: 'coffer get prod/db --field password | psql', about: 'One key of a database secret' },
    { line: 'coffer get deploy/key -o ~/.ssh/deploy', about: 'A key file, mode 0600' },
    { line: 'coffer get prod/db --stage AWSPREVIOUS --json', about: 'The value before the last change' },
  ],
  async run(context, { args: { name }, options }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const revealed = await reveal(context, name, options.stage, options['version-id'])
    if (!revealed.ok) return revealed
    try {
      const content = contentOf(revealed.value, options.field, context.out.json)
      if (!content.ok) return content
      const toFile = options.output !== undefined && options.output !== '-'
      const written = toFile ? writePrivately(options.output, content.value) : await print(context, content.value)
      if (written.ok && toFile) context.out.note(`Wrote ${counted(content.value.length, 'byte')} to ${options.output}.`)
      return written.ok ? succeed(0) : written
    } finally {
      revealed.value.bytes.fill(0)
    }
  },
})

/** The caller wipes its bytes. */
export async function reveal(
  context: Context,
  name: string,
  stage: string | undefined,
  version: string | undefined,
): Promise<Result<RevealedValue, CliFailure>> {
  const resolved = version === undefined ? succeed(undefined) : await resolveVersion(context, name, version)
  if (!resolved.ok) return resolved
  const versionId = resolved.value
  const selection = { ...(stage === undefined ? {} : { stage }), ...(versionId === undefined ? {} : { versionId }) }
  return context.core.call('secrets.reveal', { name, ...selection })
}

function contentOf(revealed: RevealedValue, key: string | undefined, json: boolean): Result<Uint8Array, CliFailure> {
  if (key === undefined) return succeed(json ? line(JSON.stringify(secretValue(revealed), null, 2)) : revealed.bytes)
  const field = findField(revealed.bytes, key)
  if (!field.ok) return field
  return succeed(json ? line(field.value.raw) : Buffer.from(field.value.text))
}

const line = (text: string): Uint8Array => Buffer.from(`${text}\n`)

async function print({ out }: Context, bytes: Uint8Array): Promise<Result<null, CliFailure>> {
  if (!out.isTerminal) {
    await out.data(bytes)
    return succeed(null)
  }
  const text = isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : null
  if (text === null) return usageOfBinary('The value is binary and would garble the terminal.')
  if (hasControls(text)) return usageOfBinary('The value holds control characters, which the terminal would obey.')
  await out.data(text.endsWith('\n') ? text : `${text}\n`)
  return succeed(null)
}

const usageOfBinary = (message: string) => usage(message, 'Write it to a file with -o FILE, or pipe it to a program.')
