import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeProfileFolder } from '../../../main/profile-folder.ts'
import { homePaths } from '../../../shared/home.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-profile-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a home that is not there yet is made, with the profile in it, for its user alone', () => {
  const paths = homePaths(join(folder, 'deep', 'home'))
  expect(makeProfileFolder(paths)).toEqual({ ok: true, value: paths.profile })
  for (const made of [paths.home, paths.profile]) expect(statSync(made).mode & 0o777).toBe(0o700)
})

test('a home that is there keeps its profile', () => {
  const paths = homePaths(join(folder, 'home'))
  mkdirSync(paths.profile, { recursive: true })
  writeFileSync(join(paths.profile, 'kept'), '')
  expect(makeProfileFolder(paths)).toEqual({ ok: true, value: paths.profile })
  expect(statSync(join(paths.profile, 'kept')).isFile()).toBe(true)
})

test('a file in the place of the home is told in a sentence with the reason', () => {
  writeFileSync(join(folder, 'home'), '')
  const made = makeProfileFolder(homePaths(join(folder, 'home')))
  expect(made).toEqual({ ok: false, failure: expect.stringMatching(/^The home folder cannot be made \(EEXIST\): /) })
  const below = makeProfileFolder(homePaths(join(folder, 'home', 'below')))
  expect(below).toEqual({ ok: false, failure: expect.stringMatching(/\(ENOTDIR\)/) })
})
