/** PURE: the recovery key on paper and back. */
import { localTime } from '../terminal/style.ts'

export interface RecoveryKit {
  readonly recoveryKey: string
  readonly home: string
  readonly createdAt: number
}

export function kitText({ recoveryKey, home, createdAt }: RecoveryKit): string {
  return [
    'Coffer recovery kit',
    '',
    `    ${recoveryKey}`,
    '',
    `Vault:  ${home}`,
    `Made:   ${localTime(createdAt)}`,
    '',
    'Whoever has this key and the vault file can open the vault. Keep it on paper, away from this machine.',
    'To use it: `coffer recover`, or "Forgot the password" in the window.',
    '',
  ].join('\n')
}

const letters = 28
/** Groups as the kit prints them; what is typed by hand may lack the dashes. */
const printed = /(?:[0-9A-Za-z]{4}-){6}[0-9A-Za-z]{4}/

/** The key in a whole kit, or in what somebody typed; null when there is none. A wrong letter is the core's to find. */
export function findRecoveryKey(text: string): string | null {
  const inKit = printed.exec(text)?.[0]
  if (inKit !== undefined) return inKit
  const typed = text.replace(/[\s-]/g, '')
  return new RegExp(`^[0-9A-Za-z]{${letters}}$`).test(typed) ? typed : null
}
