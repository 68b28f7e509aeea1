/** PURE names of environment variables out of the names of keys and secrets. */

/** The key itself where it can be a variable; else with "_" for what cannot be in one. */
export function variableOfKey(key: string): string {
  const name = key.replace(/[^A-Za-z0-9_]/g, '_')
  return /^[0-9]/.test(name) || name === '' ? `_${name}` : name
}

/** Of a secret that is one value: the last part of its name, in capitals. `prod/stripe-key` → STRIPE_KEY. */
export function variableOfSecret(name: string): string {
  const last = name.split('/').findLast((part) => part !== '') ?? name
  return variableOfKey(last).toUpperCase()
}
