import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDirect, type Direct } from '../../../../support/aws/direct.ts'
import type { RotationEvent, RotationFunction } from '../../../../support/aws/rotation.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = Date.UTC(2026, 4, 6, 7, 8, 9)
const FUNCTION = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate'
const [T1, T2] = [randomUUID(), randomUUID()]

let aws: Direct
let steps: RotationEvent[]
const describeSecret = () => aws.call('DescribeSecret', { SecretId: 'n' })
const stages = () => describeSecret().VersionIdsToStages
const rotate = (more: Readonly<Record<string, unknown>> = {}) =>
  aws.call('RotateSecret', {
    SecretId: 'n',
    ClientRequestToken: T2,
    RotationLambdaARN: FUNCTION,
    RotationRules: { AutomaticallyAfterDays: 30 },
    ...more,
  })

/** The four steps as AWS's templates do them. */
const template: RotationFunction = (event, client) => {
  steps.push(event)
  const { Step, SecretId, ClientRequestToken } = event
  if (Step === 'createSecret') {
    client('PutSecretValue', { SecretId, ClientRequestToken, SecretString: 'rotated', VersionStages: ['AWSPENDING'] })
  }
  if (Step === 'finishSecret') {
    const current = String(client('GetSecretValue', { SecretId }).VersionId)
    client('UpdateSecretVersionStage', {
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken,
      RemoveFromVersionId: current,
    })
  }
}

beforeEach(() => {
  steps = []
  aws = createDirect({ rotationDelayMs: 1_000 }, () => at)
  aws.world.functions.set(FUNCTION, template)
  aws.call('CreateSecret', { Name: 'n', SecretString: 's', ClientRequestToken: T1 })
})

