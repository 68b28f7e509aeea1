import type { Field } from './fields.ts'

export interface MergedFields {
  readonly fields: readonly Field[]
  /** Keys that both sides changed, each in its own way: mine is in `fields`. */
  readonly conflicts: readonly string[]
}

const isSame = (a: Field | undefined, b: Field | undefined): boolean => a?.text === b?.text && a?.type === b?.type

/**
 * PURE: what I changed since `base` on top of what somebody else made of it meanwhile, key by key. A key that only one
 * side changed, added or took out is as that side has it.
 */
export function mergeFields(base: readonly Field[], mine: readonly Field[], theirs: readonly Field[]): MergedFields {
  const [before, own, other] = [base, mine, theirs].map((fields) => new Map(fields.map((field) => [field.key, field])))
  const keys = [...new Set([...theirs, ...mine].map(({ key }) => key))]
  const conflicts: string[] = []
  const fields = keys.flatMap((key): readonly Field[] => {
    const [was, is, their] = [before?.get(key), own?.get(key), other?.get(key)]
    if (isSame(is, was)) return their ? [their] : []
    if (!isSame(their, was) && !isSame(is, their)) conflicts.push(key)
    return is ? [is] : []
  })
  const goneButChanged = base.filter(
    ({ key }) => !own?.has(key) && other?.has(key) && !isSame(other.get(key), before?.get(key)),
  )
  return { fields, conflicts: [...new Set([...conflicts, ...goneButChanged.map(({ key }) => key)])] }
}
