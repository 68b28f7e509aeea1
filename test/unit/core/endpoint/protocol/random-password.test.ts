import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDirect } from '../../../../support/aws/direct.ts'

const aws = createDirect()
const random = (input: Readonly<Record<string, unknown>>): string =>
  String(aws.call('GetRandomPassword', input).RandomPassword)
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

describe('section 4: GetRandomPassword', () => {
  it('32 characters, one of each type at least', () => {
    for (let index = 0; index < 200; index += 1) {
      const password = random({})
      expect(password).toHaveLength(32)
      for (const type of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(password).toMatch(type)
    }
  })

  it('obeys every exclusion, whatever is asked', () => {
    const flags = fc.record({
      PasswordLength: fc.integer({ min: 4, max: 200 }),
      ExcludeCharacters: fc.stringMatching(/^[a-z0-9!-/]{0,10}$/),
      ExcludeNumbers: fc.boolean(),
      ExcludePunctuation: fc.boolean(),
      ExcludeUppercase: fc.boolean(),
      IncludeSpace: fc.boolean(),
      RequireEachIncludedType: fc.boolean(),
    })
    fc.assert(
      fc.property(flags, (input) => {
        const password = random(input)
        expect(password).toHaveLength(input.PasswordLength)
        for (const character of input.ExcludeCharacters) expect(password).not.toContain(character)
        if (input.ExcludeNumbers) expect(password).not.toMatch(/[0-9]/)
        if (input.ExcludeUppercase) expect(password).not.toMatch(/[A-Z]/)
        if (input.ExcludePunctuation) expect(password).toMatch(/^[A-Za-z0-9 ]*$/)
        if (!input.IncludeSpace) expect(password).not.toContain(' ')
        for (const character of password)
          expect(`${PUNCTUATION} `.includes(character) || /[A-Za-z0-9]/.test(character)).toBe(true)
      }),
      { numRuns: process.env.SLOW ? 20_000 : 300 },
    )
  })

  it('draws all characters about equally often', () => {
    const counts = new Map<string, number>()
    for (const character of random({ PasswordLength: 4_096 }).repeat(1))
      counts.set(character, (counts.get(character) ?? 0) + 1)
    expect(counts.size).toBe(94)
    for (const count of counts.values()) expect(count).toBeLessThan(100)
  })

  it('takes 1 and 4096 characters, and fewer than the types only when they are not required', () => {
    expect(random({ PasswordLength: 4_096 })).toHaveLength(4_096)
    expect(random({ PasswordLength: 1, RequireEachIncludedType: false })).toHaveLength(1)
    expect(aws.call('GetRandomPassword', { PasswordLength: 3 })).toMatchObject({ error: 'InvalidParameterException' })
    expect(random({ PasswordLength: 3, ExcludePunctuation: true })).toHaveLength(3)
  })

  it('has nothing to draw from when everything is excluded', () => {
    const none = { ExcludeNumbers: true, ExcludePunctuation: true, ExcludeUppercase: true, ExcludeLowercase: true }
    expect(aws.call('GetRandomPassword', none)).toMatchObject({ error: 'InvalidParameterException', status: 400 })
    expect(random({ ...none, IncludeSpace: true, PasswordLength: 5 })).toBe('     ')
  })
})
