import { error, type Field, type Finding, type VetInput, warning } from './kind-rules.ts'
import { estimateStrength } from './password-strength.ts'
import { isPlaceholder } from './placeholder.ts'
import { isDevName } from './vet-environment.ts'

const isPasswordKey = (key: string): boolean => /(password|passwd|passphrase|pwd|(^|_)pass)$/i.test(key)

/** An estimate costs milliseconds; a set has rarely more passwords than this. */
const mostEstimated = 20

/** Passwords people chose, in every kind that has any. Keys and tokens are made by machines and have checks of their own. */
export function passwordFindings({ kind, name }: VetInput, fields: readonly Field[]): readonly Finding[] {
  if (kind !== 'database' && kind !== 'login' && kind !== 'env-set') return []
  const related = [
    ...fields.filter((field) => !field.secret).flatMap(({ text }) => (text ?? '').split(/[^\p{L}\p{N}]+/u)),
    ...name.split(/[^A-Za-z0-9]+/),
  ].filter((word) => word.length > 2)
  return fields
    .filter(({ key, secret }) => secret && isPasswordKey(key))
    .slice(0, mostEstimated)
    .flatMap(({ key, text }) => weaknessOf(key, text ?? '', name, related))
}

/** What is found in a thousand guesses is refused where it could be for real; elsewhere it is the user's to decide. */
function weaknessOf(key: string, password: string, name: string, related: readonly string[]): readonly Finding[] {
  if (password.trim() === '' || isPlaceholder(password)) return []
  const strength = estimateStrength(password, related)
  if (strength > 2) return []
  if (strength > 0)
    return [warning('password-weak', `The password in ${key} can be guessed; a generated one cannot.`, key)]
  const level = isDevName(name) ? warning : error
  return [level('password-weak', `The password in ${key} is among the first that anybody would try.`, key)]
}
