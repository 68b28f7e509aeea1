import { type Result, succeed } from '../../shared/failure.ts'
import { type ExportFormat, type ExportSecret, exporters, exportFormats } from '../../shared/transfer/write.ts'
import type { Context } from '../context.ts'
import { type CliFailure, inWords, usage } from '../failure.ts'
import { defineCommand, optional, value } from '../line/command.ts'
import { counted, printable } from '../terminal/style.ts'
import { writePrivately } from '../values/files.ts'
import { reveal } from './get.ts'
import { listSecrets } from './ls.ts'

export const exportCommand = defineCommand({
  name: 'export',
  group: 'programs',
  summary: 'Write current values as plain text for other tools',
  details: [
    'FORMAT is dotenv, json, yaml, csv or tfvars. What the format cannot carry is named on standard error; versions, labels and dates are in none of them: for moving a vault use `coffer backup`.',
    'The output is not encrypted. Where you can, give programs what they need with `coffer run` or `coffer inject` instead. With -o it is written to a file only you can read.',
  ],
  arguments: { glob: optional('GLOB', 'Only names that match; all when not given', 'secret') },
  options: {
    format: value('FORMAT', 'dotenv, json, yaml, csv or tfvars', { completes: exportFormats }),
    output: value('FILE', 'Write to a file only you can read', { short: 'o', completes: 'file' }),
  },
  examples: [
    { line: "coffer export 'app/**' --format dotenv -o .env", about: 'For a tool that reads nothing else' },
    { line: 'coffer export prod/ --format tfvars -o prod.auto.tfvars', about: 'For Terraform' },
  ],
  async run(context, { args: { glob }, options }) {
    const format = readFormat(options.format)
    if (!format.ok) return format
    const secrets = await readSecrets(context, glob)
    if (!secrets.ok) return secrets
    const { text, losses } = exporters[format.value](secrets.value, (bytes) => Buffer.from(bytes).toString('base64'))
    for (const { bytes } of secrets.value) bytes.fill(0)
    const toFile = options.output !== undefined && options.output !== '-'
    if (!toFile) await context.out.data(text)
    const written = toFile ? writePrivately(options.output, Buffer.from(text)) : succeed(null)
    if (!written.ok) return written
    for (const { where, what } of losses) context.out.note(`Not carried over: ${printable(where)}: ${printable(what)}`)
    const where = toFile ? `in ${options.output}` : 'above'
    context.out.note(
      `${counted(secrets.value.length, 'secret')} ${where}, as plain text. Delete it when it has served.`,
    )
    return succeed(0)
  },
})

function readFormat(word: string | undefined): Result<ExportFormat, CliFailure> {
  const format = exportFormats.find((one) => one === word)
  if (format !== undefined) return succeed(format)
  return usage(
    word === undefined ? 'Say the format with --format.' : `There is no format ${word}.`,
    `Say ${inWords(exportFormats)}.`,
  )
}

/** Secrets without a value have nothing to export. */
async function readSecrets(
  context: Context,
  glob: string | undefined,
): Promise<Result<readonly ExportSecret[], CliFailure>> {
  const listed = await listSecrets(context, glob === undefined ? {} : { glob })
  if (!listed.ok) return listed
  const secrets: ExportSecret[] = []
  for (const { name, kind, description, tags } of listed.value) {
    const revealed = await reveal(context, name, undefined, undefined)
    if (!revealed.ok && revealed.failure.kind !== 'stage-not-found') return revealed
    if (revealed.ok) {
      const { form, bytes } = revealed.value
      secrets.push({ name, kind, description, tags, form, bytes })
    }
  }
  return succeed(secrets)
}
