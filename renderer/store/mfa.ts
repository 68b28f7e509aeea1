import { fail, type Result } from '../../shared/failure.ts'
import { text } from '../text.ts'
import { set } from './store.ts'

export type MfaInput = { readonly mfaCode?: string }

/** The question on the screen, of which there is one at a time. */
let asking: Promise<unknown> | null = null

/**
 * Makes a call; where a profile wants the code of an MFA device, asks for it in a dialog and calls again, as often as
 * codes are wanted: another target may have a device of its own, and a code may be wrong. While another call asks it
 * waits, and tries again then: the same device may have been asked for.
 */
export async function withMfa<T>(make: (mfa: MfaInput) => Promise<Result<T>>): Promise<Result<T>> {
  let answer = await make({})
  while (!answer.ok && answer.failure.kind === 'mfa-needed') {
    if (asking !== null) {
      await asking
      answer = await make({})
      continue
    }
    const { serial, message } = answer.failure
    const mfaCode = await askForCode(serial, message)
    if (mfaCode === null) return fail({ kind: 'refused', message: text.sync.mfa.given })
    answer = await make({ mfaCode })
  }
  return answer
}

/** Null when the user closes the dialog. */
function askForCode(serial: string, message: string): Promise<string | null> {
  const asked = new Promise<string | null>((resolve) => {
    const answer = (code: string | null): void => {
      asking = null
      set({ mfa: null })
      resolve(code)
    }
    set({ mfa: { serial, message, answer } })
  })
  asking = asked
  return asked
}
