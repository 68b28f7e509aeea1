import { fail, type Result } from '../../shared/failure.ts'
import { text } from '../text.ts'
import { set } from './store.ts'

export type MfaInput = { readonly mfaCode?: string }

/** Makes a call; where the profile wants the code of an MFA device, asks for it in a dialog and calls again, once. */
export async function withMfa<T>(make: (mfa: MfaInput) => Promise<Result<T>>): Promise<Result<T>> {
  const first = await make({})
  if (first.ok || first.failure.kind !== 'mfa-needed') return first
  const mfaCode = await askForCode(first.failure.serial)
  if (mfaCode === null) return fail({ kind: 'refused', message: text.sync.mfa.given })
  return await make({ mfaCode })
}

/** Null when the user closes the dialog. */
function askForCode(serial: string): Promise<string | null> {
  return new Promise((resolve) => {
    const answer = (code: string | null): void => {
      set({ mfa: null })
      resolve(code)
    }
    set({ mfa: { serial, answer } })
  })
}
