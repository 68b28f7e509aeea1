/** Calls about unlocking by the OS keychain. */
import { succeed } from '../../../shared/failure.ts'
import { type Procedures, withVault, withVaultAsync } from './context.ts'

export const keychainProcedures = {
  'keychain.status': async (_input, { keychain }) => succeed(await keychain.status()),
  'keychain.enable': (_input, context) =>
    withVaultAsync(context, (vault) => context.keychain.enable(vault, context.actor)),
  'keychain.disable': (_input, context) =>
    withVault(context, (vault) => context.keychain.disable(vault, context.actor)),
  'keychain.unlock': (_input, { keychain, session, actor }) => keychain.unlock(session, actor),
} satisfies Partial<Procedures>
