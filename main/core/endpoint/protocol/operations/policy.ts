import { fail, succeed } from '../../../../../shared/failure.ts'
import type { CallContext } from '../../port.ts'
import { type AwsError, accessDenied, malformedPolicy, publicPolicy, texts } from '../aws-error.ts'
import { answer, locate, nameAndArn, operation, secretIdShape } from '../operation.ts'
import { decide, isPublic, parsePolicy, type Statement } from '../policy.ts'
import { flag, must, record, text } from '../shape.ts'

const policyShape = text({ min: 1, max: 20_480 })

export const putResourcePolicy = operation(
  record({ SecretId: must(secretIdShape), ResourcePolicy: must(policyShape), BlockPublicPolicy: flag }),
  (input, context) => {
    const secret = locate('PutResourcePolicy', input.SecretId, context, { writes: true })
    if (!secret.ok) return secret
    const refusal = policyRefusal(input.ResourcePolicy, input.BlockPublicPolicy ?? false, secret.value.arn, context)
    if (refusal) return fail(refusal)
    return answer(context.store.setPolicy(secret.value, input.ResourcePolicy), nameAndArn)
  },
)

function policyRefusal(json: string, blockPublic: boolean, arn: string, context: CallContext): AwsError | undefined {
  const statements = parsePolicy(json)
  if (!statements) return malformedPolicy(texts.policySyntax)
  if (blockPublic && isPublic(statements)) return publicPolicy(texts.policyPublic)
  return locksOut(statements, arn, context) ? accessDenied(LOCKS_OUT) : undefined
}

export const getResourcePolicy = operation(record({ SecretId: must(secretIdShape) }), (input, context) => {
  const secret = locate('GetResourcePolicy', input.SecretId, context)
  return secret.ok ? succeed({ ...nameAndArn(secret.value), ResourcePolicy: secret.value.policy }) : secret
})

export const deleteResourcePolicy = operation(record({ SecretId: must(secretIdShape) }), (input, context) => {
  const secret = locate('DeleteResourcePolicy', input.SecretId, context, { writes: true })
  return secret.ok ? answer(context.store.setPolicy(secret.value, undefined), nameAndArn) : secret
})

/** Text that is no JSON or no policy is an error; a policy that would do harm is an answer with the checks it failed. */
export const validateResourcePolicy = operation(
  record({ SecretId: secretIdShape, ResourcePolicy: must(policyShape) }),
  (input, context) => {
    const secret = input.SecretId === undefined ? undefined : locate('ValidateResourcePolicy', input.SecretId, context)
    if (secret && !secret.ok) return secret
    const statements = parsePolicy(input.ResourcePolicy)
    if (!statements) return fail(malformedPolicy(texts.policySyntax))
    const errors = [
      ...(isPublic(statements) ? [{ CheckName: 'PUBLIC_ACCESS', ErrorMessage: PUBLIC }] : []),
      ...(locksOut(statements, secret?.value.arn ?? '*', context)
        ? [{ CheckName: 'CALLER_LOCKOUT', ErrorMessage: LOCKS_OUT }]
        : []),
    ]
    return succeed({ PolicyValidationPassed: errors.length === 0, ValidationErrors: errors })
  },
)

/** Whether the caller's account could no longer change the policy back. */
function locksOut(statements: readonly Statement[], arn: string, { store }: CallContext): boolean {
  const caller = { arn: `arn:aws:iam::${store.accountId}:root`, accountId: store.accountId }
  return ['PutResourcePolicy', 'DeleteResourcePolicy'].some(
    (name) => decide(statements, caller, `secretsmanager:${name}`, arn) === 'deny',
  )
}

const PUBLIC = 'The policy grants access to everybody.'
const LOCKS_OUT = 'The policy would deny you access to change it.'
