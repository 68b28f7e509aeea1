/** What the target form holds, as typed, and the target it makes. Pure. */
import type { SyncDirection, Target, TargetDraft } from '../../shared/sync-model.ts'
import { text } from '../text.ts'
import { parseTag } from './tags.ts'

const words = text.sync.form

export interface TargetForm {
  readonly name: string
  readonly from: 'profile' | 'vault'
  readonly profile: string
  readonly secret: string
  readonly expected: string
  readonly regions: readonly string[]
  readonly localPrefix: string
  readonly remotePrefix: string
  /** Patterns, one a line. */
  readonly include: string
  readonly exclude: string
  /** key=value, one a line. */
  readonly tags: string
  readonly direction: SyncDirection
  readonly deletion: 'never' | 'schedule'
  readonly days: string
  readonly kmsKeyId: string
  /** A region a line, and after a space its KMS key. */
  readonly replicas: string
  readonly endpoint: string
  readonly onSave: boolean
  readonly onNetworkReturn: boolean
  readonly everyMinutes: string
}

export type TargetField = keyof TargetForm
export type TargetProblems = Partial<Record<TargetField, string>>

export const emptyTargetForm: TargetForm = {
  name: '',
  from: 'profile',
  profile: '',
  secret: '',
  expected: '',
  regions: [],
  localPrefix: '',
  remotePrefix: '',
  include: '',
  exclude: '',
  tags: '',
  direction: 'both',
  deletion: 'never',
  days: '30',
  kmsKeyId: '',
  replicas: '',
  endpoint: '',
  onSave: false,
  onNetworkReturn: false,
  everyMinutes: '0',
}

export function formOfTarget(target: Target): TargetForm {
  const { credentials, deletion, automatic } = target
  return {
    name: target.name,
    from: credentials.from,
    profile: credentials.from === 'profile' ? credentials.profile : '',
    secret: credentials.from === 'vault' ? credentials.secret : '',
    expected: target.accountId,
    regions: target.regions,
    localPrefix: target.localPrefix,
    remotePrefix: target.remotePrefix,
    include: target.include.join('\n'),
    exclude: target.exclude.join('\n'),
    tags: Object.entries(target.tags)
      .map(([key, value]) => `${key}=${value}`)
      .join('\n'),
    direction: target.direction,
    deletion: deletion.kind,
    days: deletion.kind === 'schedule' ? String(deletion.days) : '30',
    kmsKeyId: target.kmsKeyId ?? '',
    replicas: target.replicas.map(({ region, kmsKeyId }) => [region, kmsKeyId ?? ''].join(' ').trim()).join('\n'),
    endpoint: target.endpointUrl ?? '',
    onSave: automatic.onSave,
    onNetworkReturn: automatic.onNetworkReturn,
    everyMinutes: String(automatic.everyMinutes),
  }
}

const linesOf = (typed: string): readonly string[] =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const orNull = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim())

/** What is wrong with the form, by field; empty when a target can be made of it. */
export function checkTargetForm(form: TargetForm): TargetProblems {
  const { name, from, profile, secret, expected, regions, tags, days, everyMinutes, deletion, endpoint } = form
  const badTag = linesOf(tags).find((line) => parseTag(line) === null)
  const badReplica = linesOf(form.replicas).find((line) => !/^([a-z]+-)+\d+(\s+\S+)?$/.test(line))
  const checks: readonly (readonly [TargetField, string | false | undefined])[] = [
    [
      'name',
      name.trim() === '' ? words.needName : !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name.trim()) && words.badName,
    ],
    ['profile', from === 'profile' && profile.trim() === '' && words.needCredentials],
    ['secret', from === 'vault' && secret === '' && words.needCredentials],
    ['expected', expected.trim() !== '' && !/^\d{12}$/.test(expected.trim()) && words.badAccount],
    ['regions', regions.length === 0 && words.needRegion],
    ['tags', badTag !== undefined && words.badTag(badTag)],
    ['days', deletion === 'schedule' && !isWithin(days, 7, 30) && words.badNumber(7, 30)],
    ['everyMinutes', !isWithin(everyMinutes, 0, 1_440) && words.badNumber(0, 1_440)],
    ['localPrefix', !isPrefix(form.localPrefix) && words.badPrefix],
    ['remotePrefix', !isPrefix(form.remotePrefix) && words.badPrefix],
    ['replicas', badReplica !== undefined && words.badRegion(badReplica)],
    ['endpoint', !isEndpoint(endpoint) && words.badEndpoint],
  ]
  return Object.fromEntries(checks.filter(([, problem]) => typeof problem === 'string'))
}

/** With the `!` of names that services own. */
const isPrefix = (typed: string): boolean => /^[A-Za-z0-9/_+=.@!-]*$/.test(typed.trim())

/** Or none, which is AWS's own. */
export const isEndpoint = (typed: string): boolean => typed.trim() === '' || /^https?:\/\/\S+$/.test(typed.trim())

const isWithin = (typed: string, min: number, max: number): boolean =>
  /^\d+$/.test(typed.trim()) && Number(typed) >= min && Number(typed) <= max

/** The target of a form without problems. */
export function draftOfForm(form: TargetForm): TargetDraft {
  const { from, profile, secret, expected, deletion, days } = form
  return {
    name: form.name.trim(),
    credentials: from === 'profile' ? { from, profile: profile.trim() } : { from, secret },
    regions: [...form.regions],
    localPrefix: form.localPrefix.trim(),
    remotePrefix: form.remotePrefix.trim(),
    include: [...linesOf(form.include)],
    exclude: [...linesOf(form.exclude)],
    tags: Object.fromEntries(
      linesOf(form.tags).flatMap((line) => {
        const tag = parseTag(line)
        return tag === null ? [] : [[tag.key, tag.value]]
      }),
    ),
    direction: form.direction,
    deletion: deletion === 'never' ? { kind: 'never' } : { kind: 'schedule', days: Number(days) },
    kmsKeyId: orNull(form.kmsKeyId),
    replicas: linesOf(form.replicas).map((line) => {
      const [region = '', kmsKeyId] = line.split(/\s+/)
      return { region, kmsKeyId: kmsKeyId ?? null }
    }),
    endpointUrl: orNull(form.endpoint),
    automatic: {
      onSave: form.onSave,
      everyMinutes: Number(form.everyMinutes),
      onNetworkReturn: form.onNetworkReturn,
    },
    ...(expected.trim() === '' ? {} : { expectedAccountId: expected.trim() }),
  }
}
