/** Keyed digests of values, under a key of this session: equal digests mean equal values, and say nothing else. */
import { createHmac, randomBytes } from 'node:crypto'
import { dropDuplicates, readMembers } from '../../../shared/json-members.ts'
import type { ValueForm } from '../../../shared/model.ts'
import { fromUtf8 } from '../vault/bytes.ts'
import type { ValueDigest } from './plan-input.ts'

export interface Digests {
  /** Borrows the bytes. */
  ofValue(form: ValueForm, bytes: Uint8Array): ValueDigest
  ofText(text: string): string
}

export function createDigests(): Digests {
  const key = randomBytes(32)
  const digest = (data: Uint8Array | string): string => createHmac('sha256', key).update(data).digest('base64')
  return {
    ofText: digest,
    ofValue: (form, bytes) => {
      const members = form === 'text' ? readMembers(textOf(bytes)) : null
      return {
        whole: `${form} ${digest(bytes)}`,
        fields:
          members === null
            ? null
            : Object.fromEntries(dropDuplicates(members).members.map(({ key: name, raw }) => [name, digest(raw)])),
      }
    },
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch {
    return ''
  }
}
