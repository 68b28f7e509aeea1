#!/usr/bin/env node
/**
 * `npx coffer` in a checkout: builds the command line's bundle when its sources changed, then becomes it. An installed
 * Coffer ships the bundle compiled and has no use for this file.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const bundle = join(root, 'out', 'cli', 'index.js')
const builder = join(root, 'scripts', 'build.mjs')

if (existsSync(builder)) {
  const { ensureBuilt } = await import(pathToFileURL(builder).href)
  await ensureBuilt(['cli'])
}
await import(pathToFileURL(bundle).href)
