import { fail, succeed } from '../../shared/failure.ts'
import type { Target, TargetDraft } from '../../shared/sync-model.ts'
import type { Context } from '../context.ts'
import type { CliFailure, Outcome } from '../failure.ts'
import { defineCommand, one } from '../line/command.ts'
import { nearWords } from '../line/near.ts'
import { mfaOption, withMfa } from '../sync/mfa.ts'
import { checkRegions } from '../sync/regions.ts'
import { readTarget, targetOptions } from '../sync/target-draft.ts'
import { findTarget } from '../sync/where.ts'
import { during } from '../terminal/progress.ts'
import { layTable, type Style } from '../terminal/style.ts'

const credentials =
  'Credentials come from a profile of `~/.aws` (keys, IAM Identity Center, an assumed role with or without MFA, a process, web identity, `aws login`), or from a secret of kind aws-credentials in this vault. AWS is asked whose they are, and the target stays with that account: credentials that turn out to be of another one are refused.'

export const targetAdd = defineCommand({
  name: 'target add',
  group: 'sync',
  summary: 'Add an AWS account with regions to sync with',
  details: [
    credentials,
    'Nothing is synced yet: look with `coffer sync plan` first. Deletions here are not carried to AWS unless --deletion says so, and then only for secrets that Coffer created, always with a recovery window.',
  ],
  arguments: { name: one('NAME', 'What you call it, such as prod-eu') },
  options: { ...targetOptions, 'mfa-code': mfaOption },
  examples: [
    { line: 'coffer target add prod --profile prod --region eu-west-1,us-east-1', about: 'Two regions' },
    {
      line: "coffer target add ci --keys aws/ci --region eu-west-1 --include 'ci/**' --direction push",
      about: 'Keys of this vault, one way, a part of the names',
    },
    {
      line: 'coffer target add billing --profile prod --region eu-west-1 --local-prefix prod/ --remote-prefix billing/',
      about: 'prod/db here is billing/db there',
    },
    {
      line: 'coffer target add prod --profile prod --region eu-west-1 --deletion 30 --on-save --every 15',
      about: 'Carries deletions over and syncs by itself',
    },
  ],
  async run(context, { args: { name }, options }) {
    const draft = readTarget(name, options, null)
    return draft.ok ? save(context, 'targets.add', draft.value, options['mfa-code']) : draft
  },
})

export const targetChange = defineCommand({
  name: 'target change',
  group: 'sync',
  summary: 'Change the rules of a target',
  details: ['What no option names stays as it is; an empty value takes a rule away. The account stays the same one.'],
  arguments: { name: one('NAME', 'The target', 'target') },
  options: { ...targetOptions, 'mfa-code': mfaOption },
  examples: [
    { line: "coffer target change prod --exclude 'prod/scratch/**'", about: 'Leave some out' },
    { line: "coffer target change prod --kms-key ''", about: "Back to the account's own key" },
    { line: 'coffer target change prod --manual', about: 'Sync only when asked' },
  ],
  async run(context, { args: { name }, options }) {
    const known = await context.core.call('targets.list', {})
    if (!known.ok) return known
    const before = findTarget(known.value, name)
    if (!before.ok) return before
    const draft = readTarget(name, options, before.value)
    return draft.ok ? save(context, 'targets.change', draft.value, options['mfa-code']) : draft
  },
})

async function save(
  context: Context,
  call: 'targets.add' | 'targets.change',
  target: TargetDraft,
  mfaCode: string | undefined,
): Promise<Outcome> {
  const replicas = (target.replicas ?? []).map(({ region }) => region)
  const known = await checkRegions(context, [...target.regions, ...replicas])
  if (!known.ok) return known
  const answer = await withMfa(context, mfaCode, (mfa) =>
    during(context, 'Asking AWS whose credentials these are…', context.core.call(call, { target, ...mfa })),
  )
  if (!answer.ok) return fail(withNearProfiles(answer.failure, target))
  const { name, accountId, regions } = answer.value
  if (context.out.json) await context.out.printJson(answer.value)
  context.out.note(`${name} is account ${accountId}, ${regions.join(' and ')}.`)
  if (call === 'targets.add') context.out.note(`See what a sync would do: coffer sync plan --target ${name}`)
  return succeed(0)
}

