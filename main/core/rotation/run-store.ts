/**
 * Runs as they are kept, sealed, in the vault: what a kill must not lose. One record a secret, with the run under way
 * and those that ended, so that the end of a run is one write; and a list of the secrets that may have one under way.
 */
import { z } from 'zod'
import { type FailureKind, type Result, succeed } from '../../../shared/failure.ts'
import { rotationSteps } from '../../../shared/rotation-kinds.ts'
import { type RotationRun, rotatorConfig } from '../../../shared/rotation-model.ts'
import type { Actor, AuditEvent } from '../vault/audit.ts'
import type { SecretBody } from '../vault/bodies.ts'
import { collections } from '../vault/records.ts'
import type { Vault } from '../vault/vault.ts'

const step = z.enum(rotationSteps)

const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  config: rotatorConfig,
  startedBy: z.enum(['user', 'schedule']),
  startedAt: z.number(),
  state: z.enum(['running', 'waiting', 'failed', 'retiring', 'finished', 'cancelled']),
  step,
  message: z.string().nullable(),
  failure: z.custom<FailureKind>((kind) => typeof kind === 'string').nullable(),
  show: z.string().nullable(),
  retryAt: z.number().nullable(),
  /** Automatic tries that failed so far. */
  tries: z.number(),
  laterAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  steps: z.array(
    z.object({
      step,
      at: z.number(),
      outcome: z.enum(['done', 'waiting', 'failed']),
      message: z.string().nullable(),
    }),
  ),
  notes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** AWSCURRENT and AWSPREVIOUS when it began: what it replaces. */
  currentId: z.string(),
  previousId: z.string().nullable(),
})
/** What is kept of a run. */
export type RunRecord = z.output<typeof runSchema>

const recordSchema = z.object({ active: runSchema.nullable(), past: z.array(runSchema) })

interface SecretRuns {
  readonly active: RunRecord | null
  /** Newest first. */
  readonly past: readonly RunRecord[]
}

const noRuns: SecretRuns = { active: null, past: [] }
const keptPast = 20
const keyOf = (name: string): string => `run:${name}`
const activeKey = 'active'
const activeSchema = z.array(z.string())

export interface RunStore {
  active(name: string): RunRecord | null
  /** Runs under way, by name of their secret. */
  all(): ReadonlyMap<string, RotationRun>
  past(name: string): readonly RotationRun[]
  /** Every run that ended, newest first, of secrets that are there. Reads the file: not for every second. */
  allPast(): readonly RotationRun[]
  /** Keeps a run; one in an end state joins the past. The audit entry is in the same transaction. */
  keep(run: RunRecord, event: AuditEvent | null): Result<null>
  /** Forgets everything of a secret that is gone; writes nothing where there is nothing. */
  forget(name: string): Result<null>
}

export const isOver = ({ state }: Pick<RunRecord, 'state'>): boolean => state === 'finished' || state === 'cancelled'

export function openRunStore(vault: Vault): RunStore {
  const read = (name: string): SecretRuns => {
    const kept = recordSchema.safeParse(vault.getRecord(collections.rotation, keyOf(name)))
    return kept.success ? kept.data : noRuns
  }
  const activeNames = (): readonly string[] => {
    const kept = activeSchema.safeParse(vault.getRecord(collections.rotation, activeKey))
    return kept.success ? kept.data : []
  }
  const active = new Map<string, RunRecord>()
  for (const name of activeNames()) {
    const run = read(name).active
    if (run !== null) active.set(name, run)
  }

  /** Before a run begins and after it ended: the list may name too many secrets, never too few. */
  const list = (name: string, belongs: boolean): Result<null> => {
    const names = activeNames()
    if (names.includes(name) === belongs) return succeed(null)
    const next = belongs ? [...names, name] : names.filter((other) => other !== name)
    return vault.putRecord(collections.rotation, activeKey, next)
  }

  return {
    active: (name) => active.get(name) ?? null,
    all: () => new Map([...active].map(([name, run]) => [name, shownRun(run)])),
    past: (name) => read(name).past.map(shownRun),
    allPast: () =>
      vault
        .listRecords(collections.rotation)
        .flatMap(({ key, value }) => (key.startsWith('run:') ? (recordSchema.safeParse(value).data?.past ?? []) : []))
        .filter(({ name, startedAt }) => isOfSecret(vault.body(name), startedAt))
        .map(shownRun)
        .sort((a, b) => b.startedAt - a.startedAt),
    keep(run, event) {
      const over = isOver(run)
      const listed = over ? succeed(null) : list(run.name, true)
      if (!listed.ok) return listed
      const { past } = read(run.name)
      const next = over ? { active: null, past: [run, ...past].slice(0, keptPast) } : { active: run, past }
      const kept = vault.putRecord(collections.rotation, keyOf(run.name), next, event ?? undefined)
      if (!kept.ok) return kept
      if (over) active.delete(run.name)
      else active.set(run.name, run)
      return over ? list(run.name, false) : succeed(null)
    },
    forget(name) {
      const isKnown = active.delete(name) || vault.getRecord(collections.rotation, keyOf(name)) !== null
      if (!isKnown) return succeed(null)
      const deleted = vault.deleteRecord(collections.rotation, keyOf(name))
      return deleted.ok ? list(name, false) : deleted
    },
  }
}

/** Not of an earlier secret of that name. */
export const isOfSecret = (body: Result<Pick<SecretBody, 'createdAt'>>, startedAt: number): boolean =>
  body.ok && startedAt >= body.value.createdAt

/** Who reads and writes values in a rotation; who asked for it is in the audit entry of its start. */
export const rotationActor: Actor = { door: 'core', program: 'rotation' }

/** What anybody may see of a run. */
export const shownRun = ({ config, currentId: _, previousId: __, tries: ___, ...run }: RunRecord): RotationRun => ({
  ...run,
  rotator: config.kind,
})
