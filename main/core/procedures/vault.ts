/** Calls about the vault as a whole. Passwords are wiped here, whatever came of the call. */
import { type Result, succeed } from '../../../shared/failure.ts'
import { passwordCredential } from '../vault/credential.ts'
import type { Procedures } from './context.ts'

export const vaultProcedures = {
  'app.status': async (_input, { session, status }) => {
    await session.lookAgain()
    return succeed(status())
  },
  'vault.create': ({ password }, { session, actor }) => wiping([password], () => session.create(password, actor)),
  'vault.unlock': ({ password, keyfile }, { session, actor }) =>
    wiping([password, ...(keyfile === undefined ? [] : [keyfile])], () =>
      session.unlock(passwordCredential(password, keyfile), actor),
    ),
  'vault.lock': (_input, { session, host }) => {
    // The answer must leave before the process is ended.
    if (session.vault().ok) setTimeout(() => host.send({ kind: 'lock' }), 10)
    return succeed(null)
  },
} satisfies Partial<Procedures>

/** Runs `body` and zeroes the secrets it was given. */
export async function wiping<T>(secrets: readonly Uint8Array[], body: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await body()
  } finally {
    for (const secret of secrets) secret.fill(0)
  }
}
