import { succeed } from '../../shared/failure.ts'
import { usage } from '../failure.ts'
import { defineCommand, value } from '../line/command.ts'
import { fillText } from '../references/fill.ts'
import { createResolver } from '../references/resolve.ts'
import { readStdin } from '../terminal/stdin.ts'
import { counted } from '../terminal/style.ts'
import { readLimited, writePrivately } from '../values/files.ts'

/** A template, not a database dump. */
const mostBytes = 8_388_608

export const inject = defineCommand({
  name: 'inject',
  group: 'programs',
  summary: 'Fill a template with secrets',
  details: [
    'Replaces each `coffer://NAME[#KEY][?stage=LABEL|?version=ID]` by what it stands for and leaves every other byte as it is. Put braces around a reference whose end is not plain: `{{ coffer://prod/db#password }}`.',
    'The result holds secrets in the clear: with -o it is written to a file only you can read. If one reference fails, nothing is written.',
  ],
  arguments: {},
  options: {
    input: value('FILE', 'The template; standard input when not given', { short: 'i', completes: 'file' }),
    output: value('FILE', 'Where to write; standard output when not given', { short: 'o', completes: 'file' }),
  },
  examples: [
    { line: 'coffer inject -i app.toml.tpl -o /run/user/1000/app.toml', about: 'A configuration file' },
    { line: 'echo "token: coffer://ci/github" | coffer inject | kubectl apply -f -', about: 'Through a pipe' },
  ],
  async run(context, { options: { input, output } }) {
    const fromStdin = input === undefined || input === '-'
    if (fromStdin && context.globals['password-stdin'])
      return usage('Standard input brings the password, so it cannot bring the template too.', 'Name it with -i FILE.')
    const template = fromStdin ? await readStdin(mostBytes) : readLimited(input, mostBytes)
    if (!template.ok) return template
    const resolver = createResolver(context)
    try {
      const where = fromStdin ? 'standard input' : input
      const filled = await fillText(template.value, (line) => `${where}, line ${line}`, resolver)
      if (!filled.ok) return filled
      const { bytes, values } = filled.value
      const toFile = output !== undefined && output !== '-'
      if (!toFile) await context.out.data(bytes)
      const written = toFile ? writePrivately(output, bytes) : succeed(null)
      for (const secret of [bytes, ...values]) secret.fill(0)
      if (!written.ok) return written
      if (toFile) context.out.note(`Wrote ${output} with ${counted(values.length, 'secret')} in it.`)
      return succeed(0)
    } finally {
      resolver.wipe()
    }
  },
})
