/** Rotation by scripted functions, in the four steps that AWS calls (reference section 9). */
import { randomBytes, randomUUID } from 'node:crypto'
import type { OperationName, Rotation, RotationRequest, SecretRecord } from '../../../main/core/endpoint/port.ts'
import { texts } from '../../../main/core/endpoint/protocol/aws-error.ts'
import type { Output } from '../../../main/core/endpoint/protocol/operation.ts'
import { CURRENT, PENDING } from '../../../main/core/vault/stages.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { putVersion } from './memory-values.ts'
import { nextRotationAt } from './next-rotation.ts'
import type { Region, StoredSecret, World } from './world.ts'

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'

export type RotationEvent = {
  readonly Step: RotationStep
  /** The ARN. */
  readonly SecretId: string
  readonly ClientRequestToken: string
  readonly RotationToken: string
}

/** Calls Secrets Manager as the function's role; throws an Error whose name is AWS's code. */
export type RotationClient = (operation: OperationName, input: Readonly<Record<string, unknown>>) => Output

/** A Lambda rotation function, or a service's own rotator. Throwing fails the step. */
export type RotationFunction = (event: RotationEvent, client: RotationClient) => void

const STEPS: readonly RotationStep[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret']

/** One rotation's surroundings. */
type Stage = {
  readonly world: World
  readonly region: Region
  readonly secret: StoredSecret
  readonly client: RotationClient
}

/** Makes the new version current; false: a step failed. */
type Rotator = (at: Stage, token: string) => boolean

export function startRotation(at: Stage, request: RotationRequest): Result<SecretRecord> {
  const { world, region, secret } = at
  const before = secret.record.rotation
  const functionArn = request.functionArn ?? before?.functionArn
  const rotator = findRotator(at, functionArn)
  if (!rotator) return fail({ kind: 'aws', code: 'AccessDeniedException', message: texts.functionNotInvokable })
  const now = world.clock.now()
  const rules = request.rules ?? before?.rules
  const rotation: Rotation = {
    enabled: true,
    functionArn,
    rules,
    lastAt: before?.lastAt,
    nextAt: rules && nextRotationAt(rules, now),
    externalMetadata: request.externalMetadata ?? before?.externalMetadata,
    externalRoleArn: request.externalRoleArn ?? before?.externalRoleArn,
  }
  world.change(region, secret, { rotation, changedAt: now })
  scheduleNext(at)
  if (request.immediately) begin(at, rotator, request.token)
  else testOnly(at, functionArn, request.token)
  return succeed(secret.record)
}

/** The version id is reserved under AWSPENDING before any value exists. */
function begin(at: Stage, rotator: Rotator, token: string): void {
  const { world, region, secret } = at
  world.change(region, secret, { stages: new Map(secret.record.stages).set(PENDING, token) })
  const run = (attempt: number): void => {
    if (secret.record.stages.get(PENDING) !== token || region.secrets.get(secret.record.name) !== secret) return
    if (rotator(at, token)) finish(at, token)
    else if (attempt < world.options.rotationAttempts) later(world, () => run(attempt + 1))
  }
  later(world, () => run(1))
}

function finish(at: Stage, token: string): void {
  const { world, region, secret } = at
  const stages = new Map(secret.record.stages)
  if (stages.get(CURRENT) !== token) return
  if (stages.get(PENDING) === token) stages.delete(PENDING)
  const lastAt = world.clock.now()
  const rotation = secret.record.rotation
  const next = rotation?.rules && nextRotationAt(rotation.rules, lastAt)
  world.change(region, secret, {
    stages,
    changedAt: lastAt,
    rotation: rotation && { ...rotation, lastAt, nextAt: next ?? rotation.nextAt },
  })
  scheduleNext(at)
}

/** RotateImmediately false: the function is tried on a temporary AWSPENDING copy of the current version. */
function testOnly(at: Stage, functionArn: string | undefined, token: string): void {
  const { world, region, secret } = at
  const current = secret.versions.get(secret.record.stages.get(CURRENT) ?? '')
  const tested = functionArn === undefined ? undefined : world.functions.get(functionArn)
  if (!current || !tested) return
  later(world, () => {
    secret.versions.set(token, { ...current, versionId: token, createdAt: world.clock.now() })
    world.change(region, secret, { stages: new Map(secret.record.stages).set(PENDING, token) })
    byFunction(tested, ['testSecret'])(at, token)
    const stages = new Map(secret.record.stages)
    stages.delete(PENDING)
    secret.versions.delete(token)
    world.change(region, secret, { stages })
  })
}

const byFunction =
  (rotate: RotationFunction, steps: readonly RotationStep[]): Rotator =>
  ({ secret, client }, token) => {
    const event = { SecretId: secret.record.arn, ClientRequestToken: token, RotationToken: randomUUID() }
    try {
      for (const Step of steps) rotate({ Step, ...event }, client)
      return true
    } catch {
      return false
    }
  }

/** What a service such as RDS does with the password of a user it manages: no function, one new version. */
const byService: Rotator = ({ world, secret }, token) => {
  const bytes = Buffer.from(JSON.stringify({ username: 'admin', password: randomBytes(21).toString('base64url') }))
  return putVersion(world, secret.record, {
    versionId: token,
    value: { form: 'text', bytes },
    stages: [CURRENT, PENDING],
  }).ok
}

/** A due rotation starts by itself, as long as nothing changed the date meanwhile. */
function scheduleNext(at: Stage): void {
  const { world, region, secret } = at
  const nextAt = secret.record.rotation?.nextAt
  if (nextAt === undefined) return
  world.clock.schedule(nextAt, () => {
    const { rotation, stages } = secret.record
    if (!rotation?.enabled || rotation.nextAt !== nextAt || region.secrets.get(secret.record.name) !== secret) return
    const rotator = findRotator(at, rotation.functionArn)
    const pending = stages.get(PENDING)
    if (rotator && (pending === undefined || pending === stages.get(CURRENT))) begin(at, rotator, randomUUID())
  })
}

function findRotator({ world, secret }: Stage, functionArn: string | undefined): Rotator | undefined {
  if (functionArn === undefined && secret.record.owningService) return byService
  const scripted = world.functions.get(functionArn ?? secret.record.type ?? '')
  return scripted && byFunction(scripted, STEPS)
}

export function cancelRotation(world: World, region: Region, secret: StoredSecret): Result<SecretRecord> {
  const rotation = secret.record.rotation
  if (!rotation) return succeed(secret.record)
  const changedAt = world.clock.now()
  return succeed(
    world.change(region, secret, { rotation: { ...rotation, enabled: false, nextAt: undefined }, changedAt }),
  )
}

const later = (world: World, event: () => void): void =>
  world.clock.schedule(world.clock.now() + world.options.rotationDelayMs, event)
