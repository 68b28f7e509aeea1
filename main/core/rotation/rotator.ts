/**
 * What a rotator is: AWS's four steps for one kind of secret. The engine (run.ts) keeps versions, labels and the state
 * of the run; a rotator only talks to the service whose secret it replaces, and never sees the vault.
 *
 * Every step may be called again: after a failure, and after a kill at any instant, also after it had succeeded but
 * before that was kept. A step that finds its work done answers success. The steps come in order; after a kill the one
 * that was not kept as done comes again, and none before it. Only `create` may then be given a `pending`, when its
 * value was kept and the step was not; the engine does not call it then.
 */
import { assertNever, type Result, succeed } from '../../../shared/failure.ts'
import type { Kind, ValueForm } from '../../../shared/model.ts'
import type { RotatorConfig, RotatorConfigOf, RotatorKind } from '../../../shared/rotation-model.ts'

/** A value lent for one step: the engine wipes `bytes` when the step has ended. Copies are the rotator's to wipe. */
export interface LentValue {
  readonly versionId: string
  readonly form: ValueForm
  readonly bytes: Uint8Array
}

/** A value that `create` made. The engine owns `bytes` from then on and wipes them. */
export interface NewValue {
  readonly form: ValueForm
  readonly bytes: Uint8Array
}

/**
 * What a run has to remember besides its versions: the id of a key made at the provider, a host key seen. Kept sealed,
 * and durable when `put` returns. JSON values only, and never a secret one: notes are shown to the user.
 */
export interface RunNotes {
  get(key: string): unknown
  put(key: string, value: string | number | boolean | null): Result<null>
}

export interface RotatorContext<K extends RotatorKind> {
  /** The secret's, and the run's: the id that the new version has (AWS: ClientRequestToken). */
  readonly name: string
  readonly kind: Kind
  readonly token: string
  readonly config: RotatorConfigOf<K>
  /**
   * The value that the run replaces, AWSCURRENT when it began; in `finish`, `later` and in a `cancel` that comes so late
   * it is the one that AWSCURRENT was moved away from. Null when the secret had none.
   */
  readonly current: LentValue | null
  /** AWSPREVIOUS when the run began. Null: none. A step that finds `current` refused may try it, as AWS's templates do. */
  readonly previous: LentValue | null
  /** The new value. Null in `create`, and in a `cancel` before anything was created. */
  readonly pending: LentValue | null
  /** AWSCURRENT of another secret (its name or ARN), such as an administrator's credentials; audited. */
  readonly readSecret: (nameOrArn: string) => Result<LentValue>
  readonly notes: RunNotes
  readonly now: () => number
  /** Aborted when the user cancels, the vault locks or the app ends: stop waiting, answer `refused`. */
  readonly signal: AbortSignal
}

/**
 * What the user has to do before the run can go on. `message` is a sentence; `show` a public text to copy (a public
 * key), null when there is none. The new value itself is read under AWSPENDING.
 */
export interface WaitsForUser {
  readonly waitsForUser: { readonly message: string; readonly show: string | null }
}

/**
 * Failures: `unavailable` for what may go by itself (network, a server that is down: an automatic run tries again);
 * every other kind stands until somebody acts. `message` says what happened and what to do, without any value.
 */
export interface Rotator<K extends RotatorKind> {
  readonly kind: K
  /** Makes the new value; with a kill in mind it leaves nothing at the provider that a second call does not find again. */
  create(context: RotatorContext<K>): Promise<Result<NewValue>>
  /** Makes the service take the new value, or says what the user has to do. Then the user confirms, and `test` is next. */
  set(context: RotatorContext<K>): Promise<Result<WaitsForUser | null>>
  /** Uses the new value as an application would. A failure leaves AWSCURRENT where it is. */
  test(context: RotatorContext<K>): Promise<Result<null>>
  /**
   * After AWSCURRENT has moved to the new value: retires the old one. `laterAt`: `later` is to be called then (or when
   * the vault is next open after it).
   */
  finish?(context: RotatorContext<K>): Promise<Result<{ readonly laterAt: number } | null>>
  later?(context: RotatorContext<K>): Promise<Result<null>>
  /** Takes back at the service what `create` and `set` did, as far as that can be done; before AWSCURRENT moved only. */
  cancel?(context: RotatorContext<K>): Promise<Result<null>>
}

export type Rotators = { readonly [K in RotatorKind]: Rotator<K> }

/** A rotator bound to the config of one run, so that its kind need not be known. */
export interface BoundRotator {
  create(context: RunContext): Promise<Result<NewValue>>
  set(context: RunContext): Promise<Result<WaitsForUser | null>>
  test(context: RunContext): Promise<Result<null>>
  finish(context: RunContext): Promise<Result<{ readonly laterAt: number } | null>>
  later(context: RunContext): Promise<Result<null>>
  cancel(context: RunContext): Promise<Result<null>>
}
export type RunContext = Omit<RotatorContext<RotatorKind>, 'config'>

/** Steps that a rotator does not have succeed at once. */
export function rotatorFor(rotators: Rotators, config: RotatorConfig): BoundRotator {
  switch (config.kind) {
    case 'generate':
      return bind(rotators.generate, config)
    case 'ssh-key':
      return bind(rotators['ssh-key'], config)
    case 'postgres':
      return bind(rotators.postgres, config)
    case 'mysql':
      return bind(rotators.mysql, config)
    case 'aws-iam-access-key':
      return bind(rotators['aws-iam-access-key'], config)
    case 'command':
      return bind(rotators.command, config)
    default:
      return assertNever(config)
  }
}

function bind<K extends RotatorKind>(rotator: Rotator<K>, config: RotatorConfigOf<K>): BoundRotator {
  return {
    create: (context) => rotator.create({ ...context, config }),
    set: (context) => rotator.set({ ...context, config }),
    test: (context) => rotator.test({ ...context, config }),
    finish: async (context) => (await rotator.finish?.({ ...context, config })) ?? succeed(null),
    later: async (context) => (await rotator.later?.({ ...context, config })) ?? succeed(null),
    cancel: async (context) => (await rotator.cancel?.({ ...context, config })) ?? succeed(null),
  }
}
