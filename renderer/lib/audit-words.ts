import type { AuditEntry } from '../../shared/model.ts'
import { detailWords } from '../text-detail.ts'
import { planActions } from '../text-sync.ts'

const { did, says } = detailWords.activity
const actions: Readonly<Record<string, string>> = planActions

/**
 * What an entry of the audit log says was done, as a sentence, and the label, fingerprint or name it was done with, which
 * is to be set as code. The log keeps short words, such as "set waiting" and "push: prod-eu eu-west-1".
 */
export function sayEntry({ action, detail = '' }: Pick<AuditEntry, 'action' | 'detail'>): readonly [string, string] {
  const [first = '', ...others] = detail.split(' ')
  const step = action.startsWith('sync.') ? actions[first.slice(0, -1)] : undefined
  const begun =
    says[`${action} ${first}`] ?? (step && `${did[action]}: ${step.charAt(0).toLowerCase()}${step.slice(1)}`)
  const whole = says[`${action} ${detail}`] ?? (action === 'rotation.step' ? begun : undefined)
  if (whole !== undefined) return [whole, '']
  const rest = begun === undefined ? detail : others.join(' ')
  const what = begun ?? did[action]
  return rest.includes(' ') ? [`${what} · ${rest}`, ''] : [what, rest]
}
