import { fail, type Result, succeed } from '../../../../../shared/failure.ts'
import { limits } from '../../../../../shared/model.ts'
import type { Tag } from '../../port.ts'
import { type AwsError, invalidParameter } from '../aws-error.ts'
import { answer, locate, operation, secretIdShape } from '../operation.ts'
import { list, must, record, text } from '../shape.ts'

const keyShape = text({ min: 1, max: limits.tagKeyLength })

const tagShape = record({ Key: keyShape, Value: text({ max: limits.tagValueLength }) })

export const tagsShape = list(tagShape)

type RawTag = { readonly Key: string | undefined; readonly Value: string | undefined }

/** The tags after adding `added`: keys unique within the request, none of AWS's own, at most 50 in all. */
export function checkTags(
  before: readonly Tag[] | undefined,
  added: readonly RawTag[],
): Result<readonly Tag[], AwsError> {
  const tags = new Map((before ?? []).map((tag) => [tag.Key, tag.Value]))
  const seen = new Set<string>()
  for (const { Key, Value } of added) {
    if (Key === undefined) return fail(invalidParameter('You must provide a Key for each tag.'))
    if (seen.has(Key)) return fail(invalidParameter(`The tag key ${Key} appears more than once in the request.`))
    if (isReserved(Key)) return fail(invalidParameter(RESERVED))
    seen.add(Key)
    tags.set(Key, Value ?? '')
  }
  if (tags.size > limits.tagCount) {
    return fail(invalidParameter(`A secret can have at most ${limits.tagCount} tags.`))
  }
  return succeed([...tags].map(([Key, Value]) => ({ Key, Value })))
}

const isReserved = (key: string): boolean => key.toLowerCase().startsWith('aws:')
const RESERVED = 'aws: prefixed tag key names are not allowed for external use.'

export const tagResource = operation(
  record({ SecretId: must(secretIdShape), Tags: must(tagsShape) }),
  (input, context) => {
    const secret = locate('TagResource', input.SecretId, context, { writes: true })
    if (!secret.ok) return secret
    const tags = checkTags(secret.value.tags, input.Tags)
    if (!tags.ok) return tags
    return answer(context.store.setTags(secret.value, tags.value), () => ({}))
  },
)

/** Keys that the secret does not have are ignored. */
export const untagResource = operation(
  record({ SecretId: must(secretIdShape), TagKeys: must(list(keyShape)) }),
  (input, context) => {
    const secret = locate('UntagResource', input.SecretId, context, { writes: true })
    if (!secret.ok) return secret
    const before = secret.value.tags
    if (input.TagKeys.some(isReserved)) return fail(invalidParameter(RESERVED))
    if (!before?.some((tag) => input.TagKeys.includes(tag.Key))) return succeed({})
    const tags = before.filter((tag) => !input.TagKeys.includes(tag.Key))
    return answer(context.store.setTags(secret.value, tags), () => ({}))
  },
)
