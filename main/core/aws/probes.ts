/**
 * What credentials may do, asked without changing anything: each action is tried on a secret that does not exist. AWS
 * looks at permissions first, so "not found" means allowed.
 */
import { randomUUID } from 'node:crypto'
import {
  BatchGetSecretValueCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { Result } from '../../../shared/failure.ts'
import type { TargetCheck } from '../../../shared/sync-model.ts'
import type { CallKind } from './limits.ts'
import type { Send, TryOptions } from './send.ts'

type Permission = TargetCheck['regions'][number]['permissions'][number]

export interface ProbeScope {
  /** Of remote names: policies are often limited to a prefix. */
  readonly prefix: string
  /** Whether the target writes at all, schedules deletions, has replicas. */
  readonly writes: boolean
  readonly deletes: boolean
  readonly replicates: boolean
}

interface Probe {
  readonly action: string
  readonly kind: CallKind
  readonly send: (options: TryOptions) => Promise<unknown>
}

export async function probePermissions(
  client: SecretsManagerClient,
  send: Send,
  scope: ProbeScope,
  signal: AbortSignal | undefined,
): Promise<readonly Permission[]> {
  const SecretId = `${scope.prefix}coffer-check-${randomUUID()}`
  const permissions: Permission[] = []
  for (const probe of [...readProbes(client, SecretId), ...writeProbes(client, SecretId, scope)]) {
    permissions.push(toPermission(probe.action, await send(probe.kind, signal, probe.send)))
  }
  return scope.writes ? [...permissions, unknowable] : permissions
}

/** AWS has no dry run, and whether it looks at permissions or at mistakes first is not documented. */
const unknowable: Permission = {
  action: 'secretsmanager:CreateSecret',
  allowed: null,
  message: 'Only creating a secret tells.',
}

function readProbes(client: SecretsManagerClient, SecretId: string): readonly Probe[] {
  const read = (action: string, attempt: Probe['send']): Probe => ({ action, kind: 'read', send: attempt })
  return [
    read('ListSecrets', (options) => client.send(new ListSecretsCommand({ MaxResults: 1 }), options)),
    read('DescribeSecret', (options) => client.send(new DescribeSecretCommand({ SecretId }), options)),
    read('ListSecretVersionIds', (options) =>
      client.send(new ListSecretVersionIdsCommand({ SecretId, MaxResults: 1 }), options),
    ),
    read('GetSecretValue', (options) => client.send(new GetSecretValueCommand({ SecretId }), options)),
    read('BatchGetSecretValue', (options) =>
      client.send(new BatchGetSecretValueCommand({ SecretIdList: [SecretId] }), options),
    ),
  ]
}

function writeProbes(client: SecretsManagerClient, SecretId: string, scope: ProbeScope): readonly Probe[] {
  if (!scope.writes) return []
  const write = (action: string, attempt: Probe['send']): Probe => ({ action, kind: 'write', send: attempt })
  const ClientRequestToken = randomUUID()
  const put = { SecretId, ClientRequestToken, SecretString: '-', VersionStages: ['COFFER-CHECK'] }
  const move = { SecretId, VersionStage: 'COFFER-CHECK', MoveToVersionId: ClientRequestToken }
  const replicate = { SecretId, AddReplicaRegions: [{ Region: 'us-east-1' }] }
  const probes = [
    write('PutSecretValue', (options) => client.send(new PutSecretValueCommand(put), options)),
    write('UpdateSecretVersionStage', (options) => client.send(new UpdateSecretVersionStageCommand(move), options)),
    write('UpdateSecret', (options) => client.send(new UpdateSecretCommand({ SecretId, Description: '' }), options)),
    write('TagResource', (options) =>
      client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'coffer:managed', Value: '' }] }), options),
    ),
    write('UntagResource', (options) =>
      client.send(new UntagResourceCommand({ SecretId, TagKeys: ['coffer:managed'] }), options),
    ),
    write('RestoreSecret', (options) => client.send(new RestoreSecretCommand({ SecretId }), options)),
    write('RotateSecret', (options) => client.send(new RotateSecretCommand({ SecretId, ClientRequestToken }), options)),
  ]
  const remove = write('DeleteSecret', (options) =>
    client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 30 }), options),
  )
  const copy = write('ReplicateSecretToRegions', (options) =>
    client.send(new ReplicateSecretToRegionsCommand(replicate), options),
  )
  return [...probes, ...(scope.deletes ? [remove] : []), ...(scope.replicates ? [copy] : [])]
}

const DENIED = new Set(['AccessDeniedException', 'AccessDenied'])

function toPermission(operation: string, answer: Result<unknown>): Permission {
  const action = `secretsmanager:${operation}`
  if (answer.ok) return fromBatch(action, answer.value)
  const { failure } = answer
  const code = failure.kind === 'aws' ? failure.code : ''
  if (code === 'ResourceNotFoundException') return { action, allowed: true, message: null }
  return { action, allowed: DENIED.has(code) ? false : null, message: failure.message }
}

/** The batch call succeeds as a whole; whether one secret was allowed stands inside. */
function fromBatch(action: string, answer: unknown): Permission {
  const { Errors } = answer as {
    readonly Errors?: readonly { readonly ErrorCode?: string; readonly Message?: string }[]
  }
  const denied = Errors?.find(({ ErrorCode = '' }) => DENIED.has(ErrorCode))
  return { action, allowed: denied === undefined, message: denied?.Message ?? null }
}
