import { type Result, succeed } from '../../shared/failure.ts'
import { CURRENT } from '../../shared/limits.ts'
import type { VersionSummary } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, one, value } from '../line/command.ts'
import { layTable, localTime, type Style } from '../terminal/style.ts'
import { versionList } from '../values/aws-shapes.ts'
import { checkLookup } from '../values/checks.ts'
import { resolveVersion } from '../values/versions.ts'

export const versions = defineCommand({
  name: 'versions',
  group: 'versions',
  summary: 'List the versions of a secret and where its labels are',
  details: [
    'Also lists versions that no label is on; `coffer get NAME --version-id ID` still reads them. --json prints the shape of ListSecretVersionIds, in which those have no VersionStages.',
    '--note writes what you say of a version, at any time; the version itself never changes. VERSION is an id, the beginning of one, or a label; AWSCURRENT when there is none. An empty text takes the note away.',
  ],
  arguments: { name: one('NAME', 'The secret', 'secret') },
  options: {
    note: value('TEXT', 'Replace the note of a version'),
    of: value('VERSION', 'With --note: the version'),
  },
  examples: [
    { line: 'coffer versions prod/db', about: 'Every version, newest first' },
    {
      line: "coffer versions prod/db --of AWSPREVIOUS --note 'Leaked in the log of 3 May'",
      about: 'A note afterwards',
    },
  ],
  async run(context, { args: { name }, options: { note, of } }) {
    const { core, out } = context
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    if (of !== undefined && note === undefined) return usage('--of says which version --note is about.')
    if (note !== undefined) return writeNote(context, name, of ?? CURRENT, note)
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

async function writeNote(
  context: Context,
  name: string,
  of: string,
  note: string,
): Promise<Result<number, CliFailure>> {
  const version = await resolveVersion(context, name, of)
  if (!version.ok) return version
  const noted = await context.core.call('secrets.note', { name, versionId: version.value, note })
  if (!noted.ok) return noted
  context.out.note(`The note of ${version.value} is ${note.trim() === '' ? 'gone' : 'written'}.`)
  return succeed(0)
}

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
