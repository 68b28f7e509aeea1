/** The accounts an end-to-end test runs under: the tests' own and, where that is root, one with the sandbox on. */
import { userInfo } from 'node:os'
import { type OrdinaryUser, ordinaryUser } from './ordinary-user.ts'
import { type ProvisionName, requires } from './provisions.ts'

const isRoot = () => userInfo().uid === 0

/** The body gets a function, because there is no account to look up where the provision is missing. */
export function describeForEachAccount(
  title: string,
  body: (user: () => OrdinaryUser | undefined) => void,
  ...more: readonly ProvisionName[]
): void {
  const window = requires('electron-runtime', 'app-libraries', 'virtual-display', ...more)
  window.describe(isRoot() ? `${title}, as root without a sandbox` : title, () => body(() => undefined))
  if (!isRoot()) return
  const sandboxed = requires('electron-runtime', 'app-libraries', 'virtual-display', 'sandbox-user', ...more)
  sandboxed.describe(`${title}, as an ordinary user with the sandbox on`, () => body(ordinaryUser))
}
