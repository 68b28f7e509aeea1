/** Points around the steps of a rotator at which a test makes something happen. */
import type { Rotators } from '../../../main/core/rotation/rotator.ts'
import type { RotationStep } from '../../../shared/rotation-model.ts'

export type Point = `${'before' | 'after'} ${RotationStep}`

/** In their order. `before finish` is after AWSCURRENT has moved. */
export const points: readonly Point[] = [
  'before create',
  'after create',
  'before set',
  'after set',
  'before test',
  'after test',
  'before finish',
  'after finish',
]

/** Every rotator calls `reached` at each point; what that throws, the step throws. */
export function withPoints(rotators: Rotators, reached: (point: Point) => void | Promise<void>): Rotators {
  const around = <C, R>(step: RotationStep, body: ((context: C) => Promise<R>) | undefined) =>
    body === undefined
      ? undefined
      : async (context: C): Promise<R> => {
          await reached(`before ${step}`)
          const done = await body(context)
          await reached(`after ${step}`)
          return done
        }
  const wrap = <R extends Rotators[keyof Rotators]>(rotator: R): R => ({
    ...rotator,
    create: around('create', rotator.create as (context: never) => Promise<unknown>),
    set: around('set', rotator.set as (context: never) => Promise<unknown>),
    test: around('test', rotator.test as (context: never) => Promise<unknown>),
    finish: around('finish', (rotator.finish ?? nothing) as (context: never) => Promise<unknown>),
  })
  return {
    generate: wrap(rotators.generate),
    'ssh-key': wrap(rotators['ssh-key']),
    postgres: wrap(rotators.postgres),
    mysql: wrap(rotators.mysql),
    'aws-iam-access-key': wrap(rotators['aws-iam-access-key']),
    command: wrap(rotators.command),
  }
}

const nothing = async () => ({ ok: true, value: null }) as const
