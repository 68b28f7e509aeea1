import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Everything the scripts download or remember. Ignored by git, safe to delete at any time. */
export const cacheDir = join(root, '.cache')

/** Bundles, written by `scripts/build.mjs`. */
export const outDir = join(root, 'out')

/**
 * A path as the reader of a message wants it: relative to the checkout.
 * @param {string} path
 */
export const shown = (path) => (path.startsWith(root) ? path.slice(root.length + 1) : path)
