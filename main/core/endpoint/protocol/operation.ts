/** What an operation is, and the checks that nearly all of them share, in AWS's order. */
import type { Failure, Result } from '../../../../shared/failure.ts'
import { fail, succeed } from '../../../../shared/failure.ts'
import type { CallContext, OperationName, SecretAddress, SecretRecord } from '../port.ts'
import {
  type AwsError,
  accessDenied,
  internalError,
  invalidParameter,
  invalidRequest,
  limitExceeded,
  notFound,
  resourceExists,
  texts,
  unavailable,
  validation,
} from './aws-error.ts'
import { parseSecretId } from './secret-id.ts'
import { readInput, type Shape, text } from './shape.ts'

/** Undefined members are left out on the wire. */
export type Output = Readonly<Record<string, unknown>>
export type Answer = Result<Output, AwsError>

export type Operation = (body: unknown, context: CallContext) => Answer

export const operation =
  <T>(shape: Shape<T>, run: (input: T, context: CallContext) => Answer): Operation =>
  (body, context) => {
    const read = readInput(shape, body)
    return 'error' in read ? fail(read.error) : run(read.input, context)
  }

export const secretIdShape = text({ min: 1, max: 2_048 })
export const tokenShape = text({ min: 32, max: 64 })
export const descriptionShape = text({ max: 2_048 })
export const kmsKeyShape = text({ max: 2_048 })
export const nextTokenShape = text({ min: 1, max: 4_096 })

type Located = Result<SecretRecord, AwsError>

export type LocateRules = {
  /** The operation also works on a secret inside its recovery window. */
  readonly scheduled?: boolean
  /** The operation changes the secret: refused on a replica. */
  readonly writes?: boolean
  /** The operation changes what a service of AWS owns: refused on `rds!…`. */
  readonly changesOwned?: boolean
}

/** Name well formed → caller may → secret exists → not deleted → not a replica → not a service's own. */
export function locate(name: OperationName, secretId: string, context: CallContext, rules: LocateRules = {}): Located {
  const address = parseAndPermit(name, secretId, context)
  if (!address.ok) return address
  const secret = context.store.find(address.value)
  if (!secret) return fail(notFound(texts.secretNotFound))
  const refusal = refusalOf(secret, rules)
  return refusal ? fail(refusal) : succeed(secret)
}

export function parseAndPermit(
  name: OperationName,
  secretId: string,
  context: CallContext,
): Result<SecretAddress, AwsError> {
  const address = parseSecretId(secretId)
  if (!address) return fail(validation(texts.invalidName))
  const denial = context.access.denial(name, address)
  return denial === undefined ? succeed(address) : fail(accessDenied(denial))
}

function refusalOf(secret: SecretRecord, rules: LocateRules): AwsError | undefined {
  if (secret.purging) return invalidRequest(texts.deleted)
  if (secret.deletionAt !== undefined && !rules.scheduled) return invalidRequest(texts.markedForDeletion)
  if (rules.writes && isReplica(secret)) return invalidParameter(texts.replicaReadOnly)
  if (rules.changesOwned && secret.owningService) return invalidRequest(texts.managedBy(secret.owningService))
  return undefined
}

/** A secret's own region is the fourth part of its ARN. */
export const isReplica = (secret: SecretRecord): boolean =>
  secret.primaryRegion !== undefined && secret.primaryRegion !== secret.arn.split(':', 4)[3]

/** The version's own stages decide for callers that were granted some stages only. */
export function permitStages(
  name: OperationName,
  secret: SecretRecord,
  stages: readonly string[],
  context: CallContext,
): AwsError | undefined {
  const denial = context.access.denial(name, { name: secret.name }, stages)
  return denial === undefined ? undefined : accessDenied(denial)
}

/** A store's failure in AWS's words. Failures that only a bug can cause here become an internal error. */
export function errorOf(failure: Failure, context: { readonly token?: string; readonly arn?: string } = {}): AwsError {
  switch (failure.kind) {
    case 'aws':
      return {
        code: failure.code,
        status: failure.code === 'InternalServiceError' ? 500 : 400,
        message: failure.message,
      }
    case 'stage-refused':
      return invalidParameter(failure.message)
    case 'version-not-found':
    case 'stage-not-found':
      return notFound(failure.message)
    case 'not-found':
      return notFound(texts.secretNotFound)
    case 'limit-exceeded':
      return limitExceeded(failure.message)
    case 'token-reused':
      return resourceExists(texts.tokenReused(context.token ?? '', context.arn ?? ''))
    case 'exists':
      return resourceExists(failure.message)
    case 'scheduled-for-deletion':
      return invalidRequest(texts.markedForDeletion)
    case 'invalid':
      return invalidParameter(failure.message)
    case 'refused':
    case 'read-only':
      return accessDenied(failure.message)
    case 'locked':
    case 'no-vault':
    case 'vault-busy':
    case 'unavailable':
    case 'disk-full':
    case 'io-error':
      return unavailable(failure.message)
    default:
      return internalError()
  }
}

/** Runs `next` on a success, or gives the store's failure as AWS's error. */
export function answer<T>(
  result: Result<T>,
  next: (value: T) => Output,
  context: { readonly token?: string; readonly arn?: string } = {},
): Answer {
  return result.ok ? succeed(next(result.value)) : fail(errorOf(result.failure, context))
}

export const missingToken = (): Answer => fail(invalidRequest(texts.tokenMissing))

export const nameAndArn = (secret: SecretRecord): { readonly ARN: string; readonly Name: string } => ({
  ARN: secret.arn,
  Name: secret.name,
})