describe('section 9: a rotation', () => {
  it('reserves its version under AWSPENDING before there is a value', () => {
    expect(rotate()).toEqual({ ARN: expect.any(String), Name: 'n', VersionId: T2 })
    expect(stages()).toEqual({ [T1]: ['AWSCURRENT'], [T2]: ['AWSPENDING'] })
    expect(aws.call('GetSecretValue', { SecretId: 'n', VersionStage: 'AWSPENDING' })).toMatchObject({
      error: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    })
    expect(aws.call('GetSecretValue', { SecretId: 'n' })).toMatchObject({ SecretString: 's' })
  })

  it('calls the four steps and ends with AWSPREVIOUS on the old version and AWSPENDING nowhere', () => {
    rotate()
    aws.world.clock.advance(1_000)
    expect(steps.map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
    expect(steps[0]).toMatchObject({
      SecretId: describeSecret().ARN,
      ClientRequestToken: T2,
      RotationToken: expect.any(String),
    })
    expect(stages()).toEqual({ [T2]: ['AWSCURRENT'], [T1]: ['AWSPREVIOUS'] })
    expect(describeSecret()).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: FUNCTION,
      RotationRules: { AutomaticallyAfterDays: 30 },
      LastRotatedDate: (at + 1_000) / 1_000,
      NextRotationDate: expect.any(Number),
    })
  })

  it('goes on by itself when it is due', () => {
    rotate()
    aws.world.clock.advance(1_000)
    aws.world.clock.advance(31 * DAY)
    aws.world.clock.advance(1_000)
    expect(steps.length).toBe(8)
  })

  it('needs no parameters the next time', () => {
    rotate()
    aws.world.clock.advance(1_000)
    expect(aws.call('RotateSecret', { SecretId: 'n' })).toMatchObject({ Name: 'n' })
    aws.world.clock.advance(1_000)
    expect(steps.length).toBe(8)
  })

  it('is refused while another is not complete, and after a failure until the label is detached', () => {
    aws.world.functions.set(FUNCTION, () => {
      throw new Error('down')
    })
    rotate()
    const pending = {
      error: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    }
    expect(aws.call('RotateSecret', { SecretId: 'n' })).toMatchObject(pending)
    for (let index = 0; index < 5; index += 1) aws.world.clock.advance(1_000)
    expect(stages()).toEqual({ [T1]: ['AWSCURRENT'], [T2]: ['AWSPENDING'] })
    expect(aws.call('CancelRotateSecret', { SecretId: 'n' })).toMatchObject({ Name: 'n' })
    expect(describeSecret()).toMatchObject({ RotationEnabled: false })
    expect(describeSecret()).not.toHaveProperty('NextRotationDate')
    expect(aws.call('RotateSecret', { SecretId: 'n' })).toMatchObject(pending)
    aws.call('UpdateSecretVersionStage', { SecretId: 'n', VersionStage: 'AWSPENDING', RemoveFromVersionId: T2 })
    aws.world.functions.set(FUNCTION, template)
    expect(aws.call('RotateSecret', { SecretId: 'n' })).not.toHaveProperty('error')
  })

  it('is tried again when a step fails', () => {
    let failures = 2
    aws.world.functions.set(FUNCTION, (event, client) => {
      if (event.Step === 'setSecret' && failures > 0) {
        failures -= 1
        throw new Error('down')
      }
      template(event, client)
    })
    rotate()
    for (let index = 0; index < 3; index += 1) aws.world.clock.advance(1_000)
    expect(stages()).toEqual({ [T2]: ['AWSCURRENT'], [T1]: ['AWSPREVIOUS'] })
  })

  it('not now: the schedule is kept and only the test step runs', () => {
    rotate({ RotateImmediately: false })
    aws.world.clock.advance(1_000)
    expect(steps.map(({ Step }) => Step)).toEqual(['testSecret'])
    expect(stages()).toEqual({ [T1]: ['AWSCURRENT'] })
    expect(describeSecret()).toMatchObject({ RotationEnabled: true })
    expect(describeSecret()).not.toHaveProperty('LastRotatedDate')
  })

  it('without a function is refused and leaves no trace', () => {
    const before = describeSecret()
    expect(aws.call('RotateSecret', { SecretId: 'n', RotationRules: { AutomaticallyAfterDays: 1 } })).toEqual({
      error: 'InvalidRequestException',
      status: 400,
      message: 'No Lambda rotation function ARN is associated with this secret.',
    })
    expect(describeSecret()).toEqual(before)
  })

  it('with a function that cannot be called is refused and leaves no trace', () => {
    const before = describeSecret()
    expect(rotate({ RotationLambdaARN: 'arn:aws:lambda:eu-central-1:111122223333:function:none' })).toEqual({
      error: 'AccessDeniedException',
      status: 400,
      message:
        'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    })
    expect(describeSecret()).toEqual(before)
  })

  it('of a managed external secret goes by its type', () => {
    aws.world.functions.set('GitLabAccessToken', template)
    aws.call('CreateSecret', { Name: 'e', SecretString: 's', Type: 'GitLabAccessToken' })
    const ExternalSecretRotationMetadata = [{ Key: 'a', Value: 'b' }]
    const ExternalSecretRotationRoleArn = 'arn:aws:iam::111122223333:role/rotate'
    aws.call('RotateSecret', { SecretId: 'e', ExternalSecretRotationMetadata, ExternalSecretRotationRoleArn })
    aws.world.clock.advance(1_000)
    expect(aws.call('GetSecretValue', { SecretId: 'e' })).toMatchObject({ SecretString: 'rotated' })
    expect(aws.call('DescribeSecret', { SecretId: 'e' })).toMatchObject({
      ExternalSecretRotationMetadata,
      ExternalSecretRotationRoleArn,
    })
  })

  it('a manual put counts where the rule is days', () => {
    rotate()
    aws.world.clock.advance(1_000)
    const before = describeSecret().NextRotationDate as number
    aws.world.clock.advance(10 * DAY)
    aws.call('PutSecretValue', { SecretId: 'n', SecretString: 'by hand' })
    expect(describeSecret().NextRotationDate).toBe(before + (10 * DAY) / 1_000)
  })
})

describe('section 9: schedules', () => {
  const nextOf = (rules: Readonly<Record<string, unknown>>): string => {
    rotate({ RotationRules: rules, RotateImmediately: false })
    return new Date((describeSecret().NextRotationDate as number) * 1_000).toISOString()
  }
  it.each([
    ['the end of the day that many days later', { AutomaticallyAfterDays: 10 }, '2026-05-16T23:59:59.000Z'],
    ['a window from midnight', { AutomaticallyAfterDays: 10, Duration: '3h' }, '2026-05-16T02:59:59.000Z'],
    ['an hour after a rate of hours', { ScheduleExpression: 'rate(6 hours)' }, '2026-05-06T13:59:59.000Z'],
    ['the end of the day of a rate of days', { ScheduleExpression: 'rate(1 day)' }, '2026-05-07T23:59:59.000Z'],
    ['the first of the month', { ScheduleExpression: 'cron(0 8 1 * ? *)' }, '2026-06-01T23:59:59.000Z'],
    ['every Saturday', { ScheduleExpression: 'cron(0 18 ? * SAT *)' }, '2026-05-09T23:59:59.000Z'],
    [
      'the first Sunday of every third month',
      { ScheduleExpression: 'cron(0 1 ? 1/3 SUN#1 *)', Duration: '2h' },
      '2026-07-05T02:59:59.000Z',
    ],
    [
      'the last day of the month',
      { ScheduleExpression: 'cron(0 17 L * ? *)', Duration: '1h' },
      '2026-05-31T17:59:59.000Z',
    ],
    ['every eight hours', { ScheduleExpression: 'cron(0 /8 * * ? *)', Duration: '1h' }, '2026-05-06T08:59:59.000Z'],
    [
      'from the second hour every ten',
      { ScheduleExpression: 'cron(0 2/10 * * ? *)', Duration: '1h' },
      '2026-05-06T12:59:59.000Z',
    ],
  ])('next is %s', (_sentence, rules, expected) => {
    expect(nextOf(rules)).toBe(expected)
  })

  const refused: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['days and schedule together', { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' }],
    ['a rate under four hours', { ScheduleExpression: 'rate(3 hours)' }],
    ['a rate over 999 days', { ScheduleExpression: 'rate(1000 days)' }],
    ['a rate in minutes', { ScheduleExpression: 'rate(10 minutes)' }],
    ['a plural of one', { ScheduleExpression: 'rate(1 days)' }],
    ['cron with five fields', { ScheduleExpression: 'cron(0 8 1 * ?)' }],
    ['cron at a minute', { ScheduleExpression: 'cron(5 8 1 * ? *)' }],
    ['cron in a year', { ScheduleExpression: 'cron(0 8 1 * ? 2027)' }],
    ['cron with two days', { ScheduleExpression: 'cron(0 8 1 * MON *)' }],
    ['cron with no day', { ScheduleExpression: 'cron(0 8 ? * ? *)' }],
    ['cron at hour 24', { ScheduleExpression: 'cron(0 24 1 * ? *)' }],
    ['cron every two hours', { ScheduleExpression: 'cron(0 /2 * * ? *)' }],
    ['cron at hours too close', { ScheduleExpression: 'cron(0 1,3 * * ? *)' }],
    ['cron on day 32', { ScheduleExpression: 'cron(0 8 32 * ? *)' }],
    ['cron in month 13', { ScheduleExpression: 'cron(0 8 1 13 ? *)' }],
    ['cron on day 8 of the week', { ScheduleExpression: 'cron(0 8 ? * 8 *)' }],
    ['something else', { ScheduleExpression: 'at(2026-01-01)' }],
    ['a window longer than the rate', { ScheduleExpression: 'rate(4 hours)', Duration: '5h' }],
    ['a window past midnight', { ScheduleExpression: 'cron(0 23 1 * ? *)', Duration: '2h' }],
    ['a window of no hours', { AutomaticallyAfterDays: 1, Duration: '0h' }],
    ['a window alone', { Duration: '2h' }],
  ]
  it.each(refused)('refuses %s', (_sentence, RotationRules) => {
    expect(rotate({ RotationRules }).error).toMatch(/^(InvalidParameter|Validation)Exception$/)
    expect(describeSecret()).not.toHaveProperty('RotationEnabled')
  })
})
