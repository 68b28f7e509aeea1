import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeKeyfile, readKeyfile } from '../../../main/core/keyfile.ts'

describe('a keyfile', () => {
  let folder: string
  const at = (name: string) => join(folder, name)
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-keyfile-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('is made of 32 bytes that only its owner can read, and read back by its path', async () => {
    expect(await makeKeyfile(at('mine'))).toMatchObject({ ok: true })
    expect(statSync(at('mine')).mode & 0o777).toBe(0o600)
    expect(readKeyfile(at('mine'))).toEqual({ ok: true, value: new Uint8Array(readFileSync(at('mine'))) })
    expect(readFileSync(at('mine'))).toHaveLength(32)
  })

  test('differs from the next one', async () => {
    await makeKeyfile(at('one'))
    await makeKeyfile(at('two'))
    expect(readFileSync(at('one')).equals(readFileSync(at('two')))).toBe(false)
  })

  test('is never written over another file', async () => {
    writeFileSync(at('there'), 'something else')
    expect(await makeKeyfile(at('there'))).toMatchObject({ ok: false, failure: { kind: 'exists' } })
    expect(readFileSync(at('there'), 'utf8')).toBe('something else')
  })

  test('cannot be made in a folder that is not there', async () => {
    expect(await makeKeyfile(at('nowhere/mine'))).toMatchObject({ ok: false, failure: { kind: 'io-error' } })
  })

  test.each([0, 31, 33, 4_096])('of %i bytes is refused by name', (length) => {
    writeFileSync(at('wrong'), new Uint8Array(length))
    expect(readKeyfile(at('wrong'))).toMatchObject({ ok: false, failure: { kind: 'invalid', field: 'keyfile' } })
  })

  test('that is not there is refused with its path', () => {
    expect(readKeyfile(at('gone'))).toMatchObject({
      ok: false,
      failure: { kind: 'invalid', message: expect.stringContaining(at('gone')) },
    })
  })

  test('may be given as its bytes, or not at all', () => {
    expect(readKeyfile(new Uint8Array(32))).toMatchObject({ ok: true })
    expect(readKeyfile(new Uint8Array(31))).toMatchObject({ ok: false })
    expect(readKeyfile(undefined)).toEqual({ ok: true, value: undefined })
  })
})
