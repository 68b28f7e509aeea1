/** Names of rotators and steps, without the schemas: window and terminal load no more than these words. */
import type { RotatorKind } from './rotation-model.ts'

/** In the order in which they are offered. */
export const rotatorKinds = [
  'generate',
  'ssh-key',
  'postgres',
  'mysql',
  'aws-iam-access-key',
  'command',
] as const satisfies readonly RotatorKind[]

/** AWS's four: createSecret, setSecret, testSecret, finishSecret. */
export const rotationSteps = ['create', 'set', 'test', 'finish'] as const
export type RotationStep = (typeof rotationSteps)[number]
