import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Conflict, Resolution } from '../../shared/sync-model.ts'
import type { Context } from '../context.ts'
import { type CliFailure, type Outcome, usage } from '../failure.ts'
import { defineCommand, list, optional, value } from '../line/command.ts'
import { nearWords } from '../line/near.ts'
import {
  conflictsTable,
  conflictText,
  contestedKeys,
  readResolution,
  type Side,
  takeWords,
} from '../sync/resolution.ts'
import { checkLookup } from '../values/checks.ts'

export const syncResolve = defineCommand({
  name: 'sync resolve',
  group: 'sync',
  summary: 'List conflicts, and settle them',
  details: [
    'A secret that changed here and in AWS is left alone until you say which value it is to have. Both are kept in the vault: `coffer get NAME --version-id ID` shows either, now and later. What you take becomes AWSCURRENT here, and the next `coffer sync apply` carries it on.',
    'Where both values are JSON, keys that one side alone changed can be merged; for the others --field says whose each is. With NAME alone it shows the conflict, and asks on a terminal.',
  ],
  arguments: { name: optional('NAME', 'The secret; all conflicts are listed without it', 'secret') },
  options: {
    take: value('SIDE', 'local, remote, or merge where keys do not overlap', { completes: takeWords }),
    field: list('KEY=SIDE', 'Whose value this key takes, local or remote'),
    target: value('TARGET', 'Only in this target', { short: 't', completes: 'target' }),
    region: value('REGION', 'Only in this region', { completes: 'region' }),
  },
  examples: [
    { line: 'coffer sync resolve', about: 'What is to be settled' },
    { line: 'coffer sync resolve prod/db', about: 'What changed on which side' },
    { line: 'coffer sync resolve prod/db --take remote', about: 'What AWS has is right' },
    { line: 'coffer sync resolve prod/db --field password=remote --field host=local', about: 'Key by key' },
  ],
  async run(context, { args: { name }, options }) {
    const resolution = readResolution(options.take, options.field)
    if (!resolution.ok) return resolution
    if (name === undefined && resolution.value !== null) return usage('Name the secret to settle.')
    const checked = name === undefined ? succeed(null) : checkLookup(name)
    if (!checked.ok) return checked
    const answer = await context.core.call('sync.conflicts', {})
    if (!answer.ok) return answer
    const { target, region } = options
    const there = answer.value.filter(
      (one) => (target === undefined || one.target === target) && (region === undefined || one.region === region),
    )
    if (name === undefined) return showAll(context, there, options)
    const [first, ...more] = there.filter((one) => one.name === name)
    if (first === undefined) return fail(noConflict(name, there, await isOnlyPlanned(context, there, options)))
    const at = { name, ...(target === undefined ? {} : { target }), ...(region === undefined ? {} : { region }) }
    if (resolution.value !== null) return settle(context, at, resolution.value)
    return showOne(context, at, [first, ...more])
  },
})

interface Places {
  readonly target: string | undefined
  readonly region: string | undefined
}

/** A plan alone keeps nothing: what it found can be settled once it was applied. */
const notKeptYet = 'The plan found that both sides changed: coffer sync apply keeps both values, then settle it here.'

async function isOnlyPlanned(
  { core }: Context,
  conflicts: readonly Conflict[],
  { target, region }: Places,
): Promise<boolean> {
  if (conflicts.length > 0) return false
  const status = await core.call('sync.status', {})
  const isThere = (one: Pick<Conflict, 'target' | 'region'>): boolean =>
    (target === undefined || one.target === target) && (region === undefined || one.region === region)
  return status.ok && status.value.targets.some((one) => one.state === 'conflict' && isThere(one))
}

const noConflict = (name: string, conflicts: readonly Conflict[], isPlanned: boolean): CliFailure => ({
  kind: 'not-found',
  message: `${name} is in no conflict.${isPlanned ? ` ${notKeptYet}` : ''}`,
  near: nearWords([...new Set(conflicts.map((conflict) => conflict.name))], name),
})

