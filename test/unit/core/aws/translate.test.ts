import { describe, expect, it } from 'vitest'
import { isThrottled, isTransient, toFailure } from '../../../../main/core/aws/translate.ts'

const context = { region: 'eu-west-1', credentials: 'profile "prod"', endpointUrl: null }

const sdkError = (name: string, message: string, status = 400): Error =>
  Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status } })
const network = (code: string, name = 'Error'): Error => Object.assign(new Error('x'), { code, name })

describe('what AWS answers', () => {
  it('keeps its code and message', () => {
    const error = sdkError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    expect(toFailure(error, context)).toEqual({
      kind: 'aws',
      code: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    })
  })

  it('says in words what was denied', () => {
    const message =
      'User: arn:aws:iam::111122223333:user/ci is not authorized to perform: secretsmanager:PutSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf because no identity-based policy allows the secretsmanager:PutSecretValue action'
    expect(toFailure(sdkError('AccessDeniedException', message), context)).toMatchObject({
      code: 'AccessDeniedException',
      message: `The profile "prod" may not do secretsmanager:PutSecretValue on arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf. AWS says: ${message}`,
    })
  })

  it('says that a region has to be enabled, where it is one of those', () => {
    const error = sdkError('UnrecognizedClientException', 'The security token included in the request is invalid.')
    expect(toFailure(error, context).message).toBe(
      'AWS does not know the access key of the profile "prod", or it was switched off.',
    )
    expect(toFailure(error, { ...context, region: 'ap-east-1' }).message).toBe(
      'Asia Pacific (Hong Kong) (ap-east-1) refused the access key of the profile "prod": this region has to be enabled for the account first, or the key is not valid.',
    )
  })

  it.each([
    ['ExpiredTokenException', 'The token expired', 'have expired: sign in again'],
    ['InvalidSignatureException', 'Signature expired: 2026… is now earlier than …', "check this computer's clock"],
    ['InvalidSignatureException', 'The request signature we calculated…', 'does not belong to its access key id'],
    ['LimitExceededException', 'Too many versions', 'A quota of Secrets Manager is used up'],
    ['DecryptionFailure', '', 'AWS answered DecryptionFailure.'],
  ])('explains %s (%s)', (name, message, words) => {
    expect(toFailure(sdkError(name, message), context)).toMatchObject({
      kind: 'aws',
      code: name,
      message: expect.stringContaining(words),
    })
  })

  it('that is no answer of AWS is told as that, by its status', () => {
    const html = Object.assign(new SyntaxError('Unexpected token <'), { $response: { statusCode: 502 } })
    expect(toFailure(html, context)).toEqual({
      kind: 'unavailable',
      message: 'AWS in eu-west-1 did not answer as AWS does (status 502): SyntaxError.',
    })
  })
})

describe('a fault of the network', () => {
  it.each([
    [network('ENOTFOUND'), 'AWS in eu-west-1 was not found: is there a network, and the region?'],
    [network('ECONNREFUSED'), 'AWS in eu-west-1 refused the connection.'],
    [network('ECONNRESET'), 'AWS in eu-west-1 broke off the connection (ECONNRESET).'],
    [network('', 'TimeoutError'), 'AWS in eu-west-1 did not answer in time.'],
  ])('is unavailable, in words (%s)', (error, message) => {
    expect(toFailure(error, context)).toEqual({ kind: 'unavailable', message })
  })

  it('names the endpoint of a target that has one, without what else stands in its URL', () => {
    const endpointUrl = 'http://user:pass@127.0.0.1:4566/path?token=x'
    expect(toFailure(network('ECONNREFUSED'), { ...context, endpointUrl }).message).toBe(
      'The endpoint 127.0.0.1:4566 refused the connection.',
    )
  })
})

describe('what is tried again', () => {
  it.each([
    ['ThrottlingException', 400, true, true],
    ['TooManyRequestsException', 429, true, true],
    ['SomethingNew', 429, true, true],
    ['InternalServiceError', 500, true, false],
    ['LimitExceededException', 400, false, false],
    ['ResourceExistsException', 400, false, false],
    ['AccessDeniedException', 400, false, false],
  ])('%s (%i): %s', (name, status, transient, throttled) => {
    const error = sdkError(name, 'x', status)
    expect([isTransient(error), isThrottled(error)]).toEqual([transient, throttled])
  })
})
