/**
 * PURE: what a program's key may see and do. A grant is a yes with a scope and an end: names by pattern, stages, reading
 * or also writing, until a time. What no grant names is missing from lists and denied by name, as IAM answers.
 */
import { compileGlob } from '../../../shared/glob.ts'
import type { Access, OperationName } from './port.ts'

export type Grant = {
  /** `*` stops at `/`, `**` does not. */
  readonly glob: string
  /** Null: every stage, and deprecated versions. */
  readonly stages: readonly string[] | null
  readonly write: boolean
  /** Epoch ms; null: until the key is removed. */
  readonly until: number | null
}

/** Reads of one secret. Everything else that names a secret changes it. */
const READS: ReadonlySet<OperationName> = new Set([
  'DescribeSecret',
  'GetResourcePolicy',
  'GetSecretValue',
  'ListSecretVersionIds',
  'ValidateResourcePolicy',
])

/** They name no secret themselves: a list shows what is granted, a batch asks for each secret again. */
const OPEN: ReadonlySet<OperationName> = new Set(['BatchGetSecretValue', 'GetRandomPassword', 'ListSecrets'])

export const isRead = (operation: OperationName): boolean => READS.has(operation) || OPEN.has(operation)

/** Access at a moment, for a program of that name. */
export type Granted = (now: number) => Access

export function compileGrants(program: string, grants: readonly Grant[]): Granted {
  const compiled = grants.map((grant) => ({ ...grant, matches: compileGlob(grant.glob) }))
  return (now) => {
    const granting = (name: string) =>
      compiled.filter(({ matches, until }) => (until ?? now + 1) > now && matches(name))
    return {
      sees: (secret) => granting(secret.name).length > 0,
      denial: (operation, address, stages) => {
        if (!address || OPEN.has(operation)) return undefined
        const write = !READS.has(operation)
        const fitting = granting(address.name).filter((grant) => grant.write || !write)
        const allowed = fitting.some((grant) => stages === undefined || coversStages(grant, stages, write))
        return allowed ? undefined : denialText(program, operation, address.name)
      },
    }
  }
}

/** A version may be read when one of its stages is granted; a write has to stay within the granted stages. */
function coversStages(grant: Grant, stages: readonly string[], write: boolean): boolean {
  const granted = grant.stages
  if (granted === null) return true
  return write ? stages.every((stage) => granted.includes(stage)) : stages.some((stage) => granted.includes(stage))
}

/** The wording of IAM, so that the error means to a developer what it means in AWS. */
export const denialText = (program: string, operation: OperationName, name: string): string =>
  `User: arn:aws:iam::000000000000:user/${program} is not authorized to perform: secretsmanager:${operation} on resource: ${name} because no identity-based policy allows the secretsmanager:${operation} action`
