import { describe, expect, test } from 'vitest'
import { differences, expectedFuses } from '../../../scripts/package/fuses.mjs'
import { readRepositoryFile } from '../../support/repository.ts'

const off = 0x30
const on = 0x31
const removed = 0x72

const asExpected = Object.fromEntries(expectedFuses.map((fuse) => [fuse.number, fuse.on ? on : off]))
const wire = (changes: Readonly<Record<string, unknown>> = {}) => ({ version: '1', ...asExpected, ...changes })

describe('the fuses of a package', () => {
  test('are right when each is as expected', () => {
    expect(differences(expectedFuses, wire())).toEqual([])
  })

  test.each([
    ['one that should be off is on', { 0: on }, 'the fuse RunAsNode is not off'],
    ['one that should be on is off', { 5: off }, 'the fuse OnlyLoadAppFromAsar is not on'],
    ['Electron has removed one', { 1: removed }, 'the fuse EnableCookieEncryption is not on'],
    ['Electron has one we never decided about', { 9: on }, 'the fuse number 9 is new: decide what it should be'],
  ])('are wrong when %s', (_, change, sentence) => {
    expect(differences(expectedFuses, wire(change))).toEqual([sentence])
  })

  test('are set by electron-builder.yml as scripts/package.mjs expects them', () => {
    const config = readRepositoryFile('electron-builder.yml')
    // The names differ from Electron's in their first words only; the last fuse electron-builder cannot set.
    const settable = expectedFuses.filter(({ name }) => name !== 'WasmTrapHandlers')
    for (const fuse of settable) expect(config.toLowerCase()).toContain(`  ${fuse.name.toLowerCase()}: ${fuse.on}`)
  })
})
