/** Answers of the port, taken apart: a test that expects the other kind fails with what came. */
import type { Failure, Result } from '../../../shared/failure.ts'

export function answered<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}

export function refused(result: Result<unknown>): Failure {
  if (result.ok) throw new Error(`answered: ${JSON.stringify(result.value)}`)
  return result.failure
}
