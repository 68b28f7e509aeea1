import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { SecretSummary } from '../../shared/model.ts'
import type { Vetting, VettingFinding } from '../../shared/sync-model.ts'
import type { Context } from '../context.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, flag, optional, value } from '../line/command.ts'
import { confirm, yesOption } from '../terminal/confirm.ts'
import { counted, layTable, localTime, printable, type Style } from '../terminal/style.ts'
import { checkLookup } from '../values/checks.ts'
import { resolveVersion } from '../values/versions.ts'
import { listSecrets } from './ls.ts'

export const vet = defineCommand({
  name: 'vet',
  group: 'sync',
  summary: 'Check a version and approve it for AWS',
  details: [
    'A sync pushes approved versions only. The checks look for placeholders, empty keys, weak or reused passwords, what has expired, keys that do not fit, live values under dev names, limits of AWS and more; no value is shown. An error keeps a version from being approved (exit code 6); --approve shows the warnings and accepts them.',
    'Without NAME it lists what a target waits for, versions under labels of your own too; --approve then approves all of that. NAME may be a pattern.',
  ],
  arguments: { name: optional('NAME', 'The secret, or a pattern such as prod/**', 'secret') },
  options: {
    approve: flag('Approve the version, with its warnings'),
    'version-id': value('ID', 'This version instead of AWSCURRENT; its first characters or a label will do', {
      completes: 'stage',
    }),
    yes: yesOption,
  },
  examples: [
    { line: 'coffer vet', about: 'What waits for approval' },
    { line: 'coffer vet prod/db', about: 'What the checks say' },
    { line: 'coffer vet prod/db --approve', about: 'May be pushed now' },
    { line: 'coffer vet prod/db --version-id canary', about: 'The version that has this label' },
    { line: "coffer vet 'prod/**' --approve", about: 'All of these; those with errors are left' },
  ],
  async run(context, { args: { name }, options }) {
    const id = options['version-id']
    if (name === undefined || /[*?]/.test(name)) {
      if (id !== undefined) return usage('--version-id is of one secret: name it.')
      return vetMany(context, name, options)
    }
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const versionId = id === undefined ? succeed(undefined) : await resolveVersion(context, name, id)
    if (!versionId.ok) return versionId
    const vetting = await check(context, name, versionId.value)
    if (!vetting.ok) return vetting
    return options.approve ? approveOne(context, vetting.value) : showOne(context, vetting.value)
  },
})

async function check(
  { core }: Context,
  name: string,
  versionId: string | undefined,
): Promise<Result<Vetting, CliFailure>> {
  const vetting = await core.call('vet.check', versionId === undefined ? { name } : { name, versionId })
  if (vetting.ok || vetting.failure.kind !== 'not-found') return vetting
  // Describing it fails with the names that are near.
  const described = await core.call('secrets.describe', { name })
  return described.ok ? vetting : described
}

async function showOne({ out }: Context, vetting: Vetting): Promise<Outcome> {
  const { name, versionId, findings, approvedAt } = vetting
  if (out.json) {
    await out.printJson(vetting)
    return succeed(0)
  }
  if (findings.length > 0) await out.data(findingsTable(findings, out.style))
  else out.note(`The checks have nothing to say against ${name}, version ${versionId}.`)
  if (approvedAt !== null) out.note(`It was approved on ${localTime(approvedAt)}.`)
  else if (hasErrors(vetting)) out.note('An error keeps it from being pushed.')
  else out.note(`It is not approved yet: coffer vet ${name} --approve`)
  return succeed(0)
}

const hasErrors = ({ findings }: Vetting): boolean => findings.some(({ level }) => level === 'error')

/** PURE */
export function findingsTable(findings: readonly VettingFinding[], style: Style): string {
  const columns = [
    { title: 'LEVEL', style: style.yellow },
    { title: 'CODE' },
    { title: 'KEY' },
    { title: 'WHAT', style: style.dim },
  ]
  return layTable(
    columns,
    findings.map(({ level, code, field, message }) => [level, code, field ?? '-', message]),
    style,
  )
}

async function approveOne(context: Context, vetting: Vetting): Promise<Outcome> {
  const approved = await approve(context, vetting)
  if (!approved.ok) return approved
  if (context.out.json) await context.out.printJson(approved.value)
  context.out.note(`Approved ${vetting.name}, version ${vetting.versionId}.`)
  return succeed(0)
}

