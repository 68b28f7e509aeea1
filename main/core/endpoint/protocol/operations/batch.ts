import { fail, succeed } from '../../../../../shared/failure.ts'
import { CURRENT } from '../../../../../shared/model.ts'
import type { CallContext, SecretRecord } from '../../port.ts'
import { type AwsError, accessDenied, invalidParameter, texts, validation } from '../aws-error.ts'
import { completeFilters, filtersShape } from '../filters.ts'
import { type Answer, locate, nextTokenShape, type Output, operation, secretIdShape } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { parseSecretId } from '../secret-id.ts'
import { list, record, whole } from '../shape.ts'
import { selectSecrets } from './list.ts'
import { readVersion } from './read.ts'

const PAGE = 20

/** By ids or by filters; a secret that cannot be read becomes an entry of Errors and the call still succeeds. */
export const batchGetSecretValue = operation(
  record({
    SecretIdList: list(secretIdShape, { min: 1, max: PAGE }),
    Filters: filtersShape,
    MaxResults: whole({ min: 1, max: PAGE }),
    NextToken: nextTokenShape,
  }),
  (input, context) => {
    const denial = context.access.denial('BatchGetSecretValue', undefined)
    if (denial !== undefined) return fail(accessDenied(denial))
    const { SecretIdList: ids, Filters: filters, MaxResults: size, NextToken: nextToken } = input
    const wrong = wrongSelector(ids, filters, size)
    if (wrong !== undefined) return fail(invalidParameter(wrong))
    if (ids === undefined) return byFilters({ filters: filters ?? [], size, nextToken }, context)
    if (ids.some((id) => !parseSecretId(id))) return fail(validation(texts.invalidName))
    return succeed(batchOutput(ids, undefined, context))
  },
)

function wrongSelector(ids: unknown, filters: unknown, size: number | undefined): string | undefined {
  if (ids !== undefined && filters !== undefined) {
    return 'Either SecretIdList or Filters must be provided, but not both.'
  }
  if (ids === undefined && filters === undefined) return 'You must provide either SecretIdList or Filters.'
  if (ids !== undefined && size !== undefined) return 'MaxResults can only be used with Filters.'
  return undefined
}

type FilterRequest = {
  readonly filters: Parameters<typeof completeFilters>[0]
  readonly size: number | undefined
  readonly nextToken: string | undefined
}

/** Secrets scheduled for deletion are matched too, and end among the errors. */
function byFilters({ filters, size, nextToken }: FilterRequest, context: CallContext): Answer {
  const complete = completeFilters(filters)
  if (!complete.ok) return complete
  const denial = context.access.denial('ListSecrets', undefined)
  if (denial !== undefined) return fail(accessDenied(denial))
  const secrets = selectSecrets(complete.value, true, context)
  const request = { nextToken, size: size ?? PAGE, about: ['batch', complete.value] }
  const page = pageOf<SecretRecord>(secrets, (secret) => secret.arn, request)
  if (!page.ok) return page
  const ids = page.value.items.map((secret) => secret.arn)
  return succeed(batchOutput(ids, page.value.nextToken, context))
}

function batchOutput(ids: readonly string[], nextToken: string | undefined, context: CallContext): Output {
  const values: Output[] = []
  const errors: Output[] = []
  for (const id of ids) {
    const read = readCurrent(id, context)
    if (read.ok) values.push(read.value)
    else errors.push(errorEntry(id, read.failure))
  }
  return { SecretValues: values, NextToken: nextToken, Errors: errors }
}

/** Each secret needs GetSecretValue of its own. */
function readCurrent(id: string, context: CallContext): Answer {
  const secret = locate('GetSecretValue', id, context)
  if (!secret.ok) return secret
  return readVersion('GetSecretValue', secret.value, { versionId: undefined, stage: CURRENT }, context)
}

const errorEntry = (id: string, error: AwsError): Output => ({
  SecretId: id,
  ErrorCode: error.code,
  Message: error.message,
})
