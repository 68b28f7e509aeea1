/** Calls about the vault as a whole. Passwords are wiped here, whatever came of the call. */
import { type Result, succeed } from '../../../shared/failure.ts'
import { homePaths } from '../../../shared/home.ts'
import { noteKeyfile, readKeyfile } from '../keyfile.ts'
import { type PasswordCredential, passwordCredential } from '../vault/credential.ts'
import type { CallContext, Procedures } from './context.ts'

export const vaultProcedures = {
  'app.status': async (_input, { session, status }) => {
    await session.lookAgain()
    return succeed(status())
  },
  'app.takeLink': (_input, { links }) => succeed({ name: links.take() }),
  'vault.create': (given, context) =>
    noting(given.keyfile, context, () =>
      withCredential(given, (credential) => context.session.create(credential, context.actor)),
    ),
  'vault.unlock': (given, context) =>
    noting(given.keyfile, context, () =>
      withCredential(given, (credential) => context.session.unlock(credential, context.actor)),
    ),
  'vault.adopt': async (_input, { session, host }) => {
    const chosen = await host.chooseFile({
      purpose: 'open',
      title: 'Coffer vault',
      suggestedName: '',
      extensions: ['db'],
    })
    if (!chosen.ok) return chosen
    if (chosen.value === null) return succeed({ path: null })
    const adopted = await session.adopt(chosen.value)
    return adopted.ok ? succeed({ path: chosen.value }) : adopted
  },
  'vault.lock': (_input, { session, host }) => {
    // The answer must leave before the process is ended.
    if (session.vault().ok) setTimeout(() => host.send({ kind: 'lock' }), 10)
    return succeed(null)
  },
} satisfies Partial<Procedures>

/** Where a window opened the vault, its next unlock screen knows where the keyfile is. */
export async function noting(
  keyfile: Uint8Array | string | undefined,
  { actor, status }: CallContext,
  open: () => Promise<Result<null>>,
): Promise<Result<null>> {
  const opened = await open()
  if (opened.ok && actor.door === 'window') noteKeyfile(homePaths(status().home).keyfile, keyfile)
  return opened
}

/** Runs `body` with a password and its keyfile, where there is one, and zeroes both. */
export async function withCredential<T>(
  given: { readonly password: Uint8Array; readonly keyfile?: Uint8Array | string | undefined },
  body: (credential: PasswordCredential) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { password } = given
  const keyfile = readKeyfile(given.keyfile)
  const secrets = keyfile.ok && keyfile.value !== undefined ? [password, keyfile.value] : [password]
  return wiping(secrets, async () => (keyfile.ok ? body(passwordCredential(password, keyfile.value)) : keyfile))
}

/** Runs `body` and zeroes the secrets it was given. */
export async function wiping<T>(secrets: readonly Uint8Array[], body: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await body()
  } finally {
    for (const secret of secrets) secret.fill(0)
  }
}
