import { succeed } from '../../shared/failure.ts'
import type { SecretDetail } from '../../shared/model.ts'
import { defineCommand, one } from '../line/command.ts'
import { localTime, printable, type Style } from '../terminal/style.ts'
import { description } from '../values/aws-shapes.ts'
import { checkLookup } from '../values/checks.ts'

export const describe = defineCommand({
  name: 'describe',
  group: 'secrets',
  summary: 'Show everything about a secret but its value',
  details: ['--json prints the shape of DescribeSecret.'],
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {},
  examples: [{ line: 'coffer describe prod/db', about: 'Kind, dates, tags, labels, public facts' }],
  async run({ core, out }, { args: { name } }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const answer = await core.call('secrets.describe', { name })
    if (!answer.ok) return answer
    if (out.json) await out.printJson(description(answer.value))
    else await out.data(inWords(answer.value, out.style))
    return succeed(0)
  },
})

function inWords(secret: SecretDetail, style: Style): string {
  const { summary: _, ...facts } = secret.facts
  const rows: (readonly [string, string])[] = [
    ['Name', secret.name],
    ['ARN', secret.arn],
    ['Kind', secret.kind],
    ...optional('Description', secret.description),
    ...Object.entries(facts).map(([label, fact]) => [capitalised(label), String(fact)] as const),
    ...optional('Keys', secret.keys?.join(', ') ?? ''),
    ...(secret.sizeBytes === null ? [] : [['Size', `${secret.sizeBytes} bytes, ${secret.form}`] as const]),
    ['Created', localTime(secret.createdAt)],
    ['Changed', localTime(secret.changedAt)],
    ...(secret.deletionAt === null ? [] : [['Gone', `${localTime(secret.deletionAt)}, unless restored`] as const]),
    ...optional(
      'Tags',
      Object.entries(secret.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ),
    ['Versions', String(secret.versionCount)],
    ...Object.entries(secret.stages).map(([stage, versionId]) => [stage, versionId] as const),
  ]
  const width = Math.max(...rows.map(([label]) => label.length)) + 1
  return rows.map(([label, text]) => `${style.dim(`${label}:`.padEnd(width))}  ${printable(text)}\n`).join('')
}

const optional = (label: string, text: string): (readonly [string, string])[] => (text === '' ? [] : [[label, text]])

const capitalised = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1)
