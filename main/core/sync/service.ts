/** What procedures and the engine's callers know of sync. Made by `createSync`, for one open vault. */

import type { z } from 'zod'
import type { Result } from '../../../shared/failure.ts'
import type {
  AwsProfile,
  AwsRegion,
  Conflict,
  PlanSet,
  Resolution,
  SecretTarget,
  SyncRun,
  SyncStatus,
  Target,
  TargetCheck,
  targetDraft,
} from '../../../shared/sync-model.ts'
import type { Actor } from '../vault/audit.ts'
import type { ConflictAt } from './resolve.ts'
import type { VettingDesk } from './vetting.ts'

export type ParsedTarget = z.output<typeof targetDraft>

export interface Where {
  readonly targets?: readonly string[] | undefined
  readonly regions?: readonly string[] | undefined
  readonly mfaCode?: string | undefined
  /** Nobody is there to give a code: what needs one is told, and the rest goes on. */
  readonly withoutCodes?: boolean | undefined
  /** By which `cancel` ends this very call. */
  readonly callId?: string | undefined
}

/** Approvals too. */
export interface SyncService extends VettingDesk {
  targets(): readonly Target[]
  addTarget(actor: Actor, target: ParsedTarget, mfaCode?: string): Promise<Result<Target>>
  changeTarget(actor: Actor, target: ParsedTarget, mfaCode?: string): Promise<Result<Target>>
  removeTarget(actor: Actor, name: string): Result<null>
  checkTarget(name: string, mfaCode?: string): Promise<Result<TargetCheck>>
  profiles(): Promise<readonly AwsProfile[]>
  regions(): readonly AwsRegion[]
  targetsOf(name: string): Result<readonly SecretTarget[]>
  plan(where: Where): Promise<Result<PlanSet>>
  apply(
    actor: Actor,
    where: Where & {
      readonly planId?: string | undefined
      readonly skip: readonly string[]
      readonly accept: readonly string[]
      readonly override: readonly string[]
    },
  ): Promise<Result<readonly SyncRun[]>>
  cancel(callId?: string): void
  status(): SyncStatus
  conflicts(): readonly Conflict[]
  resolve(actor: Actor, at: ConflictAt, resolution: Resolution): Result<{ readonly versionId: string }>
  history(limit: number): readonly SyncRun[]
  rotateInAws(at: {
    readonly target: string
    readonly region: string
    readonly name: string
    readonly mfaCode?: string | undefined
  }): Promise<Result<null>>
  /** A version was saved: syncs that run on save start once it has been quiet. */
  nudge(): void
  networkReturned(): void
  close(): Promise<void>
}
