/** Input rules of Secrets Manager (reference section 2), each as a check that says the broken rule in a sentence. */
import { invalid, type Result, succeed } from './failure.ts'
import { limits } from './limits.ts'
import type { Tags } from './model.ts'

const NAME = /^[A-Za-z0-9/_+=.@-]+$/
const encoder = new TextEncoder()

/** A name that Secrets Manager accepts: 1–512 of `A-Za-z0-9/_+=.@-`. */
export function checkName(name: string): Result<string> {
  if (name.length === 0) return invalid('name', 'Give the secret a name.')
  if (name.length > limits.nameLength)
    return invalid('name', `A name has at most ${limits.nameLength} characters; this one has ${name.length}.`)
  if (!NAME.test(name)) return invalid('name', 'A name may hold letters, digits and / _ + = . @ - and nothing else.')
  return succeed(name)
}

/** A value of 1–65,536 bytes. */
export function checkValueSize(sizeBytes: number): Result<number> {
  if (sizeBytes === 0) return invalid('value', 'A value has at least one byte.')
  if (sizeBytes > limits.valueBytes)
    return invalid('value', `A value has at most ${limits.valueBytes} bytes; this one has ${sizeBytes}.`)
  return succeed(sizeBytes)
}

export function checkDescription(description: string): Result<string> {
  if (description.length > limits.descriptionLength)
    return invalid('description', `A description has at most ${limits.descriptionLength} characters.`)
  return succeed(description)
}

/** A staging label: 1–256 characters. Labels of the user's own may begin with AWS, as in Secrets Manager. */
export function checkStage(stage: string): Result<string> {
  if (stage.length === 0 || stage.length > limits.stageLength)
    return invalid('stage', `A staging label has 1 to ${limits.stageLength} characters.`)
  return succeed(stage)
}

/** A version id (ClientRequestToken): 32–64 characters, any, kept as they are. */
export function checkVersionId(versionId: string): Result<string> {
  const { min, max } = limits.versionIdLength
  if (versionId.length < min || versionId.length > max)
    return invalid('version id', `A version id has ${min} to ${max} characters.`)
  return succeed(versionId)
}

/** Tags as they would be after a change: at most 50, keys 1–128 without the reserved `aws:`, values 0–256. */
export function checkTags(tags: Tags): Result<Tags> {
  const entries = Object.entries(tags)
  if (entries.length > limits.tagCount) return invalid('tags', `A secret has at most ${limits.tagCount} tags.`)
  for (const [key, value] of entries) {
    if (key.length === 0 || key.length > limits.tagKeyLength)
      return invalid('tags', `A tag's key has 1 to ${limits.tagKeyLength} characters.`)
    if (key.toLowerCase().startsWith('aws:'))
      return invalid('tags', 'Tag keys that begin with "aws:" are reserved by AWS.')
    if (value.length > limits.tagValueLength)
      return invalid('tags', `A tag's value has at most ${limits.tagValueLength} characters.`)
  }
  return succeed(tags)
}

/** A recovery window of 7–30 whole days. */
export function checkRecoveryWindow(days: number): Result<number> {
  const { min, max } = limits.recoveryWindowDays
  if (!Number.isInteger(days) || days < min || days > max)
    return invalid('recovery window', `The recovery window is a whole number of days from ${min} to ${max}.`)
  return succeed(days)
}

/** A password for a new slot. Strength is advised in the window, only emptiness and absurd length are refused. */
export function checkNewPassword(password: Uint8Array): Result<Uint8Array> {
  if (password.length === 0) return invalid('password', 'Give a password.')
  if (password.length > 4_096) return invalid('password', 'A password has at most 4,096 bytes.')
  return succeed(password)
}

/** UTF-8 length, which is what the 65,536 limit counts. */
export const utf8Bytes = (text: string): number => encoder.encode(text).length
