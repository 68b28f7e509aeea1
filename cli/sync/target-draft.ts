/** PURE from the options of `target add` and `target change` to what the core is told. */
import { type Result, succeed } from '../../shared/failure.ts'
import type { CredentialSource, DeletionPolicy, SyncDirection, Target, TargetDraft } from '../../shared/sync-model.ts'
import { type CliFailure, usage } from '../failure.ts'
import { flag, list, type OptionValues, value } from '../line/command.ts'
import { parseTags, parseWhole } from '../values/checks.ts'
import { splitWords } from './where.ts'

const directions = ['push', 'pull', 'both'] as const satisfies readonly SyncDirection[]

export const targetOptions = {
  profile: value('PROFILE', 'Credentials of this profile of ~/.aws', { short: 'p', completes: 'profile' }),
  keys: value('SECRET', 'Credentials of this secret of kind aws-credentials', { completes: 'secret' }),
  region: list('REGION', 'Sync with this region; several in one word with commas', { completes: 'region' }),
  account: value('ID', 'The account you mean; the credentials of another are refused'),
  'local-prefix': value('PREFIX', 'Only secrets whose names begin like this …'),
  'remote-prefix': value('PREFIX', '… which stands for it in AWS'),
  include: list('GLOB', 'Only secrets that match; `*` stops at a slash, `**` does not'),
  exclude: list('GLOB', 'No secrets that match'),
  tag: list('K=V', 'Only secrets with all of these tags'),
  direction: value('WAY', 'push, pull or both; both when not given', { completes: directions }),
  deletion: value('DAYS', 'Carry deletions over, with a recovery window of 7 to 30 days; never when not given', {
    completes: ['never', '7', '30'],
  }),
  'kms-key': value('KEY', "KMS key of new secrets; the account's own when not given"),
  replica: list(
    'REGION[=KEY]',
    'Replicate new secrets to this region, perhaps under a KMS key of its own; commas as above',
  ),
  'endpoint-url': value('URL', "Another address than AWS's own"),
  'on-save': flag('Sync by itself after a change'),
  every: value('MINUTES', 'Sync by itself every so often'),
  'on-network': flag('Sync by itself when the network is back'),
  manual: flag('Sync only when asked'),
} as const

export type TargetOptions = OptionValues<typeof targetOptions>

/** `before` is the target that is changed: what no option names stays as it is. An empty value takes a rule away. */
export function readTarget(
  name: string,
  options: TargetOptions,
  before: Target | null,
): Result<TargetDraft, CliFailure> {
  const checked = checkTargetName(name)
  if (!checked.ok) return checked
  const credentials = readCredentials(options, before)
  if (!credentials.ok) return credentials
  const regions = splitWords(options.region)
  if (regions.length === 0 && before === null) return usage('Say which region: --region eu-west-1.')
  const rules = readRules(options)
  if (!rules.ok) return rules
  const automatic = readAutomatic(options, before)
  if (!automatic.ok) return automatic
  const account = options.account
  if (account !== undefined && !/^\d{12}$/.test(account)) return usage('--account is twelve digits.')
  return succeed({
    ...(before === null ? {} : asDraft(before)),
    name,
    credentials: credentials.value,
    regions: regions.length > 0 ? [...new Set(regions)] : [...(before?.regions ?? [])],
    ...rules.value,
    ...(automatic.value === null ? {} : { automatic: automatic.value }),
    ...(account === undefined ? {} : { expectedAccountId: account }),
  })
}

export const checkTargetName = (name: string): Result<null, CliFailure> =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name)
    ? succeed(null)
    : usage('The name of a target has up to 64 letters, digits, and - _ . after the first.')

/** Without what STS told when it was added. */
function asDraft({ accountId: _, partition: __, addedAt: ___, ...draft }: Target): TargetDraft {
  return draft
}

function readCredentials(
  { profile, keys }: TargetOptions,
  before: Target | null,
): Result<CredentialSource, CliFailure> {
  if (profile !== undefined && keys !== undefined) return usage('Give one of --profile and --keys, not both.')
  if (profile === '' || keys === '') return usage('--profile and --keys need a name.')
  if (profile !== undefined) return succeed({ from: 'profile', profile })
  if (keys !== undefined) return succeed({ from: 'vault', secret: keys })
  if (before !== null) return succeed(before.credentials)
  return usage('Say whose credentials: --profile PROFILE, or --keys SECRET for keys in this vault.')
}

