/** Members that carry a value, and how a value goes back on the wire. */
import { fail, type Result, succeed } from '../../../../../shared/failure.ts'
import { limits } from '../../../../../shared/model.ts'
import type { StoredValue } from '../../port.ts'
import { type AwsError, invalidParameter, texts } from '../aws-error.ts'
import { blob, text } from '../shape.ts'

export const valueFields = {
  SecretBinary: blob({ min: 1, max: limits.valueBytes }),
  SecretString: text({ min: 1, max: limits.valueBytes, secret: true }),
}

type ValueInput = { readonly SecretBinary: Buffer | undefined; readonly SecretString: string | undefined }

/** The value that a request carries; undefined when it carries none. */
export function requestValue(input: ValueInput): Result<StoredValue | undefined, AwsError> {
  const { SecretBinary: binary, SecretString: string } = input
  if (binary !== undefined && string !== undefined) return fail(invalidParameter(texts.bothValues))
  if (binary !== undefined) return succeed({ form: 'binary', bytes: binary })
  return succeed(string === undefined ? undefined : { form: 'text', bytes: Buffer.from(string) })
}

/** Wipes the bytes: what remains is the answer's own text. */
export function valueOutput(value: StoredValue): { readonly SecretString: string } | { readonly SecretBinary: string } {
  const bytes = Buffer.from(value.bytes.buffer, value.bytes.byteOffset, value.bytes.byteLength)
  const output =
    value.form === 'text' ? { SecretString: bytes.toString('utf8') } : { SecretBinary: bytes.toString('base64') }
  bytes.fill(0)
  return output
}
