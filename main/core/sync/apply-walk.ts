/**
 * Walks the operations of a plan: those of one secret in their order, several secrets at a time. A step that fails is told
 * and the rest goes on; only where nothing else can succeed either (no network, no credentials, a full disk) does the run end.
 */
import { type Failure, fail, type Result } from '../../../shared/failure.ts'
import type { Operation, OperationResult } from '../../../shared/sync-model.ts'
import { inPool } from './pool.ts'

export interface WalkOf {
  /** Ids of operations that are left out, and of offered ones that were accepted. */
  readonly skip: ReadonlySet<string>
  readonly accept: ReadonlySet<string>
  readonly onProgress: (done: number, total: number) => void
  /** Where this place stands with a secret that another place has to do with too. */
  readonly turn: (name: string) => Promise<void> | null
  readonly leave: (name: string) => void
  readonly signal: AbortSignal
}

export interface Applied {
  readonly results: readonly OperationResult[]
  /** What ended the run before its last step; null: it came to its end. */
  readonly ended: 'cancelled' | Failure | null
}

const waits = ({ action, waitsFor }: Operation): boolean =>
  waitsFor !== null && action !== 'conflict' && action !== 'merge'

export const isWanted = (operation: Operation, { skip, accept }: WalkOf): boolean =>
  !skip.has(operation.id) && (!waits(operation) || (operation.waitsFor === 'decision' && accept.has(operation.id)))

/** So many secrets of one place at a time: while AWS answers for one, the next ones are on their way. */
const secretsAtOnce = 4

interface Steps {
  readonly name: string
  /** Where the secret's operations are in the plan, in order. */
  readonly at: readonly number[]
}

/** In the order in which the plan first speaks of each. */
function stepsBySecret(operations: readonly Operation[]): readonly Steps[] {
  const byName = new Map<string, number[]>()
  for (const [index, { name }] of operations.entries()) {
    const known = byName.get(name)
    if (known === undefined) byName.set(name, [index])
    else known.push(index)
  }
  return [...byName].map(([name, at]) => ({ name, at }))
}

/**
 * What was done, by the operation's place in the plan; what ended the run is that of the earliest step that did.
 * `strangers`: names of secrets that share nothing yet. What follows the offered merge of such a one needs it.
 */
export async function walkAll(
  of: WalkOf,
  operations: readonly Operation[],
  strangers: ReadonlySet<string>,
  perform: (operation: Operation) => Promise<Result<Done>>,
): Promise<Applied> {
  const results: (OperationResult | undefined)[] = operations.map(() => undefined)
  const blocked = createBlocks(strangers)
  const end: { at: number; why: Failure | null } = { at: Number.POSITIVE_INFINITY, why: null }
  const isOver = (): boolean => of.signal.aborted || end.why !== null
  let walked = 0
  const walkOne = async ({ name, at }: Steps): Promise<void> => {
    await of.turn(name)
    for (const index of at) {
      const operation = operations[index]
      if (operation === undefined || isOver()) return
      const left = leftOut(operation, of) ?? blocked.reason(operation)
      const done: Result<Done> = left === null ? await perform(operation) : fail(left)
      if (left === null && !done.ok && of.signal.aborted) return
      const result = resultOf(operation, done, left !== null)
      results[index] = result
      if (result.outcome !== 'done') blocked.note(operation)
      walked += 1
      of.onProgress(walked, operations.length)
      if (left === null && !done.ok && endsRun(done.failure) && index < end.at)
        Object.assign(end, { at: index, why: done.failure })
    }
    of.leave(name)
  }
  of.onProgress(0, operations.length)
  await inPool(stepsBySecret(operations), secretsAtOnce, walkOne, isOver)
  const made = results.filter((result) => result !== undefined)
  return { results: made, ended: end.why ?? (made.length < operations.length ? 'cancelled' : null) }
}

/** A step that was not made, and why: told as "skipped". */
type LeftOut = Extract<Failure, { readonly kind: 'refused' }> & { readonly code: string }

const leaveOut = (code: string, message: string): LeftOut => ({ kind: 'refused', code, message })

function leftOut(operation: Operation, of: WalkOf): LeftOut | null {
  if (of.skip.has(operation.id)) return leaveOut('left-out', 'Left out.')
  if (isWanted(operation, of)) return null
  return operation.waitsFor === 'approval'
    ? leaveOut('unapproved', 'It waits until you approve the version.')
    : leaveOut('undecided', 'It waits for your yes.')
}

/** Later steps of a secret that was not made, and stages on a version that did not get there. */
function createBlocks(strangers: ReadonlySet<string>) {
  const names = new Set<string>()
  const versions = new Set<string>()
  const makes = new Set<Operation['action']>(['create', 'restore', 'pull-create'])
  const brings = new Set<Operation['action']>(['push', 'pull-version', 'adopt'])
  const keyOf = ({ name, versionId }: Operation): string => `${name}\n${versionId}`
  return {
    note: (operation: Operation): void => {
      const isMeeting = operation.action === 'merge' && strangers.has(operation.name)
      if (isMeeting || makes.has(operation.action)) names.add(operation.name)
      if (brings.has(operation.action)) versions.add(keyOf(operation))
    },
    reason: (operation: Operation): LeftOut | null =>
      names.has(operation.name) || (operation.versionId !== null && versions.has(keyOf(operation)))
        ? leaveOut('blocked', 'An earlier step for it was not made.')
        : null,
  }
}

/** `note`: what a person should know though it was done. */
export interface Done {
  readonly outcome: 'done' | 'conflict'
  readonly note: string | null
}

function resultOf(operation: Operation, done: Result<Done>, isLeftOut: boolean): OperationResult {
  const { id, action, name } = operation
  if (done.ok) return { id, action, name, outcome: done.value.outcome, code: null, message: done.value.note }
  const { failure } = done
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.kind
  const outcome =
    isLeftOut || failure.kind === 'stale' ? 'skipped' : failure.kind === 'conflict' ? 'conflict' : 'problem'
  return { id, action, name, outcome, code, message: failure.message }
}

const endingKinds: ReadonlySet<Failure['kind']> = new Set([
  'unavailable',
  'mfa-needed',
  'read-only',
  'disk-full',
  'io-error',
  'locked',
])
/** The credentials are no good any more, for this or for anything. */
const endingCodes: ReadonlySet<string> = new Set([
  'ExpiredTokenException',
  'ExpiredToken',
  'RequestExpired',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'CredentialsProviderError',
  'TokenProviderError',
  'AuthFailure',
])

const endsRun = (failure: Failure): boolean =>
  endingKinds.has(failure.kind) || (failure.kind === 'aws' && endingCodes.has(failure.code))
