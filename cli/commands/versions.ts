import { succeed } from '../../shared/failure.ts'
import type { VersionSummary } from '../../shared/model.ts'
import { defineCommand, one } from '../line/command.ts'
import { layTable, localTime, type Style } from '../terminal/style.ts'
import { versionList } from '../values/aws-shapes.ts'
import { checkLookup } from '../values/checks.ts'

export const versions = defineCommand({
  name: 'versions',
  group: 'versions',
  summary: 'List the versions of a secret and where its labels are',
  details: [
    'Also lists versions that no label is on; `coffer get NAME --version-id ID` still reads them. --json prints the shape of ListSecretVersionIds, in which those have no VersionStages.',
  ],
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {},
  examples: [{ line: 'coffer versions prod/db', about: 'Every version, newest first' }],
  async run({ core, out }, { args: { name } }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const answer = await core.call('secrets.versions', { name })
    if (!answer.ok) return answer
    if (!out.json) {
      await out.data(table(answer.value, out.style))
      return succeed(0)
    }
    const secret = await core.call('secrets.describe', { name })
    if (!secret.ok) return secret
    await out.printJson(versionList(secret.value, answer.value))
    return succeed(0)
  },
})

function table(rows: readonly VersionSummary[], style: Style): string {
  const columns = [
    { title: 'VERSION ID' },
    { title: 'LABELS', style: style.green },
    { title: 'CREATED', style: style.dim },
    { title: 'BYTES' },
    { title: 'NOTE', style: style.dim },
  ]
  const cells = rows.map(({ versionId, stages, createdAt, sizeBytes, note }) => [
    versionId,
    stages.join(', ') || '-',
    localTime(createdAt),
    String(sizeBytes),
    note,
  ])
  return rows.length === 0 ? '' : layTable(columns, cells, style)
}
