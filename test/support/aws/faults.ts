/** Faults that a test asks for, and the request rates of AWS. */
import type { OperationName } from '../../../main/core/endpoint/port.ts'

export type FaultKind =
  /** The connection ends before anything happened / after it happened, unanswered. */
  | { readonly do: 'drop-before' | 'drop-after' }
  /** The answer comes this much later. */
  | { readonly do: 'delay'; readonly ms: number }
  /** `ThrottlingException`, 400. */
  | { readonly do: 'throttle' }
  /** An error of AWS instead of the operation. */
  | { readonly do: 'error'; readonly code: string; readonly status?: number; readonly message?: string }
  /** A status whose body is no JSON, as a proxy answers. */
  | { readonly do: 'status'; readonly status: number }

export type Fault = FaultKind & {
  /** Which calls: each given member has to fit. Calls of STS have their own names. */
  readonly operation?: OperationName | 'GetCallerIdentity' | 'AssumeRole'
  readonly region?: string
  readonly accountId?: string
  /** Leave out so many fitting calls first. */
  readonly skip?: number
  /** Hit so many calls and end; without it the fault stays until cleared. */
  readonly times?: number
  /** Chance for each fitting call, 0 to 1; 1 without it. */
  readonly probability?: number
}

export type FaultCall = { readonly operation: string; readonly region: string; readonly accountId: string }

export type Faults = {
  readonly add: (fault: Fault) => void
  readonly clear: () => void
  /** The faults that hit this call, in the order they were added. */
  readonly take: (call: FaultCall) => readonly Fault[]
}

export function createFaults(chance: () => number): Faults {
  let active: { readonly fault: Fault; skip: number; left: number }[] = []
  return {
    add: (fault) => {
      active.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    clear: () => {
      active = []
    },
    take: (call) => {
      const hits: Fault[] = []
      for (const entry of active) {
        if (entry.left === 0 || !fits(entry.fault, call)) continue
        if (entry.skip > 0) entry.skip -= 1
        else if (chance() < (entry.fault.probability ?? 1)) {
          entry.left -= 1
          hits.push(entry.fault)
        }
      }
      return hits
    },
  }
}

const fits = (fault: Fault, call: FaultCall): boolean =>
  (fault.operation ?? call.operation) === call.operation &&
  (fault.region ?? call.region) === call.region &&
  (fault.accountId ?? call.accountId) === call.accountId

/** Calls a second that AWS allows per account and region (reference section 12); groups share one rate. */
const RATES: Readonly<Record<string, readonly [group: string, perSecond: number]>> = {
  GetSecretValue: ['get', 10_000],
  DescribeSecret: ['describe', 40_000],
  BatchGetSecretValue: ['batch', 100],
  ListSecrets: ['list', 100],
  ListSecretVersionIds: ['versions', 50],
  CreateSecret: ['create', 50],
  DeleteSecret: ['delete', 50],
  RestoreSecret: ['restore', 50],
  GetRandomPassword: ['random', 50],
  PutSecretValue: ['write', 50],
  UpdateSecret: ['write', 50],
  UpdateSecretVersionStage: ['write', 50],
  ReplicateSecretToRegions: ['write', 50],
  RemoveRegionsFromReplication: ['write', 50],
  StopReplicationToReplica: ['write', 50],
  PutResourcePolicy: ['policy', 50],
  GetResourcePolicy: ['policy', 50],
  DeleteResourcePolicy: ['policy', 50],
  ValidateResourcePolicy: ['policy', 50],
  RotateSecret: ['rotate', 50],
  CancelRotateSecret: ['rotate', 50],
  TagResource: ['tag', 50],
  UntagResource: ['tag', 50],
}

/** `factor` scales AWS's rates: 0.1 throttles ten times as early. True: this call is one too many. */
export function createThrottle(factor: number): (call: FaultCall, now: number) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (call, now) => {
    const rate = RATES[call.operation]
    if (!rate) return false
    const perSecond = rate[1] * factor
    const key = `${call.accountId}/${call.region}/${rate[0]}`
    const bucket = buckets.get(key) ?? { tokens: perSecond, at: now }
    bucket.tokens = Math.min(Math.max(perSecond, 1), bucket.tokens + ((now - bucket.at) / 1_000) * perSecond)
    bucket.at = now
    buckets.set(key, bucket)
    if (bucket.tokens < 1) return true
    bucket.tokens -= 1
    return false
  }
}
