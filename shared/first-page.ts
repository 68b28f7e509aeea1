/**
 * The page of a start with a vault to unlock: its HTML holds the unlock screen, made by the build, so that the screen is
 * there before any script of the page has run. docs/decisions/0081
 */

/** Stands in that HTML for the path of the vault, which the shell knows. */
export const vaultPathMark = '%VAULT_PATH%'
