import { limits } from '../../../shared/model.ts'
import { membersOf } from './json-kind.ts'
import { dropDuplicates } from './json-members.ts'
import { error, type Field, type Finding, type VetInput, warning } from './kind-rules.ts'
import { isPlaceholder } from './placeholder.ts'
import { rulesByKind } from './rules.ts'
import { listWords } from './text.ts'
import { environmentFindings, isDevName } from './vet-environment.ts'
import { passwordFindings } from './vet-password.ts'

export type { Finding, VetInput } from './kind-rules.ts'

/**
 * Every check on one version of a value, for AWS and for a person. Errors come first. What only the vault knows (where
 * else a value is used, what was pushed before) comes as arguments. Findings never quote a value.
 */
export function vetValue(input: VetInput): readonly Finding[] {
  const names = nameFindings(input.name)
  if (input.bytes.length === 0) return [error('value-empty', 'There is no value.'), ...names]
  if (input.bytes.length > limits.valueBytes) return [tooLarge(input.bytes.length), ...names]
  const value = rulesByKind[input.kind].normalise(input.bytes)
  const { fields } = rulesByKind[input.kind].parse(value.bytes)
  const findings = [
    ...names,
    ...shapeFindings(input),
    ...fields.flatMap((field) => fieldFindings(field, input)),
    ...rulesByKind[input.kind].vet(input),
    ...passwordFindings(input, fields),
    ...environmentFindings(input.name, fields),
    ...historyFindings(input),
  ]
  return [...findings.filter(({ level }) => level === 'error'), ...findings.filter(({ level }) => level === 'warning')]
}

const tooLarge = (size: number): Finding =>
  error('value-too-large', `The value has ${size} bytes; Secrets Manager takes at most ${limits.valueBytes}.`)

function nameFindings(name: string): readonly Finding[] {
  if (name.length > limits.nameLength) {
    return [error('name-too-long', `The name is longer than the ${limits.nameLength} characters AWS takes.`)]
  }
  if (!/^[A-Za-z0-9/_+=.@-]+$/.test(name)) {
    return [error('name-invalid', 'AWS takes only letters, digits and / _ + = . @ - in a name.')]
  }
  if (!/-[A-Za-z0-9]{6}$/.test(name)) return []
  return [
    warning('name-suffix', 'The name ends like an ARN, with a hyphen and six characters; AWS then confuses the two.'),
  ]
}

function shapeFindings({ bytes }: VetInput): readonly Finding[] {
  const members = membersOf(bytes)
  const doubled = members ? dropDuplicates(members).doubled : []
  return doubled.map((key) => warning('duplicate-key', `The key ${key} is there more than once; readers see one.`, key))
}

/** Public fields may well be empty or called "test". */
function fieldFindings({ key, secret, text }: Field, { kind, name }: VetInput): readonly Finding[] {
  if (!secret || text === null || kind === 'note') return []
  const isWhole = key === 'value' && kind !== 'env-set'
  const what = isWhole ? 'The value' : `The value of ${key}`
  const field = isWhole ? undefined : key
  if (text.trim() === '') return [warning('field-empty', `${what} is empty.`, field)]
  if (!isPlaceholder(text)) return []
  const level = isDevName(name) || kind === 'env-set' ? warning : error
  return [level('placeholder', `${what} looks like a placeholder or an example, not a secret.`, field)]
}

function historyFindings({ reusedBy = [], previouslyPushed }: VetInput): readonly Finding[] {
  const shown = reusedBy.length > 3 ? [...reusedBy.slice(0, 3), `${reusedBy.length - 3} more`] : reusedBy
  return [
    ...(reusedBy.length === 0 ? [] : [warning('reused', `The same secret is also in ${listWords(shown)}.`)]),
    ...(previouslyPushed === true
      ? [warning('rolled-back', 'This value was pushed before and then replaced. Is it meant to come back?')]
      : []),
  ]
}