/** What was shown is what is accepted: a warning that appeared meanwhile is not. */
async function approve({ core, out }: Context, vetting: Vetting): Promise<Result<Vetting, CliFailure>> {
  const { name, versionId, findings } = vetting
  for (const finding of findings) out.note(findingLine(finding))
  const warnings = findings.filter(({ level }) => level === 'warning').map(({ code }) => code)
  return core.call('vet.approve', { name, versionId, accept: [...new Set(warnings)] })
}

const findingLine = ({ level, code, field, message }: VettingFinding): string =>
  printable(`${level}: ${code}${field === null ? '' : ` (${field})`}: ${message}`)

async function vetMany(
  context: Context,
  glob: string | undefined,
  options: { readonly approve: boolean; readonly yes: boolean },
): Promise<Outcome> {
  const found = glob === undefined ? await context.core.call('vet.waiting', {}) : await checkAll(context, glob)
  if (!found.ok) return found
  if (options.approve) return approveMany(context, found.value, glob === undefined, options.yes)
  if (context.out.json) await context.out.printJson({ vettings: found.value })
  else if (found.value.length > 0) await context.out.data(manyTable(found.value, context.out.style))
  if (found.value.length === 0) context.out.note(glob === undefined ? 'Nothing waits for approval.' : noMatch(glob))
  return succeed(0)
}

const noMatch = (glob: string): string => `No secret with a value matches ${glob}.`

async function checkAll(context: Context, glob: string): Promise<Result<readonly Vetting[], CliFailure>> {
  const secrets = await listSecrets(context, { glob })
  if (!secrets.ok) return secrets
  const vettings: Vetting[] = []
  for (const { name, stages } of secrets.value.filter(({ deletionAt }) => deletionAt === null)) {
    for (const versionId of carriedVersions(stages)) {
      const vetting = await check(context, name, versionId)
      if (!vetting.ok) return vetting
      vettings.push(vetting.value)
    }
  }
  return succeed(vettings)
}

/** PURE Those whose label a sync carries to AWS: AWSCURRENT first, then labels of the user's own. */
export function carriedVersions(stages: SecretSummary['stages']): readonly string[] {
  const own = Object.entries(stages).flatMap(([stage, id]) =>
    /^(AWS(PREVIOUS|PENDING)$|COFFER-)/.test(stage) ? [] : [id],
  )
  const { AWSCURRENT } = stages
  return [...new Set(AWSCURRENT === undefined ? own : [AWSCURRENT, ...own])]
}

async function approveMany(
  context: Context,
  vettings: readonly Vetting[],
  asks: boolean,
  yes: boolean,
): Promise<Outcome> {
  const { out } = context
  const wanted = vettings.filter(({ approvedAt }) => approvedAt === null)
  if (asks && wanted.length > 0) {
    if (!yes && context.terminal.canAsk()) await out.data(manyTable(wanted, out.style))
    const sure = await confirm(context, `Approve ${counted(wanted.length, 'version')}?`, yes)
    if (!sure.ok) return sure
  }
  const approved: Vetting[] = []
  const refused: string[] = []
  for (const vetting of wanted) {
    if (vetting.findings.length > 0) out.note(`${vetting.name}:`)
    const done = await approve(context, vetting)
    if (done.ok) approved.push(done.value)
    else if (done.failure.kind === 'refused') refused.push(vetting.name)
    else return done
  }
  if (out.json) await out.printJson({ vettings: approved })
  out.note(wanted.length === 0 ? 'Nothing waits for approval.' : `Approved ${counted(approved.length, 'version')}.`)
  if (refused.length === 0) return succeed(0)
  return fail({ kind: 'refused', message: `Not approved, because of errors: ${refused.join(', ')}.` })
}

function manyTable(vettings: readonly Vetting[], style: Style): string {
  const columns = [
    { title: 'NAME', style: style.bold },
    { title: 'VERSION ID' },
    { title: 'APPROVED' },
    { title: 'FINDINGS', style: style.yellow },
  ]
  const rows = vettings.map(({ name, versionId, findings, approvedAt }) => [
    name,
    versionId,
    approvedAt === null ? 'no' : localTime(approvedAt),
    findingsInWords(findings),
  ])
  return layTable(columns, rows, style)
}

/** PURE "1 error, 2 warnings: value-placeholder, password-weak" */
export function findingsInWords(findings: readonly VettingFinding[]): string {
  if (findings.length === 0) return '-'
  const count = (which: VettingFinding['level']) => findings.filter(({ level }) => level === which).length
  const parts = (['error', 'warning'] as const).filter((level) => count(level) > 0)
  const codes = [...new Set(findings.map(({ code }) => code))]
  return `${parts.map((level) => counted(count(level), level)).join(', ')}: ${codes.join(', ')}`
}