/** The core answers with every profile there is. */
function withNearProfiles(failure: CliFailure, { credentials: source }: TargetDraft): CliFailure {
  if (failure.kind !== 'not-found' || source.from !== 'profile') return failure
  return { ...failure, near: nearWords(failure.near ?? [], source.profile) }
}

export const targetLs = defineCommand({
  name: 'target ls',
  group: 'sync',
  summary: 'List targets and their rules',
  arguments: {},
  options: {},
  examples: [{ line: 'coffer target ls', about: 'Every target' }],
  async run({ core, out }) {
    const answer = await core.call('targets.list', {})
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ targets: answer.value })
    else if (answer.value.length > 0) await out.data(table(answer.value, out.style))
    return succeed(0)
  },
})

function table(targets: readonly Target[], style: Style): string {
  const columns = [
    { title: 'TARGET', style: style.bold },
    { title: 'ACCOUNT' },
    { title: 'REGIONS' },
    { title: 'CREDENTIALS' },
    { title: 'RULES', style: style.dim },
  ]
  const rows = targets.map((target) => {
    const { name, accountId, regions, credentials: source } = target
    const from = source.from === 'profile' ? `profile ${source.profile}` : `secret ${source.secret}`
    return [name, accountId, regions.join(', '), from, rulesInWords(target)]
  })
  return layTable(columns, rows, style)
}

/** PURE "prod/* as billing/*, push only, deletions after 30 days, on save". */
export function rulesInWords(target: Target): string {
  const { localPrefix, remotePrefix, include, exclude, tags, direction, deletion, automatic } = target
  const mapped = `${localPrefix}*${localPrefix === remotePrefix ? '' : ` as ${remotePrefix}*`}`
  const parts = [
    ...(localPrefix === '' && remotePrefix === '' ? [] : [mapped]),
    ...(include.length > 0 ? [include.join(' ')] : []),
    ...(exclude.length > 0 ? [`not ${exclude.join(' ')}`] : []),
    ...Object.entries(tags).map(([key, text]) => `${key}=${text}`),
    direction === 'both' ? 'both ways' : `${direction} only`,
    ...(deletion.kind === 'never' ? [] : [`deletions after ${deletion.days} days`]),
    ...(target.replicas.length > 0 ? [`replicas in ${target.replicas.map(({ region }) => region).join(', ')}`] : []),
    ...(automatic.onSave ? ['on save'] : []),
    ...(automatic.everyMinutes > 0 ? [`every ${automatic.everyMinutes} min`] : []),
    ...(automatic.onNetworkReturn ? ['when the network is back'] : []),
  ]
  return parts.join(', ')
}

export const targetRm = defineCommand({
  name: 'target rm',
  group: 'sync',
  summary: 'Forget a target; nothing is changed in AWS or in the vault',
  details: [
    'What both sides last agreed on is forgotten too: if the target is added again, its secrets are compared anew, and those that Coffer created there are treated as any other.',
  ],
  arguments: { name: one('NAME', 'The target', 'target') },
  options: {},
  examples: [{ line: 'coffer target rm prod', about: 'No sync with it any more' }],
  async run({ core, out }, { args: { name } }) {
    const known = await core.call('targets.list', {})
    if (!known.ok) return known
    const found = findTarget(known.value, name)
    if (!found.ok) return found
    const answer = await core.call('targets.remove', { name })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ name })
    out.note(`${name} is forgotten. Its secrets stay as they are, in AWS and here.`)
    return succeed(0)
  },
})
