/** PURE: the pieces the parts of the planner share: one secret's two sides, what is decided for it, small questions. */
import { CURRENT, PENDING, PREVIOUS } from '../../../shared/model.ts'
import type { BaseState, Operation } from '../../../shared/sync-model.ts'
import { keepKeys, type LocalSecret, type PlanInput, privateStagePrefix } from './plan-input.ts'
import type { RemoteSecret } from './remote.ts'

/** One secret on both sides, each null where it is not there at all. A base under another remote name counts as none. */
export interface Pair {
  readonly name: string
  readonly remoteName: string
  readonly base: BaseState | null
  readonly local: LocalSecret | null
  readonly remote: RemoteSecret | null
}

/** An operation before it has a place in a plan. `read`: a value read it needs, in a batch of AWSCURRENTs or alone. */
export interface Draft extends Omit<Operation, 'id' | 'name' | 'remoteName' | 'calls'> {
  readonly read: 'batch' | 'one' | 'none'
}

/** What is to be done about one secret, in order, and what a person should know. */
export interface Decision {
  readonly drafts: readonly Draft[]
  readonly notes: readonly string[]
  /** The base row is of no more use: gone on both sides. */
  readonly forget: boolean
}

/** Which way changes may flow for one secret. `writes` is false for pull-only secrets, whatever the direction. */
export interface Flow {
  readonly writes: boolean
  readonly pulls: boolean
}

export type Presence = 'live' | 'scheduled' | 'gone'

export const presenceHere = (local: LocalSecret | null): Presence =>
  local === null ? 'gone' : local.deletionAt === null ? 'live' : 'scheduled'

export const presenceThere = (remote: RemoteSecret | null): Presence =>
  remote === null ? 'gone' : remote.deletedAt === null ? 'live' : 'scheduled'

export const flowOf = ({ target }: PlanInput, pullOnly: boolean): Flow => ({
  writes: target.direction !== 'pull' && !pullOnly,
  pulls: target.direction !== 'push',
})

/** A draft with everything that is usually absent. */
export function draft(action: Operation['action'], why: string, rest: Partial<Draft> = {}): Draft {
  return { action, why, versionId: null, expected: null, waitsFor: null, detail: {}, read: 'none', ...rest }
}

export const decision = (drafts: readonly Draft[], notes: readonly string[] = []): Decision => ({
  drafts,
  notes,
  forget: false,
})

export const nothing = decision([])
export const onlyNote = (note: string): Decision => decision([], [note])

/** Enough of a version id to tell it from its neighbours. */
export const short = (versionId: string): string => versionId.slice(0, 8)

/** Custom stages: carried between the sides. AWS's three follow from what happens to versions; ours are private. */
export const customStages = (stages: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  keepKeys(stages, isCustomStage)

const isCustomStage = (stage: string): boolean =>
  stage !== CURRENT && stage !== PREVIOUS && stage !== PENDING && !stage.startsWith(privateStagePrefix)

/** Whether the vault holds the version, so that it need not be read again. */
export function heldHere(local: LocalSecret | null, versionId: string): boolean {
  return local !== null && (Object.values(local.stages).includes(versionId) || local.alsoHeld.includes(versionId))
}

/** Whether the version is surely there: a stage names it. Unlabelled ones may be there too, but are not listed. */
export const heldThere = (remote: RemoteSecret, versionId: string): boolean =>
  Object.values(remote.stages).includes(versionId)

/** The value of an own key: a tag or a stage may be called like something every object inherits. */
export const at = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

export function unionKeys(...records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const keys: string[] = []
  for (const record of records) keys.push(...Object.keys(record))
  return keys.length < 2 ? keys : [...new Set(keys)]
}

/** `a`, `b` and `c`, for a sentence. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
