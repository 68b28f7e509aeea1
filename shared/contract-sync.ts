/** The calls of vetting, targets and sync. */
import { z } from 'zod'
import { bytes, call, secretName as name, nothing, versionId, windowOnly } from './contract-call.ts'
import { KINDS, limits } from './limits.ts'
import {
  type AwsProfile,
  type AwsRegion,
  type Conflict,
  type PlanSet,
  resolution,
  type SecretTarget,
  type SyncRun,
  type SyncStatus,
  type Target,
  type TargetCheck,
  type TargetMark,
  targetDraft,
  type Vetting,
  type VettingFinding,
} from './sync-model.ts'

const targetName = z.string().min(1).max(64)
/** Of an MFA device, for a profile that needs one: without it such a call fails with `mfa-needed`. */
const mfaCode = z
  .string()
  .regex(/^\d{6,8}$/)
  .optional()
/** Which targets and regions; all when absent. */
const where = {
  targets: z.array(targetName).max(100).optional(),
  regions: z.array(z.string().max(128)).max(50).optional(),
}
/** Nobody is there to give a code: a target that needs one is told as a problem, and the others go on. */
const withoutCodes = z.boolean().default(false)
/** What `sync.cancel` ends this very call by, and none of somebody else. */
const callId = z.string().min(1).max(64).optional()
/** Of `guardNames`: halts that the user has read and goes on after; one that is not overridable stays. */
const override = z.array(z.string().max(64)).max(20).default([])

export const syncCalls = {
  /** The checks on one version (AWSCURRENT when none is named), and whether it was approved. */
  'vet.check': call<Vetting>()(z.strictObject({ name, versionId: versionId.optional() })),
  /**
   * Approves a version for pushing. `refused` while an error stands, or a warning whose code is not in `accept`
   * ("all" accepts every warning). Audited.
   */
  'vet.approve': call<Vetting>()(
    z.strictObject({
      name,
      versionId: versionId.optional(),
      accept: z.union([z.literal('all'), z.array(z.string().max(64)).max(100)]).default([]),
    }),
  ),
  /** The checks on a value as it is typed, which is kept nowhere. What only the vault knows (reuse, history) is left out. */
  'vet.draft': call<readonly VettingFinding[]>()(
    z.strictObject({
      name: z.string().max(limits.nameLength * 2),
      kind: z.enum(KINDS),
      bytes: bytes(limits.valueBytes * 4),
    }),
    windowOnly,
  ),
  /** Versions on AWSCURRENT that some target would push and that are not approved. */
  'vet.waiting': call<readonly Vetting[]>()(nothing),
  /** Only the names of their secrets: that costs no look at a value. */
  'vet.waitingNames': call<readonly string[]>()(nothing),
  'targets.list': call<readonly Target[]>()(nothing),
  /** Asks STS whose credentials these are, pins the account, keeps the target. */
  'targets.add': call<Target>()(z.strictObject({ target: targetDraft, mfaCode })),
  /** Changes rules of a target; the account stays pinned: another answer of STS is `refused`. */
  'targets.change': call<Target>()(z.strictObject({ target: targetDraft, mfaCode })),
  /** Forgets the target and its base; nothing is changed in AWS or in the vault's secrets. */
  'targets.remove': call<null>()(z.strictObject({ name: targetName })),
  /** What the credentials may do, asked region by region; changes nothing. */
  'targets.check': call<TargetCheck>()(z.strictObject({ name: targetName, mfaCode })),
  /** Profiles of `~/.aws` without their keys. */
  'aws.profiles': call<readonly AwsProfile[]>()(nothing),
  'aws.regions': call<readonly AwsRegion[]>()(nothing),
  /** How a secret stands in each target and region, from the last look. */
  'targets.ofSecret': call<readonly SecretTarget[]>()(z.strictObject({ name })),
  /** The same of many secrets, a word for each target: that of its worst region. Names no target takes are left out. */
  'targets.ofSecrets': call<Readonly<Record<string, readonly TargetMark[]>>>()(
    z.strictObject({ names: z.array(name).max(500) }),
  ),
  /** Looks at both sides and says what applying would do. Changes nothing, in AWS or here. */
  'sync.plan': call<PlanSet>()(z.strictObject({ ...where, mfaCode, withoutCodes, callId })),
  /** Applies a plan that was made (`planId`), or makes one and applies it. `skip` names operations left out. */
  'sync.apply': call<readonly SyncRun[]>()(
    z.strictObject({
      ...where,
      planId: z.string().max(64).optional(),
      skip: z.array(z.string().max(1_024)).max(20_000).default([]),
      /** Operations that wait for a decision and got it: merges to make. */
      accept: z.array(z.string().max(1_024)).max(20_000).default([]),
      override,
      mfaCode,
      withoutCodes,
      callId,
    }),
  ),
  /** Ends a call, or what runs when none is named, after the operation in flight; what was achieved stays. */
  'sync.cancel': call<null>()(z.strictObject({ callId })),
  'sync.status': call<SyncStatus>()(nothing),
  'sync.conflicts': call<readonly Conflict[]>()(nothing),
  /**
   * Settles a conflict in the vault: the next plan carries it on. `versionId` is what is AWSCURRENT here afterwards.
   * All targets in which the secret conflicts, unless one is named.
   */
  /** `remoteVersionId`: what was shown as AWS's; another one since is not what the choice was about, and is refused. */
  'sync.resolve': call<{ readonly versionId: string }>()(
    z.strictObject({
      name,
      target: targetName.optional(),
      region: z.string().max(128).optional(),
      remoteVersionId: z.string().max(64).nullable().optional(),
      resolution,
    }),
  ),
  /** Newest first. */
  'sync.history': call<readonly SyncRun[]>()(z.strictObject({ limit: z.number().int().min(1).max(500).default(50) })),
  /** Starts AWS's own rotation of a secret that AWS rotates. */
  'sync.rotateInAws': call<null>()(z.strictObject({ target: targetName, region: z.string().max(128), name, mfaCode })),
} as const
