import { describe, expect, test } from 'vitest'
import { generateRotator } from '../../../../../main/core/rotation/rotators/generate.ts'
import { drive } from '../../../../support/rotation/steps.ts'
import { unwrap } from '../../../../support/vault.ts'

const rotate = async (draft: { length?: number; exclude?: string; field?: string }, current: string | null) => {
  const steps = drive(generateRotator, { kind: 'generate', ...draft }, { current })
  return steps.create()
}
const textOf = async (draft: Parameters<typeof rotate>[0], current: string | null): Promise<string> =>
  Buffer.from(unwrap(await rotate(draft, current)).bytes).toString()
const problemOf = async (draft: Parameters<typeof rotate>[0], current: string | null): Promise<string> => {
  const made = await rotate(draft, current)
  return made.ok ? 'ok' : made.failure.message
}

describe('a generated value', () => {
  test('has the asked length and a character of each class', async () => {
    const value = await textOf({ length: 20 }, 'old')
    expect(value).toHaveLength(20)
    for (const each of [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/]) expect(value).toMatch(each)
    expect(await textOf({ length: 20 }, 'old')).not.toBe(value)
  })

  test('leaves out what is excluded, whole classes too', async () => {
    expect(await textOf({ length: 400, exclude: '!#%*+-=?_^~abc' }, 'old')).toMatch(/^[d-zA-Z0-9]{400}$/)
  })

  test('is refused when so much is excluded that it could be guessed', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
    expect(await problemOf({ exclude: `${letters}!#%*+-=?_^~12` }, 'old')).toMatch(/Exclude fewer/)
  })

  test('replaces one field of JSON and leaves the rest as written', async () => {
    const value = await textOf(
      { field: 'token', length: 8 },
      '{"2":1,"token":"old","big":12345678901234567890,"a":[1]}',
    )
    expect(value).toMatch(/^{"2":1,"token":".*","big":12345678901234567890,"a":\[1\]}$/)
    expect(JSON.parse(value).token).toHaveLength(8)
  })

  test('asks for the field where the value is JSON', async () => {
    expect(await problemOf({}, '{"user":"u","token":"t"}')).toBe(
      'The value is JSON: name the field that changes (user, token).',
    )
    expect(await problemOf({ field: 'other' }, '{"token":"t"}')).toBe('The value has no field other.')
    expect(await problemOf({ field: 'other' }, 'plain')).toBe('The value is no JSON object, so it has no other.')
  })

  test('can be the first one', async () => {
    expect(await textOf({ length: 12 }, null)).toHaveLength(12)
    expect(JSON.parse(await textOf({ field: 'key' }, null)).key).toHaveLength(32)
  })

  test('of a binary secret is as many random bytes', async () => {
    const bytes = new Uint8Array(32)
    const context = {
      current: { versionId: 'v', form: 'binary' as const, bytes },
      config: { kind: 'generate' as const, length: 8, exclude: '', field: null },
    }
    const made = unwrap(await generateRotator.create(context as Parameters<typeof generateRotator.create>[0]))
    expect(made.form).toBe('binary')
    expect(made.bytes).toHaveLength(32)
    expect(made.bytes.some((byte) => byte !== 0)).toBe(true)
  })

  test('waits until the user has set it at the provider', async () => {
    const steps = drive(generateRotator, { kind: 'generate' }, { current: 'old' })
    await steps.create()
    expect(unwrap(await steps.set())).toMatchObject({
      waitsForUser: { message: expect.stringMatching(/then confirm/) },
    })
    expect(unwrap(await steps.test())).toBeNull()
  })
})
