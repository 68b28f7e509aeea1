/**
 * The staging-label rules of Secrets Manager, pure, written once for the vault, the endpoint and the tests.
 * "Rule N" means rule N of section 5 of the AWS reference; what it leaves open is in docs/decisions/0010-stages.md.
 */

import { type FailureOf, fail, invalid, type Result, succeed } from '../../../shared/failure.ts'
import { CURRENT, limits, PENDING, PREVIOUS } from '../../../shared/model.ts'
import { checkStage } from '../../../shared/rules.ts'

/** Stage name → id of the one version that holds it. A version that no stage names is deprecated (rule 10). */
export type StageMap = ReadonlyMap<string, string>

export { CURRENT, PENDING, PREVIOUS }

/** `stage-refused`: rules 7 and 8; `limit-exceeded`: rule 11; messages name stages and version ids, never a value. */
export type StageFailure = FailureOf<'invalid' | 'version-not-found' | 'stage-refused' | 'limit-exceeded'>

export type StageResult = Result<StageMap, StageFailure>

export type StageMove = {
  readonly stage: string
  /** The version that is to hold the stage; absent: only take it away. */
  readonly moveTo?: string | undefined
  /** The version the caller believes to hold it now: the compare of a compare-and-set. */
  readonly removeFrom?: string | undefined
}

/**
 * Stages after a new version was put. `requested` undefined means the usual put, which moves AWSCURRENT (rule 2);
 * a list without AWSCURRENT leaves AWSCURRENT and AWSPREVIOUS alone (rule 4), except for the first version (rule 1).
 */
export function stagesAfterPut(
  stages: StageMap,
  versionId: string,
  requested: readonly string[] | undefined,
): StageResult {
  const malformed = requested && firstMalformed(requested)
  if (malformed) return malformed
  const next = new Map(stages)
  for (const stage of requested ?? []) next.set(stage, versionId)
  if (requested === undefined || requested.includes(CURRENT) || !stages.has(CURRENT)) {
    dropPendingOfCurrent(next, stages, versionId)
    makeCurrent(next, stages.get(CURRENT), versionId)
  }
  return withinQuota(next)
}

/** Stages after UpdateSecretVersionStage: move, attach or detach one stage (rules 5 to 9). */
export function moveStage(stages: StageMap, move: StageMove, versionExists: (id: string) => boolean): StageResult {
  const { stage, moveTo, removeFrom } = move
  const malformed = firstMalformed([stage])
  if (malformed) return malformed
  if (moveTo === undefined && removeFrom === undefined) return refuse(NO_VERSION_GIVEN)
  if (moveTo !== undefined && !versionExists(moveTo)) return fail(versionNotFound(moveTo))
  const holder = stages.get(stage)
  if (moveTo === undefined && stage === CURRENT) return refuse(CANNOT_DETACH_CURRENT)
  if (removeFrom === undefined && holder !== undefined && holder !== moveTo) {
    return refuse(heldElsewhere(stage, holder))
  }
  if (removeFrom !== undefined && removeFrom !== holder) return refuse(wrongHolder(stage))
  return withinQuota(moved(stages, stage, moveTo))
}

/** The stages of one version, in the map's order, which carries no meaning (rule 13). Empty: deprecated. */
export function stagesOf(stages: StageMap, versionId: string): readonly string[] {
  return [...stages].flatMap(([stage, holder]) => (holder === versionId ? [stage] : []))
}

function moved(stages: StageMap, stage: string, moveTo: string | undefined): Map<string, string> {
  const next = new Map(stages)
  if (moveTo === undefined) next.delete(stage)
  else if (stage === CURRENT) makeCurrent(next, stages.get(CURRENT), moveTo)
  else next.set(stage, moveTo)
  return next
}

/** Rules 2 and 5: AWSPREVIOUS follows AWSCURRENT's loser. Taking it from its old holder is what makes rule 12's swap. */
function makeCurrent(next: Map<string, string>, loser: string | undefined, winner: string): void {
  next.set(CURRENT, winner)
  if (loser !== undefined && loser !== winner) next.set(PREVIOUS, loser)
}

/** Rule 3: only a put does this, and only to AWSPENDING; custom stages of the loser stay where the user put them. */
function dropPendingOfCurrent(next: Map<string, string>, stages: StageMap, versionId: string): void {
  const loser = stages.get(CURRENT)
  if (loser !== undefined && loser !== versionId && next.get(PENDING) === loser) next.delete(PENDING)
}

function withinQuota(stages: StageMap): StageResult {
  if (stages.size <= limits.stagesPerSecret) return succeed(stages)
  const message = `You can't attach more than ${limits.stagesPerSecret} staging labels to the versions of a secret.`
  return fail({ kind: 'limit-exceeded', message })
}

function firstMalformed(stages: readonly string[]): StageResult | undefined {
  if (stages.length === 0) return invalid('stage', 'You must provide at least one staging label.')
  for (const stage of stages) {
    const checked = checkStage(stage)
    if (!checked.ok) return invalid('stage', checked.failure.message)
  }
  return undefined
}

const refuse = (message: string): StageResult => fail({ kind: 'stage-refused', message })

const NO_VERSION_GIVEN = 'You must provide a value for MoveToVersionId, RemoveFromVersionId, or both.'
/** AWS's own text, typographic apostrophe included (rule 8). */
const CANNOT_DETACH_CURRENT = `You can only move staging label ${CURRENT} to a different secret version. It can’t be completely removed.`

const versionNotFound = (id: string): FailureOf<'version-not-found'> => ({
  kind: 'version-not-found',
  message: `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
})

const heldElsewhere = (stage: string, holder: string): string =>
  `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`

const wrongHolder = (stage: string): string =>
  `When you move staging label ${stage}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${stage}.`
