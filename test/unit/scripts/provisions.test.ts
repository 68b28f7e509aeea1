import { describe, expect, test } from 'vitest'
import { wishesNotIn } from '../../../scripts/lib/apt.mjs'
import { reasonIn, run } from '../../../scripts/lib/run.mjs'
import { provisions } from '../../../scripts/provisions/list.mjs'
import { missingLibraries } from '../../../scripts/provisions/packages.mjs'
import { readRepositoryFile } from '../../support/repository.ts'

describe('missing packages', () => {
  const listing = ['installed libnss3', 'config-files xvfb', 'not-installed xauth', 'installed libgtk-3-0t64'].join(
    '\n',
  )

  test('are those not installed, removed ones with leftovers included', () => {
    expect(wishesNotIn(listing, ['libnss3', 'xvfb', 'xauth', 'dbus'])).toEqual(['xvfb', 'xauth', 'dbus'])
  })

  test('do not include one whose other name is installed', () => {
    expect(wishesNotIn(listing, ['libgtk-3-0|libgtk-3-0t64', 'libasound2|libasound2t64'])).toEqual([
      'libasound2|libasound2t64',
    ])
  })

  test('do not include one that merely begins alike', () => {
    expect(wishesNotIn('installed libnss3-tools', ['libnss3'])).toEqual(['libnss3'])
  })
})

describe('missing libraries', () => {
  test('are read from what ldd prints', () => {
    const listing = '\tlinux-vdso.so.1 (0x1)\n\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x2)\n'
    expect(missingLibraries(listing)).toEqual(['libgtk-3.so.0'])
  })
})

describe('the provisions', () => {
  test('have names of their own', () => {
    const names = provisions.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('are all listed in CONTRIBUTING.md', () => {
    const text = readRepositoryFile('CONTRIBUTING.md')
    const unlisted = provisions.map(({ name }) => name).filter((name) => !text.includes(`\`${name}\``))
    expect(unlisted).toEqual([])
  })
})

describe('a program that is run', () => {
  test('gives its code and its output', async () => {
    const done = await run(process.execPath, ['-e', "console.log('out'); console.error('err'); process.exit(3)"])
    expect(done).toEqual({ code: 3, signal: null, stdout: 'out\n', stderr: 'err\n' })
  })

  test('that does not exist is an outcome, not an exception', async () => {
    const done = await run('coffer-no-such-program', [])
    expect(done).toMatchObject({ code: null, stderr: expect.stringContaining('ENOENT') })
  })

  test('that takes too long is ended', async () => {
    const done = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 200 })
    expect(done).toMatchObject({ code: null, signal: 'SIGTERM' })
  })
})

describe('the reason in an output', () => {
  test.each([
    [
      'is the last line that speaks of an error',
      'E: Unable to locate package x\nTry again\n',
      'E: Unable to locate package x',
    ],
    ['is the last line when none does', 'one\ntwo\n\n', 'two'],
    ['leaves out where in the code it happened', 'Error: boom\n    at f (file.js:1:2)\n', 'Error: boom'],
    ['says so when there is no output', '', 'no output'],
  ])('%s', (_, output, reason) => {
    expect(reasonIn(output)).toBe(reason)
  })
})