async function showAll(context: Context, conflicts: readonly Conflict[], places: Places): Promise<Outcome> {
  const { out } = context
  if (out.json) await out.printJson({ conflicts })
  else if (conflicts.length > 0) await out.data(conflictsTable(conflicts, out.style))
  if (conflicts.length === 0)
    out.note((await isOnlyPlanned(context, conflicts, places)) ? notKeptYet : 'There is no conflict.')
  return succeed(0)
}

interface At {
  readonly name: string
  readonly target?: string
  readonly region?: string
  readonly remoteVersionId?: string | null
}

async function showOne(context: Context, at: At, conflicts: readonly [Conflict, ...Conflict[]]): Promise<Outcome> {
  const { out, terminal } = context
  if (out.json) {
    await out.printJson({ conflicts })
    return succeed(0)
  }
  await out.data(conflicts.map((conflict) => conflictText(conflict, out.style)).join('\n'))
  out.note(`Either value: coffer get ${at.name} --version-id ID`)
  if (!terminal.canAsk()) return succeed(0)
  const chosen = await choose(context, conflicts[0])
  if (!chosen.ok) return chosen
  if (chosen.value === null) return fail({ kind: 'refused', message: 'Nothing was settled.' })
  const [{ remoteVersionId }, ...more] = conflicts
  return settle(context, more.length === 0 ? { ...at, remoteVersionId } : at, chosen.value)
}

/** Null: the person leaves it as it is. */
async function choose(context: Context, conflict: Conflict): Promise<Result<Resolution | null, CliFailure>> {
  const keys = contestedKeys(conflict)
  const ways = ['local', 'remote', ...(conflict.mergeable ? ['merge'] : []), ...(keys.length > 0 ? ['key by key'] : [])]
  const asked = await askWord(
    context,
    `Take ${ways.join(', ')}, or nothing? [${ways.map((way) => way[0]).join('/')}/N] `,
  )
  if (!asked.ok) return asked
  if (asked.value.startsWith('l')) return succeed({ take: 'local' })
  if (asked.value.startsWith('r')) return succeed({ take: 'remote' })
  if (asked.value.startsWith('m') && conflict.mergeable) return succeed({ take: 'merge' })
  return asked.value.startsWith('k') && keys.length > 0 ? chooseByKey(context, keys) : succeed(null)
}

async function chooseByKey(context: Context, keys: readonly string[]): Promise<Result<Resolution | null, CliFailure>> {
  const fields: Record<string, Side> = {}
  for (const key of keys) {
    const asked = await askWord(context, `${key}: local or remote? [l/r] `)
    if (!asked.ok) return asked
    if (!/^[lr]/.test(asked.value)) return succeed(null)
    fields[key] = asked.value.startsWith('l') ? 'local' : 'remote'
  }
  return succeed({ take: 'fields', fields })
}

async function askWord({ terminal }: Context, question: string): Promise<Result<string, CliFailure>> {
  const typed = await terminal.ask(question, { echo: true })
  return typed.ok ? succeed(Buffer.from(typed.value).toString('utf8').trim().toLowerCase()) : typed
}

async function settle({ core, out }: Context, at: At, resolution: Resolution): Promise<Outcome> {
  const answer = await core.call('sync.resolve', { ...at, resolution })
  if (!answer.ok) return answer
  const { versionId } = answer.value
  if (out.json) await out.printJson({ name: at.name, versionId })
  out.note(`${at.name} is settled: version ${versionId} is current here.`)
  const vetting = await core.call('vet.check', { name: at.name, versionId })
  const waits = vetting.ok && vetting.value.approvedAt === null
  out.note(
    waits ? `It must be approved before a push: coffer vet ${at.name} --approve` : 'Carry it on: coffer sync apply',
  )
  return succeed(0)
}
