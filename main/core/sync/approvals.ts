/**
 * Which versions of a secret were approved for pushing. Kept with the secret itself, under a key of its extension: it is in
 * memory with the secret, goes where the secret goes (backups, new keys), and ends with it. A version that came from AWS
 * counts as approved, because it is in AWS already; one that was made here never does by itself.
 */
import type { SecretBody } from '../vault/bodies.ts'

const extensionKey = 'sync'

/** Version id → when it was approved. */
type Approved = Readonly<Record<string, number>>

/** Approvals of versions without a label are kept for so many of the newest. */
const keptUnlabelled = 50

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function approvedIn(extension: SecretBody['extension']): Approved {
  const own = extension[extensionKey]
  const approved = isRecord(own) ? own.approved : undefined
  return isRecord(approved) ? (approved as Approved) : {}
}

type Held = Pick<SecretBody, 'extension'>

export function approvedAtOf({ extension }: Held, versionId: string): number | null {
  const approved = approvedIn(extension)
  return Object.hasOwn(approved, versionId) ? (approved[versionId] ?? null) : null
}

/** Of the versions that have a label. */
export function approvedLabelled({ extension, stages }: Pick<SecretBody, 'extension' | 'stages'>): readonly string[] {
  const approved = approvedIn(extension)
  const ids = Object.values(stages)
  return (ids.length < 2 ? ids : [...new Set(ids)]).filter((id) => Object.hasOwn(approved, id))
}

/** The part of the extension that says so besides what it said before; `body` undefined for a secret to be made. */
export function withApproval(
  body: Pick<SecretBody, 'extension' | 'stages'> | undefined,
  versionId: string,
  at: number,
): Readonly<Record<string, unknown>> {
  const labelled = new Set(Object.values(body?.stages ?? {}))
  const before = Object.entries(approvedIn(body?.extension ?? {})).sort(([, a], [, b]) => b - a)
  const kept = before.filter(([id], index) => labelled.has(id) || index < keptUnlabelled)
  return { [extensionKey]: { approved: { ...Object.fromEntries(kept), [versionId]: at } } }
}
