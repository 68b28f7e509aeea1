/** The errors of Secrets Manager as data: code, HTTP status and AWS's wording (reference section 3). */

export type AwsError = {
  readonly code: string
  /** 400 for every mistake of the client, not-found and access included; 500 and 503 only for the server's own. */
  readonly status: number
  /** Never holds a value. */
  readonly message: string
}

/** Codes of the service model. Their bodies say `Message`; those of AWS's front end say `message`. */
const MODELLED: ReadonlySet<string> = new Set([
  'DecryptionFailure',
  'EncryptionFailure',
  'InternalServiceError',
  'InvalidNextTokenException',
  'InvalidParameterException',
  'InvalidRequestException',
  'LimitExceededException',
  'MalformedPolicyDocumentException',
  'PreconditionNotMetException',
  'PublicPolicyException',
  'ResourceExistsException',
  'ResourceNotFoundException',
])

/** The error's body as bytes on the wire have it, without the request id, which is a header. */
export function errorBody(error: AwsError): Readonly<Record<string, string>> {
  return { __type: error.code, [MODELLED.has(error.code) ? 'Message' : 'message']: error.message }
}

const clientError =
  (code: string) =>
  (message: string): AwsError => ({ code, status: 400, message })

export const accessDenied = clientError('AccessDeniedException')
export const invalidNextToken = clientError('InvalidNextTokenException')
export const invalidParameter = clientError('InvalidParameterException')
export const invalidRequest = clientError('InvalidRequestException')
export const limitExceeded = clientError('LimitExceededException')
export const malformedPolicy = clientError('MalformedPolicyDocumentException')
export const notFound = clientError('ResourceNotFoundException')
export const publicPolicy = clientError('PublicPolicyException')
export const resourceExists = clientError('ResourceExistsException')
export const serialization = clientError('SerializationException')
export const throttling = clientError('ThrottlingException')
export const unknownOperation = clientError('UnknownOperationException')
export const validation = clientError('ValidationException')

export const internalError = (): AwsError => ({
  code: 'InternalServiceError',
  status: 500,
  message: 'An error occurred on the server side.',
})

/** What a locked vault or an overloaded server answers; SDKs try it again by its status. */
export const unavailable = (message: string): AwsError => ({ code: 'ServiceUnavailable', status: 503, message })

export const texts = {
  secretNotFound: "Secrets Manager can't find the specified secret.",
  versionNotFound: (id: string) => `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
  stageNotFound: (stage: string) => `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
  nameTaken: (name: string) => `The operation failed because the secret ${name} already exists.`,
  tokenReused: (token: string, arn: string) =>
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  tokenMissing: 'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
  invalidName:
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  markedForDeletion: "You can't perform this operation on the secret because it was marked for deletion.",
  deleted: "You can't perform this operation on the secret because it was deleted.",
  nameScheduled: "You can't create this secret because a secret with this name is already scheduled for deletion.",
  stageOfOtherVersion: 'You provided a VersionStage that is not associated to the provided VersionId.',
  noRotationFunction: 'No Lambda rotation function ARN is associated with this secret.',
  rotationPending: "A previous rotation isn't complete. That rotation will be reattempted.",
  functionNotInvokable:
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  bothRotationRules: 'You cannot specify both rotation frequency and schedule expression together.',
  replicaReadOnly: "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
  hasReplicas: (arn: string, regions: readonly string[]) =>
    `You can't delete secret ${arn} that still has replica regions [${regions.join(', ')}]`,
  otherAccountDefaultKey:
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  managedBy: (service: string) => `This secret is managed by ${service}.`,
  bothValues: "You can't specify both a binary secret value and a string secret value in the same secret.",
  noValue: 'You must provide either SecretString or SecretBinary.',
  windowOutOfRange: 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
  windowAndForce: "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  policySyntax: 'This policy has invalid syntax.',
  policyPublic: 'You can’t set a public policy on this secret while BlockPublicPolicy is on.',
  badNextToken: 'The NextToken value is invalid.',
} as const
