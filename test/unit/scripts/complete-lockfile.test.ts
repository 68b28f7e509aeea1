import { describe, expect, test } from 'vitest'
import { missingEntries } from '../../../scripts/complete-lockfile.mjs'

describe('the entries a lockfile lacks', () => {
  const wants = (...names: readonly string[]) => ({
    dev: true,
    optionalDependencies: Object.fromEntries(names.map((name) => [name, '1.2.3'])),
  })

  test('are optional dependencies without an entry, with the platform their name says', () => {
    const packages = { '': {}, 'node_modules/tool': wants('@tool/linux-x64-musl', '@tool/win32-arm64') }
    expect(missingEntries(packages)).toEqual({
      'node_modules/@tool/linux-x64-musl': {
        version: '1.2.3',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
      'node_modules/@tool/win32-arm64': { version: '1.2.3', cpu: ['arm64'], dev: true, optional: true, os: ['win32'] },
    })
  })

  test.each([
    ['beside the dependent', 'node_modules/tool/node_modules/@tool/linux-x64'],
    ['at the top', 'node_modules/@tool/linux-x64'],
  ])('do not include one that is answered %s', (_, path) => {
    const packages = { '': {}, 'node_modules/tool': wants('@tool/linux-x64'), [path]: { version: '1.2.3' } }
    expect(missingEntries(packages)).toEqual({})
  })

  test('cannot be written for a range', () => {
    const packages = { 'node_modules/tool': { optionalDependencies: { '@tool/linux-x64': '^1.2.3' } } }
    expect(() => missingEntries(packages)).toThrow('no exact version')
  })
})
