/** Drives a rotator's steps without a vault: what the engine would lend it, and notes that outlive a step. */
import { randomUUID } from 'node:crypto'
import type { LentValue, NewValue, Rotator, RotatorContext } from '../../../main/core/rotation/rotator.ts'
import { fail, type Result, succeed } from '../../../shared/failure.ts'
import { type RotatorDraft, type RotatorKind, rotatorConfig } from '../../../shared/rotation-model.ts'

export interface Drive<K extends RotatorKind> {
  readonly notes: Map<string, string | number | boolean | null>
  current: string | null
  previous: string | null
  pending: string | null
  /** By name: what `readSecret` answers. */
  readonly secrets: Map<string, string>
  create(signal?: AbortSignal): Promise<Result<NewValue>>
  set(signal?: AbortSignal): ReturnType<Rotator<K>['set']>
  test(signal?: AbortSignal): Promise<Result<null>>
  finish(): Promise<Result<{ readonly laterAt: number } | null>>
  later(): Promise<Result<null>>
  cancel(): Promise<Result<null>>
}

export const lend = (text: string): LentValue => ({
  versionId: randomUUID(),
  form: 'text',
  bytes: new TextEncoder().encode(text),
})

/** `now` in epoch ms. A `create` that succeeds becomes `pending`. */
export function drive<K extends RotatorKind>(
  rotator: Rotator<K>,
  draft: Extract<RotatorDraft, { kind: K }>,
  values: { current: string | null; previous?: string; secrets?: Readonly<Record<string, string>> },
  now: () => number = Date.now,
): Drive<K> {
  const config = rotatorConfig.parse(draft) as RotatorContext<K>['config']
  const lendOrNull = (text: string | null) => (text === null ? null : lend(text))
  const token = randomUUID()
  const context = (signal = new AbortController().signal): RotatorContext<K> => ({
    name: 'prod/thing',
    kind: 'note',
    token,
    config,
    current: lendOrNull(driven.current),
    previous: lendOrNull(driven.previous),
    pending: lendOrNull(driven.pending),
    readSecret: (name) => {
      const text = driven.secrets.get(name)
      return text === undefined ? fail({ kind: 'not-found', message: `No secret ${name}.` }) : succeed(lend(text))
    },
    notes: {
      get: (key) => driven.notes.get(key),
      put: (key, value) => {
        driven.notes.set(key, value)
        return succeed(null)
      },
    },
    now,
    signal,
  })
  const driven: Drive<K> = {
    notes: new Map(),
    current: values.current,
    previous: values.previous ?? null,
    pending: null,
    secrets: new Map(Object.entries(values.secrets ?? {})),
    create: async (signal) => {
      const made = await rotator.create(context(signal))
      if (made.ok) driven.pending = Buffer.from(made.value.bytes).toString()
      return made
    },
    set: (signal) => rotator.set(context(signal)),
    test: (signal) => rotator.test(context(signal)),
    finish: async () => rotator.finish?.(context()) ?? succeed(null),
    later: async () => rotator.later?.(context()) ?? succeed(null),
    cancel: async () => rotator.cancel?.(context()) ?? succeed(null),
  }
  return driven
}
