import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readyElectron } from '../../../scripts/electron-runtime.mjs'
import { integrityOf } from '../../../scripts/lib/npm-archive.mjs'
import { electronPackage, installedOfficial, installOfficial } from '../../../scripts/runtime/official.mjs'
import { root } from '../../support/repository.ts'

let folder: string
let server: Server | null

beforeEach(() => {
  // Under the checkout, so that the installer's own imports are found as they are from node_modules/electron.
  mkdirSync(join(root, '.cache'), { recursive: true })
  folder = mkdtempSync(join(root, '.cache', 'test-electron-'))
  server = null
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  server?.closeAllConnections()
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())))
})

/** The installer of the electron package, as it is, in a place without a binary. */
function installerAlone(): string {
  for (const name of ['package.json', 'install.js', 'checksums.json']) {
    cpSync(join(electronPackage, name), join(folder, name))
  }
  return folder
}

async function mirror(answer: RequestListener): Promise<NodeJS.ProcessEnv> {
  const started = createServer(answer)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const address = started.address()
  if (address === null || typeof address === 'string') throw new Error('the mirror has no port')
  return { ELECTRON_MIRROR: `http://127.0.0.1:${address.port}/`, electron_config_cache: join(folder, 'cache') }
}

describe('the official download', () => {
  test('is refused when its bytes are not those of the checksum', async () => {
    const packageDir = installerAlone()
    const env = await mirror((_, response) => response.end('not Electron'))
    const attempt = await installOfficial({ packageDir, env })
    expect(attempt).toEqual({ ok: false, reason: expect.stringMatching(/checksum/i) })
    expect(installedOfficial(packageDir)).toBeNull()
    expect(existsSync(join(packageDir, 'dist'))).toBe(false)
  })

  test('fails with the reason when it is not there', async () => {
    const env = await mirror((_, response) => response.writeHead(404).end())
    expect(await installOfficial({ packageDir: installerAlone(), env })).toEqual({
      ok: false,
      reason: expect.stringContaining('404'),
    })
  })

  test('is given up when no byte arrives', async () => {
    const env = await mirror(() => {})
    const attempt = await installOfficial({ packageDir: installerAlone(), env, stallLimitMs: 1500 })
    expect(attempt).toEqual({ ok: false, reason: 'no byte arrived for 1.5 s' })
  })

  test('leaves no temporary file behind', async () => {
    const env = await mirror((_, response) => response.end('not Electron'))
    await installOfficial({ packageDir: installerAlone(), env })
    expect(existsSync(join(root, '.cache', 'electron', `official-${process.pid}`))).toBe(false)
  })
})

describe('the runtime', () => {
  test('is taken from ELECTRON_OVERRIDE_DIST_PATH and then counts as unverified', () => {
    const distDir = mkdtempSync(join(tmpdir(), 'coffer-dist-'))
    const before = process.env.ELECTRON_OVERRIDE_DIST_PATH
    try {
      writeFileSync(join(distDir, 'version'), 'v44.1.2\n')
      process.env.ELECTRON_OVERRIDE_DIST_PATH = distDir
      expect(readyElectron()).toMatchObject({ distDir, version: '44.1.2', verified: false })
    } finally {
      if (before === undefined) delete process.env.ELECTRON_OVERRIDE_DIST_PATH
      else process.env.ELECTRON_OVERRIDE_DIST_PATH = before
      rmSync(distDir, { recursive: true })
    }
  })
})

describe('the integrity of a file', () => {
  test('is its SHA-512 as a lockfile writes it', async () => {
    const path = join(folder, 'abc')
    writeFileSync(path, 'abc')
    // FIPS 180-4, the example for "abc".
    const digest =
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'
    expect(await integrityOf(path)).toBe(`sha512-${Buffer.from(digest, 'hex').toString('base64')}`)
  })
})
