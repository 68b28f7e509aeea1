import { homedir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { missingEntries } from '../../scripts/complete-lockfile.mjs'
import { readRepositoryFile, repositoryFiles, root } from '../support/repository.ts'

interface LockedPackage {
  readonly version: string
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly link?: boolean
  readonly optional?: boolean
  readonly os?: string[]
  readonly cpu?: string[]
}

const manifest = JSON.parse(readRepositoryFile('package.json'))
const locked: Readonly<Record<string, LockedPackage>> = JSON.parse(readRepositoryFile('package-lock.json')).packages

describe('dependencies', () => {
  test('are named by exact version', () => {
    const versions: unknown[] = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.length).toBeGreaterThan(20)
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  })

  test('are locked at the version package.json names', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect([name, locked[`node_modules/${name}`]?.version]).toEqual([name, version])
    }
  })

  test('are locked by a hash of what is unpacked', () => {
    const packages = Object.entries(locked).filter(([path, { link }]) => path !== '' && link !== true)
    const unhashed = packages.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''))
    // What the registry at hand does not carry (scripts/complete-lockfile.mjs) may lack one, and nothing else.
    const surprising = unhashed.filter(([, { optional, os, cpu }]) => optional !== true || (os ?? cpu) === undefined)
    expect(surprising.map(([path]) => path)).toEqual([])
    expect(unhashed.length).toBeLessThan(packages.length / 10)
  })

  test('are locked for every platform, or npm ci would refuse the file', () => {
    expect(missingEntries(locked)).toEqual({})
  })

  // Reviewed: koffi's script looks for the prebuilt library its own dependency brings, and electron-winstaller's
  // prepares a Windows tool no target of ours uses. Those of ssh2 and cpu-features compile a faster cipher and a probe of
  // the processor; without them ssh2 uses Node's own crypto. A new name here is a decision.
  test('need no install script', () => {
    const withScript = Object.entries(locked)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
    expect(withScript.sort()).toEqual(['cpu-features', 'electron-winstaller', 'koffi', 'ssh2'])
    expect(readRepositoryFile('.npmrc')).toContain('ignore-scripts=true')
  })

  test('in the packages that reach the core stay few', () => {
    expect(Object.keys(manifest.dependencies)).toHaveLength(5)
  })
})

describe('the repository', () => {
  const texts = repositoryFiles()
    .filter((path) => !/\.(?:png|ico|icns|woff2?|db|age|bin)$/.test(path))
    .map((path) => ({ path, text: readRepositoryFile(path) }))
  const filesWith = (pattern: RegExp) => texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

  test('is looked at as a whole', () => {
    expect(texts.map(({ path }) => path)).toContain('test/boundaries/repository.test.ts')
  })

  // Built from parts, or this file would name them itself.
  test('names no package registry, so that each machine uses its own', () => {
    expect(
      filesWith(new RegExp(['registry\\.npm', 'js|registry\\.yarn', 'pkg|files\\.python', 'hosted'].join(''))),
    ).toEqual([])
    expect(Object.values(locked).filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })

  test('holds no path of the machine it was written on', () => {
    const places = ['/wo' + 'rk/', '/ro' + 'ot/', `${root}/`, `${homedir()}/`].map((place) =>
      place.replace(/[.+]/g, '\\$&'),
    )
    const named = filesWith(new RegExp(`(?<![\\w.$}/-])(?:${places.join('|')})`))
    expect(named).toEqual([])
  })

  test('has nothing left to do written into its sources', () => {
    const marks = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`)
    expect(filesWith(marks).filter((path) => path !== 'package-lock.json')).toEqual([])
  })

  test('silences neither the compiler nor the linter', () => {
    expect(filesWith(new RegExp(['biome-ig' + 'nore', '@ts-ig' + 'nore', '@ts-no' + 'check'].join('|')))).toEqual([])
  })
})