/** Only what was said. */
function readRules(options: TargetOptions): Result<Partial<TargetDraft>, CliFailure> {
  const tags = readTags(options.tag)
  if (!tags.ok) return tags
  const direction = directions.find((one) => one === options.direction)
  if (options.direction !== undefined && direction === undefined) return usage('--direction is push, pull or both.')
  const deletion = options.deletion === undefined ? succeed(undefined) : readDeletion(options.deletion)
  if (!deletion.ok) return deletion
  const strange = (['local-prefix', 'remote-prefix'] as const).find((name) => !isPrefix(options[name] ?? ''))
  if (strange !== undefined) return usage(`--${strange} has letters, digits and / _ + = . @ - and nothing else.`)
  const url = options['endpoint-url']
  if (url !== undefined && url !== '' && !/^https?:\/\/\S+$/.test(url))
    return usage('--endpoint-url is an address such as http://127.0.0.1:4566.')
  const globs = (words: readonly string[]) => (words.length === 0 ? undefined : words.filter((word) => word !== ''))
  return succeed(
    said({
      localPrefix: options['local-prefix'],
      remotePrefix: options['remote-prefix'],
      include: globs(options.include),
      exclude: globs(options.exclude),
      tags: tags.value,
      direction,
      deletion: deletion.value,
      kmsKeyId: orNull(options['kms-key']),
      replicas: options.replica.length === 0 ? undefined : readReplicas(splitWords(options.replica)),
      endpointUrl: orNull(url),
    }),
  )
}

/** With the `!` of names that services own. */
const isPrefix = (text: string): boolean => /^[A-Za-z0-9/_+=.@!-]*$/.test(text)

const orNull = (text: string | undefined): string | null | undefined => (text === '' ? null : text)

type Said<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

function said<T extends object>(values: T): Said<T> {
  return Object.fromEntries(Object.entries(values).filter(([, one]) => one !== undefined)) as Said<T>
}

function readTags(words: readonly string[]): Result<Record<string, string> | undefined, CliFailure> {
  if (words.length === 0) return succeed(undefined)
  return parseTags(words.filter((word) => word !== ''))
}

function readDeletion(text: string): Result<DeletionPolicy, CliFailure> {
  if (text === 'never') return succeed({ kind: 'never' })
  const days = parseWhole('--deletion', text)
  if (!days.ok || days.value < 7 || days.value > 30) return usage('--deletion is never, or 7 to 30 days.')
  return succeed({ kind: 'schedule', days: days.value })
}

/** `eu-west-1`, or `eu-west-1=alias/mine`. */
function readReplicas(words: readonly string[]): { region: string; kmsKeyId: string | null }[] {
  return words.map((word) => {
    const equals = word.indexOf('=')
    return equals < 0
      ? { region: word, kmsKeyId: null }
      : { region: word.slice(0, equals), kmsKeyId: word.slice(equals + 1) || null }
  })
}

/** Null: nothing was said of it. */
function readAutomatic(options: TargetOptions, before: Target | null): Result<Target['automatic'] | null, CliFailure> {
  const { manual, every } = options
  const onSave = options['on-save']
  const onNetwork = options['on-network']
  if (manual && (onSave || onNetwork || every !== undefined))
    return usage('--manual is the opposite of --on-save, --every and --on-network.')
  if (manual) return succeed({ onSave: false, everyMinutes: 0, onNetworkReturn: false })
  const minutes = every === undefined ? succeed(undefined) : parseWhole('--every', every)
  if (!minutes.ok) return minutes
  if (minutes.value !== undefined && minutes.value > 1_440) return usage('--every is at most 1440 minutes, a day.')
  if (!onSave && !onNetwork && minutes.value === undefined) return succeed(null)
  const was = before?.automatic ?? { onSave: false, everyMinutes: 0, onNetworkReturn: false }
  return succeed({
    onSave: onSave || was.onSave,
    everyMinutes: minutes.value ?? was.everyMinutes,
    onNetworkReturn: onNetwork || was.onNetworkReturn,
  })
}
