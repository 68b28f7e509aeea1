import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { runnerImport } from 'vite'
import { callNames, eventNames } from './shared/contract.ts'
import { vaultPathMark } from './shared/first-page.ts'

const at = (path: string) => resolve(import.meta.dirname, path)

/** The oldest runtime the bundles must run on: the substitute of scripts/runtime/substitute.mjs. */
const oldest = { node: 'node24.15', chrome: 'chrome148' }

/** The preload needs the contract's names alone. With the schemas it would run zod for each page: 13 ms, now 1 ms. */
const contractNames = {
  name: 'contract-names',
  load: (id: string) =>
    id === at('shared/contract.ts')
      ? `export const callNames = ${JSON.stringify(callNames)}\nexport const eventNames = ${JSON.stringify(eventNames)}\n`
      : null,
}

/**
 * Native code that pg, ssh2 and what it uses would take if somebody had compiled it: they ask for it inside a `try` and do
 * without, as on every machine where `npm ci` ran with its scripts off.
 */
const withoutNativeParts = {
  name: 'without-native-parts',
  enforce: 'pre' as const,
  resolveId: (source: string) =>
    /^(cpu-features|pg-native)$|\/sshcrypto\.node$/.test(source) ? '\0native-part' : null,
  load: (id: string) => (id === '\0native-part' ? "throw new Error('built without native parts')" : null),
}

/**
 * Parts that libraries bring and the page never calls. What holds it still under a modal menu does so by a style element,
 * which the page's policy refuses: our menus are not modal, and our dialogs are the platform's. Passwords are not compared
 * with words that are only like them (useLevenshteinDistance is off).
 */
const withoutUnusedParts = {
  name: 'without-unused-parts',
  enforce: 'pre' as const,
  resolveId: (source: string, importer = '') =>
    /^(react-remove-scroll|aria-hidden|fastest-levenshtein)$/.test(source) ||
    (source === '@radix-ui/react-dialog' && importer.includes('/cmdk/'))
      ? `\0unused-part ${source}`
      : null,
  load: (id: string) =>
    id.startsWith('\0unused-part ')
      ? `const never = () => { throw new Error('built without this part') }
export { never as RemoveScroll, never as hideOthers, never as Root, never as Portal, never as Overlay, never as Content }
export { never as distance }`
      : null,
}

/** `unlock.html`: the page with the unlock screen in it (shared/first-page.ts). */
const firstPage = {
  name: 'first-page',
  enforce: 'post' as const,
  async generateBundle(this: { emitFile: (file: object) => unknown }, _options: unknown, bundle: object) {
    const page = Reflect.get(bundle, 'index.html')?.source
    const empty = '<div id="root"></div>'
    if (typeof page !== 'string' || !page.includes(empty)) throw new Error(`index.html has no ${empty}`)
    const { module } = await runnerImport<typeof import('./renderer/prerender.tsx')>(at('renderer/prerender.tsx'), {
      configFile: false,
      plugins: [react()],
      logLevel: 'warn',
    })
    const source = page.replace(
      empty,
      () => `<div id="root" data-vault="${vaultPathMark}">${module.firstScreen()}</div>`,
    )
    this.emitFile({ type: 'asset', fileName: 'unlock.html', source })
  },
}

export default defineConfig({
  main: {
    plugins: [withoutNativeParts],
    build: {
      outDir: at('out/main'),
      target: oldest.node,
      chunkSizeWarningLimit: 4000,
      // Only what holds native code or WASM stays outside: better-sqlite3, koffi, libsodium-wrappers-sumo.
      externalizeDeps: { exclude: ['zod', '@aws-sdk/client-secrets-manager'] },
      rolldownOptions: {
        input: {
          index: at('main/index.ts'),
          core: at('main/core/index.ts'),
          'kdf-worker': at('main/core/vault/kdf-worker.ts'),
          'structure-worker': at('main/core/vault/structure-worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    plugins: [contractNames],
    build: {
      outDir: at('out/preload'),
      target: oldest.node,
      // A sandboxed preload script may require nothing but electron, so everything is in the one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), tailwindcss(), withoutUnusedParts, firstPage],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      target: oldest.chrome,
      minify: true,
      // The page's policy is script-src 'self'; style-src 'self'; font-src 'self': nothing inline, no data: URLs.
      assetsInlineLimit: 0,
      // Loaded from the disk it is installed on.
      chunkSizeWarningLimit: 4000,
      // Nothing to fetch ahead: a chunk comes with one request from the disk, and brings no style sheet of its own.
      modulePreload: false,
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
})
