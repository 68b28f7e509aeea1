/** PURE: merges description, tags and KMS key, field by field, and says which replicas are missing. */
import type { OperationDetail } from '../../../shared/sync-model.ts'
import { at, type Draft, draft, type Flow, listed, type Pair, unionKeys } from './plan-draft.ts'
import { type PlanInput, userTags } from './plan-input.ts'

/** What one side is to take over; a tag of undefined is to be taken away. */
interface Change {
  readonly description?: string
  readonly tags: Readonly<Record<string, string | undefined>>
}

/** The merge of one field: nothing to do, ours goes there, theirs comes here, or both moved and a person decides. */
type FieldMerge = 'same' | 'there' | 'here' | 'clash'

/** `undefined` is "absent" for a tag. Pass as base what neither side has when nothing was agreed. */
function mergeField<T>(base: T, local: T, remote: T): FieldMerge {
  if (local === remote) return 'same'
  if (remote === base) return 'there'
  return local === base ? 'here' : 'clash'
}

/**
 * Without a base an empty description and an absent tag give way to what the other side has, so a first sync adds and
 * never takes away. A field that both sides changed waits for a decision: ours where this target may write, else theirs.
 */
export function mergeMetadata(pair: Pair, input: PlanInput, flow: Flow, waits: Draft['waitsFor']): readonly Draft[] {
  const { base, local, remote } = pair
  if (local === null || remote === null) return []
  const description = mergeField(base?.description ?? '', local.description, remote.description)
  const tags = mergeTags(base?.tags ?? {}, userTags(local.tags), userTags(remote.tags))
  const key = mergeKmsKey(pair, input.target.kmsKeyId)
  if (description === 'same' && key === null && tags.every(({ merge }) => merge === 'same')) return []
  const take = (side: 'local' | 'remote', wanted: FieldMerge): Change => ({
    ...(description === wanted ? { description: pair[side]?.description ?? '' } : {}),
    tags: Object.fromEntries(tags.flatMap((tag) => (tag.merge === wanted ? [[tag.key, tag[side]]] : []))),
  })
  const here = flow.pulls ? changeHere(take('remote', 'here'), null) : []
  if (!flow.writes) return [...here, ...(flow.pulls ? changeHere(take('remote', 'clash'), 'decision') : [])]
  return [
    ...changeThere(take('local', 'there'), key?.waitsFor === null ? key.kmsKeyId : undefined, waits),
    ...here,
    /** Asked once the rest is approved: a decision on a secret that is still scheduled could not be carried out. */
    ...(waits === null
      ? changeThere(take('local', 'clash'), key?.waitsFor === 'decision' ? key.kmsKeyId : undefined, 'decision')
      : []),
  ]
}

interface TagMerge {
  readonly key: string
  readonly merge: FieldMerge
  readonly local: string | undefined
  readonly remote: string | undefined
}

function mergeTags(
  base: Readonly<Record<string, string>>,
  local: Readonly<Record<string, string>>,
  remote: Readonly<Record<string, string>>,
): readonly TagMerge[] {
  return unionKeys(local, remote, userTags(base)).map((key) => ({
    key,
    merge: mergeField(at(base, key), at(local, key), at(remote, key)),
    local: at(local, key),
    remote: at(remote, key),
  }))
}

/**
 * The vault has no KMS keys: ours is the target's rule, and the base keeps the rule as it was when both sides agreed. A
 * changed rule goes there; a key someone chose in AWS stays while the rule stands, and is replaced only after a decision.
 */
function mergeKmsKey(
  { base, remote }: Pair,
  rule: string | null,
): { readonly kmsKeyId: string | null; readonly waitsFor: 'decision' | null } | null {
  if (base === null || remote === null || rule === base.kmsKeyId || sameKey(rule, remote.kmsKeyId)) return null
  return { kmsKeyId: rule, waitsFor: sameKey(base.kmsKeyId, remote.kmsKeyId) ? null : 'decision' }
}

/** AWS may answer with an ARN where an id or an alias was given, and leaves its default key out. */
export function sameKey(one: string | null, other: string | null): boolean {
  const bare = (key: string | null): string => {
    const name = key?.slice(key.lastIndexOf(':') + 1).replace(/^key\//, '') ?? ''
    return name === 'alias/aws/secretsmanager' ? '' : name
  }
  return bare(one) === bare(other)
}

const split = (tags: Change['tags']) => ({
  set: Object.fromEntries(Object.entries(tags).filter((pair): pair is [string, string] => pair[1] !== undefined)),
  gone: Object.keys(tags).filter((key) => tags[key] === undefined),
})

function changeThere(
  change: Change,
  kmsKeyId: string | null | undefined,
  waitsFor: Draft['waitsFor'],
): readonly Draft[] {
  const { set, gone } = split(change.tags)
  const fields = {
    ...(change.description === undefined ? {} : { description: change.description }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  }
  const words = [
    ...(change.description === undefined ? [] : ['description']),
    ...(kmsKeyId === undefined ? [] : ['KMS key']),
  ]
  /** Tags are taken away first: a secret may have as many as AWS allows. */
  const steps: [Draft['action'], boolean, string, OperationDetail][] = [
    ['update', words.length > 0, `The ${listed(words)} changed here`, fields],
    [
      'untag',
      gone.length > 0,
      `${tagWords(gone)} ${gone.length === 1 ? 'was' : 'were'} taken away here`,
      { tagKeys: gone },
    ],
    ['tag', Object.keys(set).length > 0, `${tagWords(Object.keys(set))} changed here`, { tags: set }],
  ]
  const end = waitsFor === 'decision' ? ', and AWS changed it too: accept to replace what is there.' : '.'
  return steps.flatMap(([action, needed, why, detail]) =>
    needed ? [draft(action, why + end, { waitsFor, detail })] : [],
  )
}

function changeHere(change: Change, waitsFor: Draft['waitsFor']): readonly Draft[] {
  const { set, gone } = split(change.tags)
  const words = [
    ...(change.description === undefined ? [] : ['The description']),
    ...Object.keys(change.tags).map((key) => `the tag ${key}`),
  ]
  if (words.length === 0) return []
  const detail = {
    ...(change.description === undefined ? {} : { description: change.description }),
    ...(Object.keys(set).length === 0 ? {} : { tags: set }),
    ...(gone.length === 0 ? {} : { tagKeys: gone }),
  }
  const end = waitsFor === 'decision' ? ', and it changed here too: accept to replace what is here.' : '.'
  return [draft('pull-update', `${capital(listed(words))} changed in AWS${end}`, { waitsFor, detail })]
}

const tagWords = (keys: readonly string[]): string => `The tag${keys.length === 1 ? '' : 's'} ${listed(keys)}`
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
