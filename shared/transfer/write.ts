/**
 * PURE exporters: the current values of secrets as plain text in a format other tools read, and in words everything the
 * format cannot carry. Versions, labels and dates are carried by none of them: that is what a backup is for.
 */
import { type EnvEntry, formatDotenv, parseDotenv } from '../dotenv.ts'
import { type Member, readMembers } from '../json-members.ts'
import type { Kind } from '../limits.ts'
import type { Tags, ValueForm } from '../model.ts'
import { variableOfKey, variableOfSecret } from '../variables.ts'
import type { Loss } from './collect.ts'
import { formatCsv } from './csv.ts'

export interface ExportSecret {
  readonly name: string
  readonly kind: Kind
  readonly description: string
  readonly tags: Tags
  readonly form: ValueForm
  readonly bytes: Uint8Array
}

export interface Written {
  readonly text: string
  readonly losses: readonly Loss[]
}

/** Given by the caller: this file knows no runtime. */
export type EncodeBase64 = (bytes: Uint8Array) => string
export type WriteSecrets = (secrets: readonly ExportSecret[], encodeBase64: EncodeBase64) => Written

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const textOf = ({ bytes }: ExportSecret): string => decoder.decode(bytes)

/** Members of a JSON object, or of `.env` text of an env set. */
function membersOf(secret: ExportSecret): readonly Member[] | null {
  const text = textOf(secret)
  const members = readMembers(text)
  if (members !== null || secret.kind !== 'env-set') return members
  const { entries } = parseDotenv(text)
  return entries.length === 0
    ? null
    : entries.map(({ key, value }) => ({ key, raw: JSON.stringify(value), text: value }))
}

const hasDetails = (secret: ExportSecret): boolean => secret.description !== '' || Object.keys(secret.tags).length > 0

function detailLosses(secrets: readonly ExportSecret[]): readonly Loss[] {
  return secrets.filter(hasDetails).map(({ name }) => ({ where: name, what: 'its description and tags' }))
}

/** A variable for each value; a value with keys gives one for each key. The last of a name counts. */
export const writeDotenv: WriteSecrets = (secrets) => {
  const entries = new Map<string, EnvEntry>()
  const losses: Loss[] = [...detailLosses(secrets)]
  const ownerOf = new Map<string, string>()
  const put = (secret: ExportSecret, key: string, value: string) => {
    const earlier = ownerOf.get(key)
    if (earlier !== undefined) losses.push({ where: earlier, what: `${key}: that of ${secret.name} counts` })
    ownerOf.set(key, secret.name)
    entries.delete(key)
    entries.set(key, { key, value })
  }
  for (const secret of secrets) {
    if (secret.form === 'binary') losses.push({ where: secret.name, what: 'its value: it is binary' })
    else {
      const members = membersOf(secret)
      if (members === null) put(secret, variableOfSecret(secret.name), textOf(secret))
      else for (const { key, text } of members) put(secret, variableOfKey(key), text)
    }
  }
  return { text: formatDotenv([...entries.values()]), losses }
}

/** AWS's entries under SecretValues, with what our own import reads besides. */
export const writeJson: WriteSecrets = (secrets, encodeBase64) => {
  const entries = secrets.map((secret) => ({
    Name: secret.name,
    Kind: secret.kind,
    ...(secret.description === '' ? {} : { Description: secret.description }),
    ...(Object.keys(secret.tags).length === 0
      ? {}
      : { Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(secret.form === 'text' ? { SecretString: textOf(secret) } : { SecretBinary: encodeBase64(secret.bytes) }),
  }))
  return { text: `${JSON.stringify({ SecretValues: entries }, null, 2)}\n`, losses: [] }
}

/** Names and values; JSON strings are YAML strings, so no value is read as a number or a date. */
export const writeYaml: WriteSecrets = (secrets, encodeBase64) => ({
  text: secrets
    .map((secret) => {
      const value = secret.form === 'text' ? JSON.stringify(textOf(secret)) : `!!binary "${encodeBase64(secret.bytes)}"`
      return `${JSON.stringify(secret.name)}: ${value}\n`
    })
    .join(''),
  losses: detailLosses(secrets),
})

/** The columns that our own import reads. */
export const writeCsv: WriteSecrets = (secrets, encodeBase64) => {
  const rows = secrets.map((secret) => [
    secret.name,
    secret.kind,
    secret.form === 'text' ? textOf(secret) : encodeBase64(secret.bytes),
    secret.form,
    secret.description,
    Object.entries(secret.tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(';'),
  ])
  return { text: formatCsv([['name', 'kind', 'value', 'form', 'description', 'tags'], ...rows]), losses: [] }
}

/** Variables of Terraform: a string for each value, a map for each JSON object. */
export const writeTfvars: WriteSecrets = (secrets) => {
  const losses: Loss[] = [...detailLosses(secrets)]
  const lines = new Map<string, string>()
  for (const secret of secrets) {
    const name = variableOfKey(secret.name)
    if (secret.form === 'binary') losses.push({ where: secret.name, what: 'its value: it is binary' })
    else if (lines.has(name)) losses.push({ where: secret.name, what: `its value: another secret is ${name} too` })
    else lines.set(name, `${name} = ${terraformValue(secret)}\n`)
  }
  return { text: [...lines.values()].join(''), losses }
}

function terraformValue(secret: ExportSecret): string {
  const members = membersOf(secret)
  if (members === null) return terraformString(textOf(secret))
  return `{\n${members.map(({ key, text }) => `  ${terraformString(key)} = ${terraformString(text)}\n`).join('')}}`
}

/** HCL reads JSON's escapes, and `${` and `%{` as its own. */
const terraformString = (text: string): string => JSON.stringify(text).replace(/([$%])\{/g, '$1$1{')

export const exporters = {
  dotenv: writeDotenv,
  json: writeJson,
  yaml: writeYaml,
  csv: writeCsv,
  tfvars: writeTfvars,
} as const satisfies Readonly<Record<string, WriteSecrets>>
export type ExportFormat = keyof typeof exporters
export const exportFormats = Object.keys(exporters) as readonly ExportFormat[]
