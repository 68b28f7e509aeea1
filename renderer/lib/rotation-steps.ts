/** The steps of a rotation, without the schemas that the shared file brings along. */
import type { RotationStep, RotatorKind } from '../../shared/rotation-model.ts'

export const rotationSteps: readonly RotationStep[] = ['create', 'set', 'test', 'finish']

/** In the order in which they are offered. */
export const rotatorKinds: readonly RotatorKind[] = [
  'generate',
  'ssh-key',
  'postgres',
  'mysql',
  'aws-iam-access-key',
  'command',
]
