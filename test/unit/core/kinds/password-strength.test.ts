import { describe, expect, it } from 'vitest'
import { estimateStrength } from '../../../../main/core/kinds/password-strength.ts'
import { alnum, strongPassword } from '../../../support/samples.ts'

describe('estimateStrength', () => {
  it.each([
    ['123456', 0],
    ['Tr0ub4dour', 2],
    [strongPassword('s'), 4],
    ['correct horse battery staple', 4],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 0],
    [`aaaaaaaaaaaaaaaa${strongPassword('s')}`, 4],
  ] as const)('%s has %i of 4', (password, strength) => {
    expect(Math.abs(estimateStrength(password) - strength)).toBeLessThanOrEqual(strength === 2 ? 1 : 0)
  })

  it('is the same each time, and quick for the longest text', () => {
    const long = alnum('long', 65_000)
    const first = estimateStrength(long)
    const before = process.cpuUsage()
    expect(estimateStrength(long)).toBe(first)
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(300)
  })
})
