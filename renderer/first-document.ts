import { vaultPathMark } from '../shared/first-page.ts'

/** The element that holds the page, and in `data-vault` the path of the vault whose unlock screen is in it already. */
const root = globalThis.document?.getElementById('root')

/** Path of the vault that the core, still starting, is expected to find locked; null: nothing is expected. */
export const awaitedVault: string | null =
  // Without a document the build is making the screen.
  globalThis.document === undefined ? vaultPathMark : (root?.dataset.vault ?? null)
